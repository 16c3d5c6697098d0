import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Problem } from '../lib/problem.mjs'

/** The first Electron whose Node knows Node-API 10, which the database addon asks for. */
const FIRST_MAJOR_WITH_NODE_API_10 = 35

/** The prebuilt addon of the pinned database package for linux-x64. */
const KNOWN_SOURCE = '3607ea18911c931085eaa896eb831260d549e9bcef2dd6e8896b5bb7a41ec6a8'

/** The machine code of the function that tells which Node-API version the addon wants: 10 in the original. */
const ASKS_FOR_10 = Buffer.from('f30f1efab80a000000c3', 'hex')
/** The same function asking for the experimental version, under which Node 20 has what the addon needs. */
const ASKS_FOR_EXPERIMENTAL = Buffer.from('f30f1efab8ffffff7fc3', 'hex')

/**
 * Whether this Electron crashes with the original database addon and needs the changed copy.
 * @param {string} electronVersion
 */
export function needsAddonCopy(electronVersion) {
  return Number.parseInt(electronVersion, 10) < FIRST_MAJOR_WITH_NODE_API_10
}

/**
 * A copy of the addon's bytes that runs on Node 20. Throws when the place to change does not occur exactly once.
 * @param {Buffer} source
 * @returns {Buffer}
 */
export function patchAddon(source) {
  const at = source.indexOf(ASKS_FOR_10)
  if (at === -1) throw new Problem('The database addon cannot be adapted: the place to change is not in it.')
  if (source.indexOf(ASKS_FOR_10, at + 1) !== -1) {
    throw new Problem('The database addon cannot be adapted: the place to change occurs more than once.')
  }
  const copy = Buffer.from(source)
  ASKS_FOR_EXPERIMENTAL.copy(copy, at)
  return copy
}

/**
 * Makes sure that the changed copy of the addon exists and holds exactly the right bytes; writes it anew when it does
 * not. Throws a `Problem` when the source is not the known prebuilt addon.
 * @param {object} options
 * @param {string} options.source the addon of the installed package
 * @param {string} options.target where the copy goes
 * @param {string} [options.sourceSha256]
 */
export function ensureAddonCopy({ source, target, sourceSha256 = KNOWN_SOURCE }) {
  let original
  try {
    original = readFileSync(source)
  } catch {
    throw new Problem('The database addon for this system is not installed; please run npm ci.')
  }
  if (createHash('sha256').update(original).digest('hex') !== sourceSha256) {
    throw new Problem(
      'The database addon is not the known one, so it is not adapted for the development runtime.',
    )
  }
  const wanted = patchAddon(original)
  if (readOrNull(target)?.equals(wanted)) return
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  const fresh = `${target}.${process.pid}.new`
  try {
    writeFileSync(fresh, wanted, { mode: 0o755 })
    renameSync(fresh, target)
  } finally {
    rmSync(fresh, { force: true })
  }
}

/** @param {string} file */
function readOrNull(file) {
  try {
    return readFileSync(file)
  } catch {
    return null
  }
}

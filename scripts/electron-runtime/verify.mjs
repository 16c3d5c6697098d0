import { createHash } from 'node:crypto'
import { createReadStream, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * The first difference between a folder and the files it must hold, as a short phrase, or null when there is none.
 * Every byte is read: about half a second for a whole Electron runtime. Links and special files always differ.
 * @param {string} folder
 * @param {Record<string, string>} expected name (with forward slashes) to SHA-256 in hex; a folder must have a file
 * @returns {Promise<string | null>}
 */
export async function findDifference(folder, expected) {
  const listed = listFiles(folder)
  if (listed.problem !== null) return listed.problem
  const present = new Set(listed.files)
  for (const name of Object.keys(expected)) {
    if (!present.has(name)) return `${name} is missing`
  }
  for (const name of listed.files) {
    if (!Object.hasOwn(expected, name)) return `${name} does not belong there`
    if ((await hashFile(join(folder, name), 'sha256', 'hex')) !== expected[name]) return `${name} was changed`
  }
  return null
}

/**
 * @param {string} file
 * @param {'sha256' | 'sha512'} algorithm
 * @param {'hex' | 'base64'} encoding
 */
export async function hashFile(file, algorithm, encoding) {
  const hash = createHash(algorithm)
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return hash.digest(encoding)
}

/**
 * All regular files below a folder; stops at the first thing that is neither file nor folder, and at empty folders.
 * @param {string} folder
 * @returns {{ files: string[], problem: string | null }}
 */
function listFiles(folder) {
  /** @type {string[]} */
  const files = []
  /**
   * @param {string} prefix
   * @returns {string | null}
   */
  const walk = (prefix) => {
    const names = readdirSync(join(folder, prefix))
    if (names.length === 0) return `${prefix || 'the folder'} is empty`
    for (const name of names) {
      const path = prefix === '' ? name : `${prefix}/${name}`
      const stat = lstatSync(join(folder, path))
      if (stat.isDirectory()) {
        const problem = walk(path)
        if (problem !== null) return problem
      } else if (stat.isFile()) {
        files.push(path)
      } else {
        return `${path} is not a regular file`
      }
    }
    return null
  }
  let stat
  try {
    stat = lstatSync(folder)
  } catch {
    return { files, problem: 'the folder is missing' }
  }
  if (!stat.isDirectory()) return { files, problem: 'it is not a folder' }
  return { files, problem: walk('') }
}

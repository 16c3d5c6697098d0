import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf, Problem } from './problem.mjs'
import { run } from './process.mjs'

/** Remembers, inside node_modules, the hash of the package-lock.json it was installed from. */
const STAMP = 'node_modules/.cache/latchkey/installed-lock'

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {boolean} [link]
 */

/**
 * Makes sure that node_modules is what package-lock.json says, and runs `npm ci` when it is not. Does nothing (in
 * about a millisecond) when it is. Throws a `Problem` when the installation fails.
 * @param {string} root the project's folder
 * @param {{ say?: (line: string) => void, install?: (root: string) => Promise<number> }} [ports]
 */
export async function ensureDependencies(root, ports = {}) {
  const say = ports.say ?? console.log
  const install = ports.install ?? npmCi
  const lockText = readFileSync(join(root, 'package-lock.json'))
  const hash = createHash('sha256').update(lockText).digest('hex')
  const stamp = join(root, STAMP)
  if (readIfPresent(stamp) === hash) return

  const installed = parseOrNull(readIfPresent(join(root, 'node_modules', '.package-lock.json')))
  if (installed === null || !lockMatches(JSON.parse(lockText.toString()), installed)) {
    const reason = existsSync(join(root, 'node_modules'))
      ? 'The dependencies differ from package-lock.json'
      : 'The dependencies are not installed yet'
    say(`${reason}: running npm ci (about half a minute).`)
    const code = await install(root).catch((error) => {
      throw new Problem(`npm could not be started (${messageOf(error)}); please install npm and try again.`)
    })
    if (code !== 0) {
      throw new Problem(
        `npm ci ended with code ${code}, so the dependencies are not installed: see npm's message above, check the ` +
          'connection to the package registry, and try again.',
      )
    }
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, hash)
}

/**
 * Whether an installed tree (npm's own record in node_modules/.package-lock.json) holds exactly what a lock file
 * asks for. Optional packages may be absent, because they are meant for other systems.
 * @param {{ packages?: Record<string, LockEntry> }} lock
 * @param {{ packages?: Record<string, LockEntry> }} installed
 */
export function lockMatches(lock, installed) {
  const wanted = lock.packages ?? {}
  const present = installed.packages ?? {}
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    const found = present[path]
    if (found === undefined) {
      if (entry.optional !== true) return false
    } else if (found.version !== entry.version || found.integrity !== entry.integrity) {
      return false
    }
  }
  return Object.keys(present).every((path) => Object.hasOwn(wanted, path))
}

/** @param {string} root */
function npmCi(root) {
  return runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // npm's own progress goes to stderr, so that a command's stdout stays clean.
    stdio: ['ignore', 2, 2],
  })
}

/**
 * Runs npm: the one this process was started by, else the one on PATH. Resolves to its exit code.
 * @param {string[]} args
 * @param {import('./process.mjs').RunOptions} options
 */
function runNpm(args, options) {
  const [command, ...first] = npmCommand()
  return run(command, [...first, ...args], options)
}

/**
 * The command line that starts npm, without arguments.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {[string, ...string[]]}
 */
export function npmCommand(env = process.env) {
  const script = env['npm_execpath']
  if (script?.endsWith('npm-cli.js') && existsSync(script)) {
    return [env['npm_node_execpath'] ?? process.execPath, script]
  }
  return process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', 'npm'] : ['npm']
}

/** @param {string | null} text */
function parseOrNull(text) {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** @param {string} file */
function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

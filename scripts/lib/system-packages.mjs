import { capture, run } from './process.mjs'

/** What Electron needs from Debian and Ubuntu, with fonts and a virtual screen. */
export const ELECTRON_PACKAGES = [
  'xvfb',
  'xauth',
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libdrm2',
  'libcups2',
  'libxkbcommon0',
  'libnotify4',
  'fonts-liberation',
  'fonts-dejavu-core',
]

// biome-ignore lint/suspicious/noTemplateCurlyInString: these braces are dpkg-query's
const STATUS_FORMAT = '--showformat=${db:Status-Status} ${Package}\\n'

/**
 * @typedef {object} SystemPorts
 * @property {(command: string, args: string[]) => Promise<{ code: number, stdout: string }>} [query]
 * @property {(command: string, args: string[]) => Promise<number>} [execute]
 * @property {(line: string) => void} [say]
 * @property {string} [platform]
 * @property {boolean} [isRoot]
 */

/**
 * Makes sure that the system packages are there. On Debian and Ubuntu as root it installs what is missing; as another
 * user it prints the one line to run. On other systems it does nothing. Never throws: Electron may well start without
 * one of them, and its own message is then the better one.
 * @param {readonly string[]} packages Debian names before the 64-bit time change ("libgtk-3-0")
 * @param {SystemPorts} [ports]
 */
export async function ensureSystemPackages(packages, ports = {}) {
  const query = ports.query ?? capture
  const execute = ports.execute ?? aptGet
  const say = ports.say ?? console.log
  if ((ports.platform ?? process.platform) !== 'linux') return

  const { code, stdout } = await query('dpkg-query', ['--show', STATUS_FORMAT])
  if (code !== 0) return
  const missing = missingPackages(packages, stdout)
  if (missing.length === 0) return

  if (!(ports.isRoot ?? process.getuid?.() === 0)) {
    const names = await currentNames(missing, query)
    say(
      'Some system packages are missing. If the window does not open, run: ' +
        `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`,
    )
    return
  }
  say(`Installing system packages: ${missing.join(' ')}`)
  const updated = await execute('apt-get', ['-qq', 'update'])
  const names = await currentNames(missing, query)
  const installed = await execute('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...names])
  if (installed !== 0) {
    const hint = updated === 0 ? '' : ' (apt-get update failed too: is the package server reachable?)'
    say(`Could not install the system packages${hint}; going on without them.`)
  }
}

/**
 * Which of the packages are not installed, under their own name or the one with the suffix "t64".
 * @param {readonly string[]} packages
 * @param {string} status lines "installed <name>" as dpkg-query prints them
 */
function missingPackages(packages, status) {
  const installed = new Set(
    status
      .split('\n')
      .filter((line) => line.startsWith('installed '))
      .map((line) => line.slice('installed '.length)),
  )
  return packages.filter((name) => !installed.has(name) && !installed.has(`${name}t64`))
}

/**
 * The names under which this release of the system has the packages (newer releases renamed some to "...t64").
 * @param {readonly string[]} packages
 * @param {NonNullable<SystemPorts['query']>} query
 */
async function currentNames(packages, query) {
  const { stdout } = await query('apt-cache', ['madison', ...packages.map((name) => `${name}t64`)])
  const renamed = new Set(stdout.split('\n').map((line) => line.split('|')[0]?.trim()))
  return packages.map((name) => (renamed.has(`${name}t64`) ? `${name}t64` : name))
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function aptGet(command, args) {
  return run(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { run } from './process.mjs'

/** Complaints of Chromium about services that a machine without a desktop session does not have. */
const HARMLESS =
  /^\[\d+:\d+\/[\d.]+:ERROR:[\w/]*\b(bus|object_proxy|viz_main_impl|gpu_memory_buffer_support_x11)\.cc\b/

/**
 * The environment in which Electron runs the app.
 * @param {import('../electron-runtime/resolve.mjs').Runtime} runtime
 * @param {NodeJS.ProcessEnv} [base]
 * @returns {NodeJS.ProcessEnv}
 */
export function electronEnv(runtime, base = process.env) {
  const env = { ...base }
  // Set by some editors in their terminals; Electron would then start as plain Node.
  delete env['ELECTRON_RUN_AS_NODE']
  delete env['LATCHKEY_SQLITE_ADDON']
  if (runtime.sqliteAddonPath !== null) env['LATCHKEY_SQLITE_ADDON'] = runtime.sqliteAddonPath
  return env
}

/**
 * Runs the app until it ends and resolves to its exit code.
 * @param {object} options
 * @param {import('../electron-runtime/resolve.mjs').Runtime} options.runtime
 * @param {string} options.appDir folder with the app's package.json
 * @param {readonly string[]} options.args for the app
 * @param {import('./display.mjs').Display} options.display
 * @param {(line: string) => void} [options.say]
 */
export function launchElectron({ runtime, appDir, args, display, say = console.log }) {
  /** @type {string[]} */
  const switches = []
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    say('Running as root: Chromium has no sandbox then (--no-sandbox).')
    switches.push('--no-sandbox')
  } else if (process.platform === 'linux' && sandboxIsForbidden(runtime.electronPath)) {
    say(
      'This system does not let programs make a sandbox. If the window does not open, allow it with: ' +
        'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    )
  }
  return run(runtime.electronPath, [...switches, appDir, ...args], {
    env: { ...electronEnv(runtime), ...display.env },
    stdio: ['ignore', 'inherit', display.virtual ? 'pipe' : 'inherit'],
    onStart: (child) => {
      if (child.stderr === null) return
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (!HARMLESS.test(line)) process.stderr.write(`${line}\n`)
      })
    },
  })
}

/**
 * Whether this Linux restricts user namespaces and Electron's own helper for that case is not set up.
 * @param {string} electronPath
 */
function sandboxIsForbidden(electronPath) {
  try {
    const restricted = readFileSync('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', 'utf8').trim()
    const helper = statSync(join(dirname(electronPath), 'chrome-sandbox'))
    return restricted === '1' && !(helper.uid === 0 && (helper.mode & 0o4000) !== 0)
  } catch {
    return false
  }
}

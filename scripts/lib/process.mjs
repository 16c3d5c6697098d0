import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** How long a child may take to end after the first signal before it is killed. */
const GRACE_MS = 10_000

/** @type {NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {import('node:child_process').StdioOptions} [stdio] default: no input, output shared
 * @property {boolean} [ownGroup] default true: the child leads a process group of its own, so that a Ctrl-C in the
 *   terminal reaches it once, through us. Turn it off for a child that reads from the terminal.
 * @property {(child: import('node:child_process').ChildProcess) => void} [onStart]
 */

/**
 * The exit code a shell would report for an ended child.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function exitCodeOf(code, signal) {
  return code ?? 128 + (signal ? constants.signals[signal] : 1)
}

/**
 * Runs a program to its end and resolves to its exit code. Signals sent to this process are passed on to the child;
 * a second one, or a child that has not ended ten seconds after the first, kills it and its descendants.
 * Rejects only when the program cannot be started.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  const ownGroup = (options.ownGroup ?? true) && process.platform !== 'win32'
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.stdio ?? ['ignore', 'inherit', 'inherit'],
      detached: ownGroup,
    })
    const stopForwarding = forwardSignals(child, ownGroup)
    child.once('error', (error) => {
      stopForwarding()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      stopForwarding()
      if (ownGroup) killGroup(child)
      const done = () => resolve(exitCodeOf(code, signal))
      // Wait for the last output, but not for a descendant that left the group and keeps the pipe open.
      child.once('close', done)
      setTimeout(done, 1000).unref()
    })
    options.onStart?.(child)
  })
}

/**
 * Runs a short program without showing its output. Never rejects: a program that cannot be started has code 127, one
 * that was stopped after `timeoutMs` code 124.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export async function capture(command, args, options = {}) {
  let stdout = ''
  let stderr = ''
  let timedOut = false
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  try {
    const code = await run(command, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
      stdio: ['ignore', 'pipe', 'pipe'],
      onStart: (child) => {
        child.stdout?.setEncoding('utf8').on('data', (text) => {
          stdout += text
        })
        child.stderr?.setEncoding('utf8').on('data', (text) => {
          stderr += text
        })
        if (options.timeoutMs !== undefined) {
          timer = setTimeout(() => {
            timedOut = true
            if (!killGroup(child)) child.kill('SIGKILL')
          }, options.timeoutMs)
        }
      },
    })
    return { code: timedOut ? 124 : code, stdout, stderr }
  } catch (error) {
    return { code: 127, stdout, stderr: String(error) }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {boolean} ownGroup
 * @returns {() => void} undo
 */
function forwardSignals(child, ownGroup) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  let firstAt = 0
  const kill = () => {
    if (!(ownGroup && killGroup(child))) child.kill('SIGKILL')
  }
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    if (firstAt === 0) {
      firstAt = Date.now()
      timer = setTimeout(kill, GRACE_MS)
      // Without its own group the terminal has already told the child about Ctrl-C.
      const alreadyTold = !ownGroup && signal === 'SIGINT' && process.stdin.isTTY
      if (!alreadyTold) child.kill(signal)
    } else if (Date.now() - firstAt > 1000) {
      // npm and the terminal may both deliver the same Ctrl-C; a later one is a second, impatient request.
      kill()
    }
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return () => {
    clearTimeout(timer)
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}

/**
 * Kills what is left of a child's process group.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {boolean} whether there was such a group
 */
function killGroup(child) {
  if (child.pid === undefined || process.platform === 'win32') return false
  try {
    process.kill(-child.pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}

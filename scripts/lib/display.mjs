import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from './problem.mjs'

const SCREEN = '1440x900x24'
const START_TIMEOUT_MS = 15_000

/**
 * @typedef {object} Display
 * @property {NodeJS.ProcessEnv} env what a program needs to draw on it; empty for the user's own screen
 * @property {boolean} virtual whether it is an Xvfb started here
 * @property {() => Promise<void>} close ends the virtual screen; harmless when there is none or it has ended
 */

/**
 * A screen to draw on: the user's own, or on a Linux machine without one a virtual screen (Xvfb) on a free number,
 * which only holders of a fresh random key may look at. Throws a `Problem` when Xvfb is missing or does not start.
 * @param {{ say?: (line: string) => void, env?: NodeJS.ProcessEnv, platform?: string, command?: string }} [ports]
 * @returns {Promise<Display>}
 */
export async function openDisplay(ports = {}) {
  const env = ports.env ?? process.env
  const say = ports.say ?? console.log
  if ((ports.platform ?? process.platform) !== 'linux' || env['DISPLAY'] || env['WAYLAND_DISPLAY']) {
    return { env: {}, virtual: false, close: () => Promise.resolve() }
  }

  const folder = mkdtempSync(join(tmpdir(), 'latchkey-display-'))
  const keyFile = join(folder, 'Xauthority')
  writeFileSync(keyFile, authorityRecord(randomBytes(16)), { mode: 0o600 })
  const server = spawn(
    ports.command ?? 'Xvfb',
    ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-auth', keyFile],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true },
  )
  const ended = new Promise((resolve) => {
    server.once('exit', resolve)
    server.once('error', resolve)
  })
  const kill = () => {
    server.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', kill)
  const close = async () => {
    process.off('exit', kill)
    kill()
    await ended
  }
  try {
    const number = await displayNumber(server)
    say(`No display found: using a virtual screen (Xvfb on :${number}).`)
    return { env: { DISPLAY: `:${number}`, XAUTHORITY: keyFile }, virtual: true, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Waits for the display number that Xvfb writes to its descriptor 3.
 * @param {import('node:child_process').ChildProcess} server
 * @returns {Promise<number>}
 */
function displayNumber(server) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => {
      clearTimeout(timer)
      reject(
        new Problem(
          `There is no display and no virtual screen either (${why}): start from a desktop session, or install Xvfb ` +
            '(on Debian and Ubuntu: sudo apt-get install xvfb).',
        ),
      )
    }
    const timer = setTimeout(() => fail('Xvfb did not answer in time'), START_TIMEOUT_MS)
    server.once('error', () => fail('Xvfb is not installed'))
    server.once('exit', (code) => fail(`Xvfb ended with code ${code}`))
    let text = ''
    const pipe = /** @type {import('node:stream').Readable} */ (server.stdio[3])
    pipe.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      if (!text.includes('\n')) return
      clearTimeout(timer)
      resolve(Number.parseInt(text, 10))
    })
  })
}

/**
 * An Xauthority file with one key that is valid for every display number.
 * @param {Buffer} key
 */
function authorityRecord(key) {
  const anyFamily = Buffer.from([0xff, 0xff])
  const fields = [Buffer.alloc(0), Buffer.alloc(0), Buffer.from('MIT-MAGIC-COOKIE-1'), key]
  const counted = fields.flatMap((field) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(field.length)
    return [length, field]
  })
  return Buffer.concat([anyFamily, ...counted])
}

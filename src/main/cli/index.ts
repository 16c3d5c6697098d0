import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { setTimeout as passTime } from 'node:timers/promises'
import type { Engine } from '../engine.ts'
import type { Log } from '../lib/log.ts'
import { readProxyEnvironment } from '../lib/proxy-environment.ts'
import { realAfter } from '../lib/timer.ts'
import type { CliHost, PracticeTls, RunningPractice } from './host.ts'
import { createSink, readAll, readLimited } from './node-host.ts'
import { createHiddenPrompt } from './prompt.ts'
import { run } from './run.ts'

// The program `latchkey` on plain Node: the only file of the command line that knows the real world.

const endingMs = 2_000
const sameSignalMs = 1_000
const stdout = createSink(process.stdout)
const stderr = createSink(process.stderr)

const host: CliHost = {
  version: ownVersion(),
  env: process.env,
  platform: process.platform,
  homeFolder: homedir(),
  cwd: process.cwd(),
  now: Date.now,
  pause: (ms) => passTime(ms),
  stdin: {
    isTerminal: process.stdin.isTTY === true,
    read: (limit) => readAll(process.stdin, limit),
  },
  stdout,
  stderr,
  isInteractive: process.stdin.isTTY === true && stderr.isTerminal,
  promptSecret: createHiddenPrompt({ input: process.stdin, write: stderr.write }),
  readFile: readLimited,
  createEngine: startEngine,
  startPractice: startPracticeServers,
  onInterrupt,
}

/** Only what `--help` needs is loaded at once; the engine comes with the first command that calls it. */
async function startEngine(vaultFolder: string): Promise<Engine> {
  const [{ createEngine }, { createWorkerKdf }] = await Promise.all([
    import('../engine.ts'),
    import('../vault/kdf.ts'),
  ])
  return createEngine({
    appVersion: host.version,
    electronVersion: null,
    vaultFolder,
    sqliteAddonPath: process.env['LATCHKEY_SQLITE_ADDON'] || null,
    now: host.now,
    after: realAfter,
    random: Math.random,
    // One command is over before anything is due.
    refreshEveryMs: null,
    deriveKey: createWorkerKdf(new URL('../vault/argon2-worker.ts', import.meta.url)),
    newSlotCost: 'calibrate',
    log: createLog(),
    clipboard: null,
    practiceSwitch: null,
    isPractice: false,
    notice: null,
    proxyEnvironment: readProxyEnvironment(process.env),
  })
}

async function startPracticeServers(seed: string | null, tls: PracticeTls | null): Promise<RunningPractice> {
  const { startPractice } = await import('../practice/practice.ts')
  const practice = await startPractice({
    now: host.now,
    ...(seed !== null && { seed }),
    ...(tls !== null && { tls }),
  })
  const servers = Object.entries(practice.servers).map(([kind, server]) => [
    kind,
    {
      url: server.url,
      fields: server.fields,
      secret: server.secret,
      ...(server.fingerprint === null
        ? {}
        : { fingerprint: server.fingerprint, certificate: server.certificatePem }),
      control: server.controlUrl,
      accounts: server.accounts,
    },
  ])
  return { servers: Object.fromEntries(servers), close: practice.close }
}

/** Asked a second time, the program ends without waiting for anything. */
function onInterrupt(listener: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  let firstAt: number | null = null
  const onSignal = (): void => {
    // The terminal and the program that started this one may both pass on the same Ctrl-C.
    if (firstAt !== null && performance.now() - firstAt > sameSignalMs) process.exit(130)
    firstAt ??= performance.now()
    listener()
  }
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
}

/** The log of the engine goes to standard error when a person asks for it, and nowhere otherwise. */
function createLog(): Log {
  if (!process.env['LATCHKEY_DEBUG']) return { info: () => undefined, error: () => undefined }
  const line = (level: string) => (event: string, details?: Readonly<Record<string, unknown>>) => {
    void stderr.write(`${level} ${event} ${JSON.stringify(details ?? {})}\n`)
  }
  return { info: line('info'), error: line('error') }
}

function ownVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  return version
}

// The code is 1 until something better is known, so that a program that ends early does not look well.
process.exitCode = 1
process.exitCode = await run(process.argv.slice(2), host)
if (process.stdin.isTTY) process.stdin.setRawMode(false)
process.stdin.destroy()
// Everything was written. If something is still open by mistake, it does not keep the program alive.
setTimeout(() => process.exit(), endingMs).unref()

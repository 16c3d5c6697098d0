import { setFlagsFromString } from 'node:v8'
import { type EngineMessage, hostMessage, type StartMessage } from './desktop/engine-messages.ts'
import { createHostClipboard } from './desktop/host-clipboard.ts'
import { fillPracticeVault } from './desktop/practice-vault.ts'
import { createEngine, type Engine } from './engine.ts'
import { createLog } from './lib/log.ts'
import { realAfter } from './lib/timer.ts'
import type { EnginePorts } from './ports.ts'
import { servePort } from './rpc/serve-port.ts'
import { createWorkerKdf, lowestCost } from './vault/kdf.ts'

// The engine's own process inside Electron. It holds the keys and ends at lock, and its memory with it.

// In V8 13.0 a compiler of this kind that runs beside a worker thread may wait for that thread's memory to be tidied while
// the thread waits for the compiler: about one password in a hundred was then never derived. The other compilers stay.
setFlagsFromString('--no-maglev')

const log = createLog((line) => process.stderr.write(line), Date.now)
const post = (message: EngineMessage) => process.parentPort.postMessage(message)
const clipboard = createHostClipboard(post)
let engine: Promise<Engine> | null = null

process.parentPort.on('message', ({ data, ports: [port] }) => {
  const parsed = hostMessage.safeParse(data)
  if (!parsed.success) return
  const message = parsed.data
  clipboard.receive(message)
  if (message.type === 'start') engine ??= startEngine(message)
  void engine?.then((started) => {
    if (message.type === 'client' && port) serve(started, port)
    if (message.type === 'lock') void started.bridge('window').request('vault.lock', undefined)
    if (message.type === 'end') end(started)
  })
})

function serve(started: Engine, port: Electron.MessagePortMain): void {
  servePort(
    {
      postMessage: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', (event) => listener(event.data)),
      onClose: (listener) => port.on('close', listener),
    },
    started.bridge('window'),
  )
  port.start()
}

async function startEngine(start: StartMessage): Promise<Engine> {
  try {
    return await (start.isPractice ? startPracticeEngine(start) : makeEngine(start, {}))
  } catch (error) {
    log.error('engine.start', { error: error instanceof Error ? error.name : 'unknown' })
    process.exit(1)
  }
}

/** The practice servers run in this process too, and end with it. */
async function startPracticeEngine(start: StartMessage): Promise<Engine> {
  const { startPractice } = await import('./practice/practice.ts')
  const practice = await startPractice({ now: Date.now })
  // Nobody is to guess a password that nobody has.
  const started = makeEngine(start, { newSlotCost: lowestCost })
  await fillPracticeVault(started.bridge('practice'), practice.servers)
  return started
}

function makeEngine(start: StartMessage, ports: Partial<EnginePorts>): Engine {
  const created = createEngine({
    ...start,
    now: Date.now,
    after: realAfter,
    random: Math.random,
    refreshEveryMs: 15 * 60 * 1000,
    deriveKey: createWorkerKdf(new URL('./argon2-worker.js', import.meta.url)),
    newSlotCost: 'calibrate',
    log,
    clipboard: clipboard.port,
    practiceSwitch: {
      start: () => post({ type: 'practice-start' }),
      stop: () => post({ type: 'practice-stop' }),
    },
    ...ports,
  })
  let wasUnlocked = false
  created.bridge('window').on('vault.changed', (data) => {
    const { state } = data as { state: string }
    if (state === 'unlocked') {
      wasUnlocked = true
      post({ type: 'unlocked' })
    } else if (wasUnlocked) {
      wasUnlocked = false
      // The window is replaced at once; this process ends when a create already sent has been stored.
      post({ type: 'locked' })
      end(created)
    }
  })
  return created
}

function end(started: Engine): void {
  void started.close().finally(() => {
    post({ type: 'closed' })
    process.exit(0)
  })
}

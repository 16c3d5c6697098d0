import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { createEngine, type Engine } from './engine.ts'
import { createLog } from './lib/log.ts'
import { servePort } from './rpc/serve-port.ts'
import { createWorkerKdf } from './vault/kdf.ts'

// The engine's own process inside Electron. It holds the keys and ends at lock, and its memory with it.

const startMessage = z.object({
  type: z.literal('start'),
  appVersion: z.string(),
  electronVersion: z.string(),
  vaultFolder: z.string().refine(isAbsolute),
  sqliteAddonPath: z.string().nullable(),
})

const log = createLog((line) => process.stderr.write(line), Date.now)
let engine: Engine | null = null

process.parentPort.on('message', ({ data, ports }) => {
  const start = startMessage.safeParse(data)
  if (start.success && !engine) {
    engine = startEngine(start.data)
    return
  }
  const [port] = ports
  if (!engine || !port) return
  servePort(
    {
      postMessage: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', (event) => listener(event.data)),
      onClose: (listener) => port.on('close', listener),
    },
    engine.bridge('window'),
  )
  port.start()
})

function startEngine(start: z.infer<typeof startMessage>): Engine {
  const created = createEngine({
    ...start,
    now: Date.now,
    deriveKey: createWorkerKdf(new URL('./argon2-worker.js', import.meta.url)),
    newSlotCost: 'calibrate',
    log,
  })
  let wasUnlocked = false
  created.bridge('window').on('vault.changed', (data) => {
    const { state } = data as { state: string }
    if (state === 'unlocked') wasUnlocked = true
    else if (wasUnlocked) {
      wasUnlocked = false
      // The window is replaced at once; this process ends when a create already sent has been stored.
      process.parentPort.postMessage({ type: 'locked' })
      void created.close().finally(() => process.exit(0))
    }
  })
  return created
}

import { AppError } from '../../shared/errors.ts'
import type { Clipboard } from '../ports.ts'
import type { EngineMessage, HostMessage } from './engine-messages.ts'

/** The clipboard of the main process, as the engine's process reaches it. */
export interface HostClipboard {
  readonly port: Clipboard
  /** Takes every message of the main process; those that are not about the clipboard are left alone. */
  receive(message: HostMessage): void
}

export function createHostClipboard(post: (message: EngineMessage) => void): HostClipboard {
  const waiting = new Map<number, (message: Extract<HostMessage, { id: number }>) => void>()
  const listeners = new Set<() => void>()
  let nextId = 1

  const ask = (message: (id: number) => EngineMessage) =>
    new Promise<number | null>((resolve, reject) => {
      const id = nextId++
      waiting.set(id, (answer) => {
        if (answer.type === 'clipboard-done') resolve(answer.clearsAtMs)
        else reject(new AppError('internal', 'The system’s clipboard did not take it. Nothing was copied.'))
      })
      post(message(id))
    })

  return {
    port: {
      write: async (secret, ms) => (await ask((id) => ({ type: 'clipboard-write', id, secret, ms }))) ?? 0,
      clear: async () => void (await ask((id) => ({ type: 'clipboard-clear', id }))),
      onCleared: (listener) => void listeners.add(listener),
    },
    receive: (message) => {
      if (message.type === 'clipboard-cleared') for (const listener of listeners) listener()
      if (message.type !== 'clipboard-done' && message.type !== 'clipboard-failed') return
      waiting.get(message.id)?.(message)
      waiting.delete(message.id)
    },
  }
}

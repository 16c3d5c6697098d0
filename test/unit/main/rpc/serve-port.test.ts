import { once } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { servePort } from '../../../../src/main/rpc/serve-port.ts'
import type { Bridge } from '../../../../src/shared/ipc/bridge.ts'

function serve(bridge: Bridge): MessagePort {
  const { port1, port2 } = new MessageChannel()
  servePort(
    {
      postMessage: (message) => port1.postMessage(message),
      onMessage: (listener) => port1.on('message', listener),
      onClose: (listener) => port1.on('close', listener),
    },
    bridge,
  )
  onTestFinished(() => port2.close())
  return port2
}

test('answers carry the request’s id, bytes stay bytes, and nonsense is ignored', async () => {
  const seen: unknown[] = []
  const port = serve({
    request: async (method, input) => {
      seen.push([method, input])
      return { ok: true, value: method }
    },
    on: () => () => undefined,
  })
  for (const nonsense of [null, 'text', 7, {}, { id: 'x', method: 'a' }, { id: 1 }])
    port.postMessage(nonsense)
  port.postMessage({ id: 5, method: 'a.b', input: { secret: new Uint8Array([1, 2]) } })
  const [answer] = await once(port, 'message')
  expect(answer).toEqual({ id: 5, result: { ok: true, value: 'a.b' } })
  expect(seen).toEqual([['a.b', { secret: new Uint8Array([1, 2]) }]])
})

test('bytes of an answer are wiped on this side once they are posted', async () => {
  const secret = new Uint8Array([7, 8, 9])
  const port = serve({ request: async () => ({ ok: true, value: { secret } }), on: () => () => undefined })
  port.postMessage({ id: 1, method: 'tokens.reveal', input: {} })
  const [answer] = await once(port, 'message')
  expect(answer).toEqual({ id: 1, result: { ok: true, value: { secret: new Uint8Array([7, 8, 9]) } } })
  expect(secret).toEqual(new Uint8Array(3))
})

test('events reach the port until it closes', async () => {
  const listeners = new Map<string, (data: unknown) => void>()
  const undone: string[] = []
  const { promise: allUndone, resolve: whenAllUndone } = Promise.withResolvers<void>()
  const port = serve({
    request: async () => ({ ok: true, value: null }),
    on: (event, listener) => {
      listeners.set(event, listener)
      return () => {
        undone.push(event)
        if (undone.length === listeners.size) whenAllUndone()
      }
    },
  })
  listeners.get('inventory.changed')?.({ revision: 3 })
  const [message] = await once(port, 'message')
  expect(message).toEqual({ event: 'inventory.changed', data: { revision: 3 } })
  port.close()
  await allUndone
  expect([...undone].sort()).toEqual([...listeners.keys()].sort())
})

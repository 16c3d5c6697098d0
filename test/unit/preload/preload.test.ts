import { EventEmitter, once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { type Bridge, connectChannel, portChannel } from '../../../src/shared/ipc/bridge.ts'

const ipcRenderer = Object.assign(new EventEmitter(), { send: vi.fn<(channel: string) => void>() })
let bridge: Bridge | undefined

vi.mock('electron', () => ({
  ipcRenderer,
  contextBridge: {
    exposeInMainWorld: (_name: string, exposed: Bridge) => {
      bridge = exposed
    },
  },
}))

/** The preload as a page finds it, and the engine's end of its port. */
async function start() {
  vi.resetModules()
  ipcRenderer.removeAllListeners()
  await import('../../../src/preload/index.ts')
  if (!bridge) throw new Error('nothing was exposed')
  const { port1: engine, port2 } = new MessageChannel()
  onTestFinished(() => {
    engine.close()
    port2.close()
  })
  return { bridge, engine, connect: () => ipcRenderer.emit(portChannel, { ports: [port2] }) }
}

beforeEach(() => {
  ipcRenderer.send.mockClear()
})

test('it asks for a port once, and exposes a request and a way to listen, nothing else', async () => {
  const { bridge } = await start()
  expect(ipcRenderer.send.mock.calls).toEqual([[connectChannel]])
  expect(Object.keys(bridge).sort()).toEqual(['on', 'request'])
})

test('a request made before the port came is sent with it; answers find their request', async () => {
  const { bridge, engine, connect } = await start()
  const first = bridge.request('a.b', { n: 1 })
  connect()
  const second = bridge.request('c.d', undefined)
  const [asked] = await once(engine, 'message')
  expect(asked).toEqual({ id: 1, method: 'a.b', input: { n: 1 } })
  engine.postMessage({ id: 2, result: { ok: true, value: 'second' } })
  engine.postMessage({ id: 1, result: { ok: true, value: 'first' } })
  expect(await Promise.all([first, second])).toEqual([
    { ok: true, value: 'first' },
    { ok: true, value: 'second' },
  ])
})

test('events reach the listeners of their name until they are undone', async () => {
  const { bridge, engine, connect } = await start()
  connect()
  const heard: unknown[] = []
  const undo = bridge.on('x.changed', (data) => heard.push(data))
  bridge.on('y.changed', (data) => heard.push(['y', data]))
  engine.postMessage({ event: 'x.changed', data: 1 })
  engine.postMessage({ event: 'y.changed', data: 2 })
  await vi.waitFor(() => expect(heard).toEqual([1, ['y', 2]]))
  undo()
  engine.postMessage({ event: 'x.changed', data: 3 })
  engine.postMessage({ event: 'y.changed', data: 4 })
  await vi.waitFor(() => expect(heard).toEqual([1, ['y', 2], ['y', 4]]))
})

test('when the engine ends, requests that wait and later ones get an error instead of no answer', async () => {
  const { bridge, engine, connect } = await start()
  connect()
  const waiting = bridge.request('a.b', undefined)
  await once(engine, 'message')
  engine.close()
  const ended = { ok: false, error: { code: 'outcome-unknown' } }
  expect(await waiting).toMatchObject(ended)
  expect(await bridge.request('a.b', undefined)).toMatchObject(ended)
})

import { contextBridge, ipcRenderer } from 'electron'
import { type Bridge, connectChannel, type PortMessage, portChannel } from '../shared/ipc/bridge.ts'

// Passes requests to the engine and its answers and events back. It names no method and never grows.

const waiting = new Map<number, (result: Awaited<ReturnType<Bridge['request']>>) => void>()
const listeners = new Set<{ event: string; listener: (data: unknown) => void }>()
let nextId = 1

const connected = new Promise<MessagePort>((resolve) => {
  ipcRenderer.once(portChannel, ({ ports: [port] }) => {
    if (!port) return
    port.onmessage = ({ data }: MessageEvent<PortMessage>) => {
      if ('event' in data)
        for (const { event, listener } of listeners) event === data.event && listener(data.data)
      else waiting.get(data.id)?.(data.result)
      if ('id' in data) waiting.delete(data.id)
    }
    resolve(port)
  })
})
ipcRenderer.send(connectChannel)

const bridge: Bridge = {
  request: async (method, input) => {
    const port = await connected
    const id = nextId++
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      port.postMessage({ id, method, input })
    })
  },
  on: (event, listener) => {
    const entry = { event, listener }
    listeners.add(entry)
    return () => listeners.delete(entry)
  },
}
contextBridge.exposeInMainWorld('latchkey', bridge)

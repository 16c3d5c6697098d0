import { contextBridge, ipcRenderer } from 'electron'
import {
  type Bridge,
  connectChannel,
  engineEnded,
  type PortMessage,
  type PortRequest,
  portChannel,
} from '../shared/ipc/bridge.ts'

// Passes requests to the engine and its answers and events back. It names no method and never grows.

const waiting = new Map<number, (result: Awaited<ReturnType<Bridge['request']>>) => void>()
const listeners = new Set<{ event: string; listener: (data: unknown) => void }>()
let nextId = 1
let hasEnded = false

const connected = new Promise<MessagePort>((resolve) => {
  ipcRenderer.once(portChannel, ({ ports: [port] }) => {
    if (!port) return
    port.onmessage = ({ data }: MessageEvent<PortMessage>) => {
      if ('event' in data) {
        for (const entry of listeners) if (entry.event === data.event) entry.listener(data.data)
        return
      }
      waiting.get(data.id)?.(data.result)
      waiting.delete(data.id)
    }
    port.addEventListener('close', () => {
      hasEnded = true
      for (const answer of waiting.values()) answer(engineEnded)
      waiting.clear()
    })
    resolve(port)
  })
})
ipcRenderer.send(connectChannel)

const bridge: Bridge = {
  request: async (method, input) => {
    const port = await connected
    if (hasEnded) return engineEnded
    const id = nextId++
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      port.postMessage({ id, method, input } satisfies PortRequest)
    })
  },
  on: (event, listener) => {
    const entry = { event, listener }
    listeners.add(entry)
    return () => listeners.delete(entry)
  },
}
contextBridge.exposeInMainWorld('latchkey', bridge)

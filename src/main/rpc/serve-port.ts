import type { Bridge, PortMessage, PortRequest } from '../../shared/ipc/bridge.ts'
import { events } from '../../shared/ipc/contract.ts'

/** The part of a message port that is needed; Electron's and Node's ports both have it. */
export interface ServedPort {
  postMessage(message: PortMessage): void
  /** Calls back with the data of each message. */
  onMessage(listener: (data: unknown) => void): void
  onClose(listener: () => void): void
}

/** Answers the requests that come over a port and sends every event to it, until it closes. */
export function servePort(port: ServedPort, bridge: Bridge): void {
  const undo = Object.keys(events).map((event) =>
    bridge.on(event, (data) => port.postMessage({ event, data })),
  )
  port.onClose(() => {
    for (const stop of undo) stop()
  })
  port.onMessage((data) => {
    const request = readRequest(data)
    // A caller that does not speak the protocol gets nothing; it has no id to answer to.
    if (!request) return
    void bridge.request(request.method, request.input).then((result) => {
      port.postMessage({ id: request.id, result })
      if (result.ok) wipeBytes(result.value)
    })
  })
}

/** The message was copied when it was posted: a secret in it has no more business here. */
function wipeBytes(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const member of Object.values(value)) if (member instanceof Uint8Array) member.fill(0)
}

function readRequest(data: unknown): PortRequest | null {
  if (typeof data !== 'object' || data === null) return null
  const { id, method, input } = data as Record<string, unknown>
  return typeof id === 'number' && typeof method === 'string' ? { id, method, input } : null
}

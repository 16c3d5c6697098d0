import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a hostile server does instead of answering. `pass` = ask the real one and answer as it does. */
export type Hostility = (request: IncomingMessage, response: ServerResponse, pass: () => void) => void

/** Changes the text of every JSON answer of the real server. */
export type Twist = (json: string) => string | Buffer

/** A server in front of a real one that can turn hostile at any time. */
export interface HostileServer {
  readonly url: string
  readonly port: number
  /** Requests since the last turn. */
  readonly requests: { readonly method: string; readonly headers: string }[]
  /** From now on; null = behave. `which` limits it to some requests. */
  turn(hostility: Hostility | null, which?: (request: IncomingMessage) => boolean): void
  twist(twist: Twist): void
}

/** It ends with the test. */
export async function startHostileServer(target: string): Promise<HostileServer> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const requests: HostileServer['requests'] = []
  let hostility: Hostility | null = null
  let isMeant: (request: IncomingMessage) => boolean = () => true
  let twist: Twist | null = null

  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url: path = '/', headers } = incoming
    requests.push({ method, headers: JSON.stringify(headers) })
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    const pass = () => {
      const forwarded = request({ hostname, port, method, path, headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => {
          const text = Buffer.concat(parts)
          const isJson = /json/.test(answer.headers['content-type'] ?? '') && text.length > 0
          const body = twist && isJson ? Buffer.from(twist(text.toString('utf8'))) : text
          const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = answer.headers
          outgoing.writeHead(answer.statusCode ?? 502, { ...rest, 'content-length': body.length })
          outgoing.end(body)
        })
      })
      forwarded.on('error', () => outgoing.destroy())
      forwarded.end(Buffer.concat(chunks))
    }
    incoming.on('end', () => {
      if (hostility && isMeant(incoming)) hostility(incoming, outgoing, pass)
      else pass()
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  const reset = () => {
    // What an earlier hostility still does ends with its connections.
    for (const socket of sockets) socket.destroy()
    requests.length = 0
    hostility = null
    isMeant = () => true
    twist = null
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    turn: (next, which) => {
      reset()
      hostility = next
      if (which) isMeant = which
    },
    twist: (next) => {
      reset()
      twist = next
    },
  }
}

/** Sends until nobody reads any more, at most `bytes`. */
export function pour(response: ServerResponse, chunk: Buffer | string, bytes: number): void {
  let left = bytes
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length
      if (!response.write(chunk)) {
        response.once('drain', more)
        return
      }
    }
    response.end()
  }
  more()
}

/** Writes one piece again and again, until the connection ends. */
export function drip(socket: Socket | null, piece: string, everyMs: number): void {
  const timer = setInterval(() => {
    if (socket === null || socket.destroyed) clearInterval(timer)
    else socket.write(piece)
  }, everyMs)
  socket?.on('close', () => clearInterval(timer))
}

/** Every text in a JSON document that is the value of a member whose name fits. */
export function mapTexts(json: string, name: RegExp, change: (text: string) => string): string {
  return JSON.stringify(JSON.parse(json), (key, value: unknown) =>
    typeof value === 'string' && name.test(key) ? change(value) : value,
  )
}

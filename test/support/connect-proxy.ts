import { createServer, type IncomingHttpHeaders } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A proxy for CONNECT that remembers everything it saw. */
export interface ConnectProxy {
  /** Without user information. */
  readonly url: string
  readonly host: string
  /** One per CONNECT that came in. */
  readonly asked: { readonly target: string; readonly headers: IncomingHttpHeaders }[]
  /** Everything that clients sent, CONNECT itself and the bytes of the tunnels, as Latin-1. */
  readonly seen: () => string
  /** Connections that were made to servers. */
  readonly tunnels: () => number
  close(): Promise<void>
}

export interface ConnectProxyOptions {
  /** `user:password` it wants; others are answered with 407. */
  readonly credential?: string
  /** Answers every CONNECT with this, as it is, instead of connecting. */
  readonly answer?: string
  /** Says nothing. */
  readonly isSilent?: boolean
  /** Key and certificate, for a proxy with https. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Connects to this port of this computer instead of the asked one: an interceptor. */
  readonly insteadPort?: () => number | null
}

/** It ends with the test. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: ConnectProxy['asked'] = []
  const seen: string[] = []
  const sockets = new Set<Socket>()
  let tunnels = 0
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  }
  const refuse = (_request: unknown, response: { writeHead(status: number): { end(): void } }): void => {
    response.writeHead(405).end()
  }
  const server = options.tls ? createTlsServer(options.tls, refuse) : createServer(refuse)
  server.on('connection', keep)
  server.on('tlsClientError', () => undefined)
  server.on('connect', (request, client: Socket, head: Buffer) => {
    keep(client)
    const target = request.url ?? ''
    asked.push({ target, headers: request.headers })
    seen.push(`CONNECT ${target} ${JSON.stringify(request.headers)}`, head.toString('latin1'))
    client.on('data', (chunk: Buffer) => seen.push(chunk.toString('latin1')))
    if (options.isSilent) return
    if (options.answer !== undefined) {
      client.end(options.answer)
      return
    }
    const wanted = options.credential && `Basic ${Buffer.from(options.credential).toString('base64')}`
    if (wanted && request.headers['proxy-authorization'] !== wanted) {
      client.end(
        'HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
      )
      return
    }
    const { hostname, port } = new URL(`http://${target}`)
    const instead = options.insteadPort?.() ?? null
    const upstream = connect(instead ?? Number(port || 80), instead === null ? hostname : '127.0.0.1')
    keep(upstream)
    upstream.on('connect', () => {
      tunnels += 1
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(client)
      client.pipe(upstream)
    })
    upstream.on('error', () => client.end('HTTP/1.1 502 No way\r\nContent-Length: 0\r\n\r\n'))
  })
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
  onTestFinished(close)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `${options.tls ? 'https' : 'http'}://${host}`,
    host,
    asked,
    seen: () => seen.join('\n'),
    tunnels: () => tunnels,
    close,
  }
}

import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import {
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
  type HttpLimits,
} from '../../../../src/main/providers/http.ts'
import { AppError } from '../../../../src/shared/errors.ts'

/** A request that arrived. */
export interface Recorded {
  readonly method: string
  /** Path and query exactly as they came. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A local server for one test. */
export interface Stub {
  readonly url: string
  readonly port: number
  readonly requests: Recorded[]
  close(): Promise<void>
}

/** How a stub answers one request. */
export type Answer = (request: Recorded, response: ServerResponse) => void

/** A local HTTP server that records what it is asked. It ends with the test. */
export function startStub(answer: Answer): Promise<Stub> {
  return listen('http', (requests) =>
    createServer((request, response) => handle(request, response, requests, answer)),
  )
}

/** The same over TLS, with one of the certificates of the fixtures. */
export function startTlsStub(
  name: string,
  answer: Answer,
  options: { readonly maxVersion?: 'TLSv1.1' } = {},
): Promise<Stub> {
  const tls = {
    key: fixture(`test-only-${name}.key.pem`),
    cert: fixture(`test-only-${name}.cert.pem`),
    ...options,
  }
  return listen('https', (requests) =>
    createTlsServer({ ...tls, ...(options.maxVersion ? { minVersion: 'TLSv1' } : {}) }, (request, response) =>
      handle(request, response, requests, answer),
    ),
  )
}

/** The text of a TLS fixture. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/tls/${name}`, import.meta.url), 'utf8')
}

/** Answers with JSON; a text is sent as it is. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Answers from a table of `METHOD path` (query included) to `[status, body]`; anything else is 599. */
export function table(routes: Readonly<Record<string, readonly [number, unknown] | Answer>>): Answer {
  return (request, response) => {
    const route = routes[`${request.method} ${request.path}`]
    if (typeof route === 'function') route(request, response)
    else if (route !== undefined && route[1] === undefined) response.writeHead(route[0]).end()
    else if (route !== undefined) json(response, route[0], route[1])
    else json(response, 599, { message: 'not in the table' })
  }
}

/** A client that ends with the test. Unless a test says so, it does not ask again when a server says "not now". */
export function client(
  url: string,
  { limits, ...options }: Partial<HttpClientOptions> & { limits?: Partial<HttpLimits> } = {},
): HttpClient {
  const http = createHttpClient({
    baseUrl: url,
    trust: { mode: 'system' },
    userAgent: 'Latchkey/test',
    limits: { repeats: 0, ...limits },
    ...options,
  })
  onTestFinished(() => http.close())
  return http
}

/** The AppError that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('It did not fail')
}

/** Everything of an error that anybody could print, its causes included. */
export function printed(error: unknown): string {
  const parts: string[] = []
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const own = Object.fromEntries(
      Object.getOwnPropertyNames(current).map((name) => [name, Reflect.get(current as object, name)]),
    )
    parts.push(
      String(current),
      JSON.stringify(own, (key, value: unknown) => (key === 'cause' ? undefined : value)),
    )
    if (current instanceof AppError) parts.push(JSON.stringify(current.toData()))
  }
  return parts.join('\n')
}

function listen(scheme: string, create: (requests: Recorded[]) => Server): Promise<Stub> {
  const requests: Recorded[] = []
  const sockets = new Set<Socket>()
  const server = create(requests)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => sockets.delete(socket))
  })
  // A client that refuses the certificate ends the handshake; that is no fault of the test.
  server.on('tlsClientError', () => undefined)
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
  onTestFinished(close)
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      resolve({ url: `${scheme}://127.0.0.1:${port}`, port, requests, close })
    })
  })
}

function handle(
  request: IncomingMessage,
  response: ServerResponse,
  requests: Recorded[],
  answer: Answer,
): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const recorded = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    }
    requests.push(recorded)
    answer(recorded, response)
  })
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { ServerCertificate } from './certificate.ts'
import type { Answer, Received } from './kind.ts'
import { misbehaveAfterWork, misbehaveBeforeWork, sendHuge } from './misbehave.ts'
import { matchesRequest, type RequestMatch, type RuleQueue } from './rules.ts'

/** One request as it arrived, for tests. */
export interface RecordedRequest {
  readonly method: string
  /** Path with query exactly as sent. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The status that was answered; `null`: not answered, or not yet. */
  readonly status: number | null
}

/** A server that listens on one port of this machine. */
export interface Listener {
  /** Without a slash at the end. */
  readonly url: string
  /** The last requests, oldest first. */
  requests(): readonly RecordedRequest[]
  /** See `PracticeControl.seen`. */
  seen(match: RequestMatch): Promise<void>
  /** New handshakes get this certificate, every connection is cut. Throws without TLS. */
  changeCertificate(certificate: ServerCertificate): void
  /** Cuts every connection, forgets every timer, frees the port. */
  close(): Promise<void>
}

/** What a listener is made from. */
export interface ListenerParts {
  readonly host: '127.0.0.1'
  /** Milliseconds since the epoch; also the `Date` header. */
  readonly now: () => number
  readonly handle: (request: Received) => Answer | Promise<Answer>
  /** What to answer for a failure that is played. */
  readonly failure: (status: number) => Answer
  readonly rules: RuleQueue
  /** Speaks TLS with this certificate; plain HTTP when missing. */
  readonly certificate?: ServerCertificate
  /** How many requests are remembered; default 5,000. */
  readonly mostRecorded?: number
}

const MOST_BODY_BYTES = 1024 * 1024

/** Starts listening on a free port; resolves when connections are accepted. */
export async function startListener(parts: ListenerParts): Promise<Listener> {
  const { mostRecorded = 5000 } = parts
  const sockets = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  const recorded: Writable<RecordedRequest>[] = []
  let waiting: { match: RequestMatch; done: () => void; fail: (reason: Error) => void }[] = []

  const record = (request: Received): Writable<RecordedRequest> => {
    const { method, path, headers, body } = request
    const entry = { method, path, headers, body, status: null }
    recorded.push(entry)
    if (recorded.length > mostRecorded) recorded.shift()
    return entry
  }

  const tellSeen = (request: Received): void => {
    const met = waiting.filter(({ match }) => matchesRequest(match, request.method, request.path))
    waiting = waiting.filter((entry) => !met.includes(entry))
    for (const entry of met) entry.done()
  }

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, milliseconds)
      timers.add(timer)
    })

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await readBody(incoming)
    if (body === null) return void incoming.socket.destroy()
    const request = receive(incoming, body)
    const entry = record(request)
    const send = (answer: Answer): void => {
      entry.status = answer.status
      sendAnswer(outgoing, answer, parts.now())
    }
    const rule = parts.rules.take(request.method, request.path)

    const instead = rule === null ? 'work' : misbehaveBeforeWork(rule, parts.failure)
    if (instead !== 'work') {
      tellSeen(request)
      if (instead === 'cut') incoming.socket.destroy()
      else if (instead !== 'silence') send(instead)
      return
    }
    if (rule?.do === 'slow') {
      tellSeen(request)
      await pause(rule.delayMs ?? 1000)
    }
    const answer = await parts.handle(request)
    if (rule?.do !== 'slow') tellSeen(request)
    const changed = rule === null ? answer : misbehaveAfterWork(rule, answer)
    if (changed === 'cut') incoming.socket.destroy()
    else if (changed === 'huge') {
      entry.status = answer.status
      sendHuge(outgoing, dated(answer, parts.now()), rule?.bytes)
    } else if (changed !== 'silence') send(changed)
  }

  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    serve(incoming, outgoing).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  }
  const { certificate } = parts
  const tlsServer = certificate === undefined ? null : createTlsServer(contextOf(certificate), onRequest)
  const server = tlsServer ?? createServer(onRequest)
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, parts.host, () => resolve())
  })
  const { port } = server.address() as AddressInfo

  return {
    url: `${tlsServer === null ? 'http' : 'https'}://${parts.host}:${port}`,
    requests: () => recorded.map((entry) => ({ ...entry })),
    seen: (match) => {
      const promise = new Promise<void>((resolve, reject) => {
        waiting.push({ match, done: resolve, fail: reject })
      })
      promise.catch(() => undefined)
      return promise
    },
    changeCertificate: (another) => {
      if (tlsServer === null) throw new Error('this practice server speaks plain HTTP: it has no certificate')
      tlsServer.setSecureContext(contextOf(another))
      cutAll()
    },
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      for (const entry of waiting.splice(0)) entry.fail(new Error('the practice server was closed'))
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      cutAll()
      await closed
    },
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** The whole body as text; `null` when it never ended or is longer than 1 MiB. */
async function readBody(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > MOST_BODY_BYTES) return null
      chunks.push(chunk)
    }
  } catch {
    return null
  }
  return Buffer.concat(chunks).toString('utf8')
}

function receive(incoming: IncomingMessage, body: string): Received {
  const path = incoming.url ?? '/'
  const [pathname = '/', ...rest] = path.split('?')
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return {
    method: incoming.method ?? 'GET',
    path,
    pathname,
    query: new URLSearchParams(rest.join('?')),
    headers,
    body,
    address: incoming.socket.remoteAddress ?? '',
  }
}

function contextOf({ keyPem, certificatePem }: ServerCertificate) {
  return { key: keyPem, cert: certificatePem, minVersion: 'TLSv1.2' } as const
}

/** The answer with the server's own idea of the time. */
function dated(answer: Answer, now: number): Answer {
  return { ...answer, headers: { Date: new Date(now).toUTCString(), ...answer.headers } }
}

function sendAnswer(outgoing: ServerResponse, answer: Answer, now: number): void {
  const { status, headers, body } = dated(answer, now)
  // A 204 has no body and no length (RFC 9110).
  const length = status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  outgoing.writeHead(status, { ...length, ...headers })
  outgoing.end(body)
}

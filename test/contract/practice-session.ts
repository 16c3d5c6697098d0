import { createServer, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { onTestFinished } from 'vitest'
import { type KindOptions, type PracticeServer, startPractice } from '../../src/main/practice/practice.ts'
import { createHttpClient, type HttpClient, type HttpLimits } from '../../src/main/providers/http.ts'
import type { Provider, Session } from '../../src/main/providers/provider.ts'
import { providers } from '../../src/main/providers/registry.ts'
import { AppError } from '../../src/shared/errors.ts'
import type { KindId } from '../../src/shared/model/kind.ts'
import type { Trust } from '../../src/shared/model/server.ts'

/** A practice server with a session on it. */
export interface Opened {
  readonly provider: Provider
  readonly server: PracticeServer
  /** The administrator's session. */
  readonly session: Session
  /** A client of its own for the server, as a sign-in takes it. */
  client(): HttpClient
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A session under another credential, or with other limits. */
  as(secret: string, options?: { limits?: Partial<HttpLimits>; fields?: Record<string, string> }): Session
  /** Ends the practice server at once. */
  stop(): Promise<void>
}

const start = Date.parse('2030-06-01T12:00:00Z')

/** How a practice server is opened. */
export interface OpenOptions {
  readonly perKind?: KindOptions
  /** Over TLS, its certificate pinned. */
  readonly isPinned?: boolean
}

/** A fresh practice server of one kind and a session on it; both end with the test. Its clock moves with every look at it. */
export async function openPractice(kind: KindId, options: OpenOptions = {}): Promise<Opened> {
  const { perKind = {}, isPinned = false } = options
  let clock = start
  const now = (): number => {
    clock += 7
    return clock
  }
  const practice = await startPractice({
    seed: 'contract',
    now,
    kinds: [kind],
    perKind,
    ...(isPinned ? { tls: 'self-signed' } : {}),
  })
  onTestFinished(() => practice.close())
  const server = practice.servers[kind]
  if (server === undefined) throw new Error(`no practice server of kind ${kind}`)
  const provider = providers[kind]

  const trust: Trust =
    server.fingerprint === null
      ? { mode: 'system' }
      : { mode: 'pin', fingerprint: server.fingerprint, certificatePem: server.certificatePem }
  const client = (limits: Partial<HttpLimits> = {}): HttpClient =>
    createHttpClient({
      baseUrl: server.url,
      trust,
      userAgent: 'Latchkey/contract',
      limits: { totalMs: 15_000, repeats: 0, ...limits },
      now,
    })

  const as: Opened['as'] = (secret, { limits = {}, fields = {} } = {}) => {
    const config = provider.parse({ url: server.url, fields: { ...server.fields, ...fields } })
    const credential = new TextEncoder().encode(secret)
    provider.checkCredential(credential, config)
    const session = provider.open(config, credential, { http: client(limits), now })
    onTestFinished(() => session.close())
    credential.fill(0)
    return session
  }
  return { provider, server, session: as(server.secret), client, now, as, stop: () => practice.close() }
}

/** What a person's browser does: the text of a page of the practice server, whatever certificate it shows. */
export function httpGet({ url, certificatePem }: PracticeServer, path: string): Promise<string> {
  const get = certificatePem === null ? httpRequest : httpsRequest
  return new Promise((resolve, reject) => {
    const request = get(url + path, certificatePem === null ? {} : { ca: certificatePem }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    })
    request.on('error', reject)
    request.end()
  })
}

/** An owner other than ourselves who has room for a token, and has one where that is possible. */
export async function roomyOwner({ session, provider, server }: Opened): Promise<string> {
  const { owners, tokens } = await session.list()
  const limit = provider.descriptor.tokensPerOwner ?? Number.POSITIVE_INFINITY
  const self = server.accounts['administrator']?.owner
  const fitting = owners.filter(
    (owner) =>
      owner.manageable &&
      owner.id !== self &&
      tokens.filter((row) => row.owner.id === owner.id).length < limit,
  )
  const busy = fitting.find((owner) => tokens.some((row) => row.owner.id === owner.id))
  return required(busy ?? fitting[0]).id
}

/** Calls a method that may be missing; its absence is an error here. */
export function required<T>(method: T | undefined): T {
  if (method === undefined) throw new Error('the session does not have this method')
  return method
}

/** The AppError that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => new Error('It did not fail'),
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw error
}

/** A server that records what reaches it, for redirects. */
export async function startTrap(): Promise<{ readonly url: string; readonly hits: string[] }> {
  const hits: string[] = []
  const trap = createServer((request, response) => {
    hits.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  onTestFinished(() => void trap.close())
  await new Promise<void>((resolve) => {
    trap.listen(0, '127.0.0.1', () => resolve())
  })
  const address = trap.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    hits,
  }
}

/** Everything of an error that anybody could print, its causes included. */
export function printed(error: unknown): string {
  const parts: string[] = []
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    parts.push(String(current), String(current.stack), JSON.stringify(current))
    if (current instanceof AppError) parts.push(JSON.stringify(current.toData()))
  }
  return parts.join('\n')
}

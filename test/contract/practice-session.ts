import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'
import { type KindOptions, type PracticeServer, startPractice } from '../../src/main/practice/practice.ts'
import { createHttpClient, type HttpLimits } from '../../src/main/providers/http.ts'
import type { Provider, Session } from '../../src/main/providers/provider.ts'
import { providers } from '../../src/main/providers/registry.ts'
import { AppError } from '../../src/shared/errors.ts'
import type { KindId } from '../../src/shared/model/kind.ts'

/** What the suite has to know of one kind; everything else it learns from the descriptor. */
export interface KindFacts {
  readonly createFields: Readonly<Record<string, string>>
  /** The one request that makes a token. */
  readonly create: { readonly method: string; readonly path: RegExp }
  /** A request that every reading call begins with. */
  readonly firstOfList: { readonly method: string; readonly path: string }
  /** Rights that permit nothing, as `setRole` takes them. */
  readonly noRights: string | readonly string[]
  /** The code that the diagnosis of each account ends with; null = it passes. */
  readonly accounts: Readonly<Record<string, string | null>>
}

/** The kinds that there are practice servers of. */
export const contractKinds: readonly KindId[] = ['netbird', 'qumulo', 'astra']

/** By kind. */
export const facts: Readonly<Record<KindId, KindFacts>> = {
  netbird: {
    createFields: { name: 'made by the contract', expires_in: '90' },
    create: { method: 'POST', path: /\/tokens$/ },
    firstOfList: { method: 'GET', path: '/api/users' },
    noRights: 'user',
    accounts: {
      administrator: null,
      owner: null,
      networkAdmin: null,
      person: 'forbidden',
      billingAdmin: 'forbidden',
      blocked: 'forbidden',
      pending: 'forbidden',
      auditor: null,
      automation: null,
      expired: 'rejected',
    },
  },
  qumulo: {
    createFields: { expiration_time: '2031-01-01T00:00:00Z' },
    create: { method: 'POST', path: /\/access-tokens\/$/ },
    firstOfList: { method: 'GET', path: '/v1/session/who-am-i' },
    noRights: [],
    accounts: {
      administrator: null,
      operator: null,
      auditor: null,
      plain: null,
      full: null,
      disabled: 'rejected',
      expired: 'rejected',
      directoryUser: null,
    },
  },
  astra: {
    createFields: { name: 'made by the contract', labels: '[{"name":"team","value":"storage"}]' },
    create: { method: 'POST', path: /\/tokens$/ },
    firstOfList: { method: 'GET', path: '/core/v1/users' },
    noRights: 'viewer',
    accounts: {
      administrator: null,
      admin: null,
      member: null,
      viewer: null,
      suspended: 'forbidden',
      disabled: 'forbidden',
      pending: 'forbidden',
      noRole: 'forbidden',
      directoryUser: null,
    },
  },
}

/** A practice server with a session on it. */
export interface Opened {
  readonly provider: Provider
  readonly server: PracticeServer
  /** The administrator's session. */
  readonly session: Session
  /** A session under another credential, or with other limits. */
  as(secret: string, options?: { limits?: Partial<HttpLimits>; fields?: Record<string, string> }): Session
  /** Ends the practice server at once. */
  stop(): Promise<void>
}

const start = Date.parse('2030-06-01T12:00:00Z')

/** A fresh practice server of one kind and a session on it; both end with the test. Its clock moves with every look at it. */
export async function openPractice(kind: KindId, perKind: KindOptions = {}): Promise<Opened> {
  let clock = start
  const now = (): number => {
    clock += 7
    return clock
  }
  const practice = await startPractice({ seed: 'contract', now, kinds: [kind], perKind })
  onTestFinished(() => practice.close())
  const server = practice.servers[kind]
  if (server === undefined) throw new Error(`no practice server of kind ${kind}`)
  const provider = providers[kind]

  const as: Opened['as'] = (secret, options = {}) => {
    const config = provider.parse({ url: server.url, fields: { ...server.fields, ...options.fields } })
    const credential = new TextEncoder().encode(secret)
    provider.checkCredential(credential, config)
    const limits = { totalMs: 15_000, repeats: 0, ...options.limits }
    const http = createHttpClient({
      baseUrl: config.url,
      trust: { mode: 'system' },
      userAgent: 'Latchkey/contract',
      limits,
    })
    const session = provider.open(config, credential, { http, now })
    onTestFinished(() => session.close())
    credential.fill(0)
    return session
  }
  return { provider, server, session: as(server.secret), as, stop: () => practice.close() }
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

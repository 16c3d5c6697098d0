import type { IncomingHttpHeaders } from 'node:http'
import { Agent } from 'undici'
import type { z } from 'zod'
import { AppError, type ErrorCode } from '../../shared/errors.ts'
import type { Trust } from '../../shared/model/server.ts'
import { contentProblem, htmlError, isHtml, lenientBody } from './content.ts'
import { type ExchangeAnswer, exchange, exchangeCodes, isSuccess, TransportError } from './exchange.ts'
import { appErrorOf, type Security } from './http-errors.ts'
import { parseJson } from './json.ts'
import { type EncodedPath, queryOf } from './path.ts'
import { tlsOptionsOf } from './tls.ts'

/** Bounds of one client. Times in milliseconds. */
export interface HttpLimits {
  /** From the call to the last byte of the answer, a repeated GET included. */
  readonly totalMs: number
  readonly connectMs: number
  /** Silence before the head of the answer, and between two pieces of its body. */
  readonly headersMs: number
  readonly bodyMs: number
  /** Largest body of a successful answer, in bytes. */
  readonly maxBytes: number
  /** Connections at the same time. */
  readonly connections: number
}

const defaultHttpLimits: HttpLimits = {
  totalMs: 30_000,
  connectMs: 5_000,
  headersMs: 10_000,
  bodyMs: 10_000,
  maxBytes: 16 * 1024 * 1024,
  connections: 4,
}

/** What a client is made for; it serves one server only. */
export interface HttpClientOptions {
  /** Absolute, without a trailing slash, query, fragment or user information. A path in it stands before every path. */
  readonly baseUrl: string
  readonly trust: Trust
  readonly userAgent: string
  readonly limits?: Partial<HttpLimits>
}

/** An answered refusal, as {@link JsonRequest.explain} sees it. Nothing of it may be quoted without care. */
export interface Refusal {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The parsed body; undefined when it was empty, too large or not JSON. */
  readonly body: unknown
  /** The body as text, at most 64 KiB; empty when it was not readable. */
  readonly text: string
}

/** What a refusal means. The client adds the outcome. */
export interface Explanation {
  readonly code: ErrorCode
  /** A sentence that names host and remedy, never the server's own text. */
  readonly message: string
  readonly field?: string
  readonly retryAfterMs?: number
}

/** One call. Its path comes after the path of the base URL. */
export interface JsonRequest<S extends z.ZodType | 'none'> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: EncodedPath
  /** Members to encode, or a query taken as it is, `?` included. */
  readonly query?: Readonly<Record<string, string>> | string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as `application/json` when it is there. */
  readonly json?: unknown
  /** Schema of a successful answer; `none` = its body is of no interest and may be empty. */
  readonly schema: S
  readonly explain: (refusal: Refusal) => Explanation
  readonly signal?: AbortSignal | undefined
  /** Instead of the client's own total deadline. */
  readonly totalMs?: number
}

/** The answer to a call that succeeded (2xx). */
export interface JsonAnswer<S extends z.ZodType | 'none'> {
  readonly status: number
  /** The parsed body; null with schema `none`. */
  readonly body: S extends z.ZodType ? z.output<S> : null
  /** The server's clock from the `Date` header, epoch milliseconds; null = not told. */
  readonly dateMs: number | null
}

/** Everything HTTP of one server. Connections are made when needed and kept for a few seconds. */
export interface HttpClient {
  /** Scheme, host and port, for comparing. */
  readonly origin: string
  /** Host and port, for messages. */
  readonly host: string
  readonly security: Security
  /**
   * One JSON call. Throws `AppError`: `unreachable`, `untrusted`, `certificate-changed`, `redirected` (never followed),
   * `not-an-api`, `bad-response`, `cancelled`, or what `explain` says. Its `outcome`: `not-sent` when no byte of the
   * request can have reached the server, `refused` for an answered 3xx or 4xx, otherwise `unknown`. A GET is repeated
   * once when the connection ended before the answer began, because an idle connection may end at any time; nothing
   * else is ever repeated.
   */
  requestJson<S extends z.ZodType | 'none'>(request: JsonRequest<S>): Promise<JsonAnswer<S>>
  /** Ends all connections; requests under way fail with `cancelled`. */
  close(): Promise<void>
}

const maxRefusalBytes = 65_536

/**
 * Throws `untrusted` for plain http to another computer, and what {@link tlsOptionsOf} throws. Nothing is
 * connected before the first request.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const limits = { ...defaultHttpLimits, ...options.limits }
  const base = new URL(options.baseUrl)
  const security = securityOf(base, options.trust)
  const agent = new Agent({
    connect: {
      ...(security === 'plain' ? {} : tlsOptionsOf(options.trust, base.host)),
      timeout: limits.connectMs,
    },
    connections: limits.connections,
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyMs,
    // Every connection is verified on its own: a resumed TLS session would skip the check of the certificate.
    maxCachedSessions: 0,
    allowH2: false,
  })
  const basePath = base.pathname.replace(/\/+$/, '')

  async function answerTo(request: JsonRequest<z.ZodType | 'none'>): Promise<ExchangeAnswer> {
    const totalMs = request.totalMs ?? limits.totalMs
    const ended = new AbortController()
    const onAbort = (): void => ended.abort(exchangeCodes.cancelled)
    const timer = setTimeout(() => ended.abort(exchangeCodes.deadline), totalMs)
    request.signal?.addEventListener('abort', onAbort)
    if (request.signal?.aborted === true) onAbort()

    const query = typeof request.query === 'string' ? request.query : queryOf(request.query ?? {})
    const once = (): Promise<ExchangeAnswer> =>
      exchange(agent, {
        origin: base.origin,
        path: basePath + request.path + query,
        method: request.method,
        headers: headersOf(request, options.userAgent),
        body: request.json === undefined ? null : JSON.stringify(request.json),
        signal: ended.signal,
        maxBytes: (status) => bodyBound(status, limits.maxBytes),
      })
    try {
      return await once().catch((error: unknown) => {
        if (request.method === 'GET' && isLostIdleConnection(error)) return once()
        throw error
      })
    } catch (error) {
      if (error instanceof TransportError) throw appErrorOf(error, { host: base.host, security, totalMs })
      throw error
    } finally {
      clearTimeout(timer)
      request.signal?.removeEventListener('abort', onAbort)
    }
  }

  return {
    origin: base.origin,
    host: base.host,
    security,
    async requestJson(request) {
      const answer = await answerTo(request)
      if (answer.status >= 300 && answer.status < 400) throw redirected(answer, base)
      if (!isSuccess(answer.status)) throw refused(answer, request.explain, base.host)
      return {
        status: answer.status,
        body: bodyOf(answer, request.schema, base.host),
        dateMs: dateOf(answer.headers),
      }
    },
    close: () => agent.destroy(),
  }
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

function securityOf(base: URL, trust: Trust): Security {
  if (base.protocol === 'https:') return trust.mode
  if (base.protocol === 'http:' && loopback.test(base.hostname)) return 'plain'
  throw new AppError(
    'untrusted',
    `The URL of ${base.host} must begin with https://. Without encryption anybody on the way could read the credential.`,
    { field: 'url', outcome: 'not-sent' },
  )
}

function headersOf(request: JsonRequest<z.ZodType | 'none'>, userAgent: string): Record<string, string> {
  return {
    accept: 'application/json',
    // A compressed answer could be a thousand times larger than what was counted.
    'accept-encoding': 'identity',
    'user-agent': userAgent,
    ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
    ...request.headers,
  }
}

function bodyBound(status: number, maxBytes: number): number | null {
  if (isSuccess(status)) return maxBytes
  return status < 400 ? null : Math.min(maxRefusalBytes, maxBytes)
}

function isLostIdleConnection(error: unknown): boolean {
  if (!(error instanceof TransportError) || !error.sent || error.answered) return false
  return error.code === 'ECONNRESET' || error.code === 'EPIPE' || error.code === 'UND_ERR_SOCKET'
}

function redirected(answer: ExchangeAnswer, base: URL): AppError {
  const location = answer.headers.location ?? ''
  const target = URL.canParse(location, base) ? new URL(location, base) : null
  const isWeb = target?.protocol === 'https:' || target?.protocol === 'http:'
  const place = location === '' || !isWeb ? 'without saying where' : `to ${target?.origin}`
  return new AppError(
    'redirected',
    `${base.host} redirects ${place}. It was not followed. Enter the final address as URL if you trust it.`,
  )
}

function refused(answer: ExchangeAnswer, explain: JsonRequest<'none'>['explain'], host: string): AppError {
  const outcome = answer.status < 500 ? 'refused' : 'unknown'
  if (isHtml(answer) && (answer.status === 400 || answer.status === 404 || answer.status === 405)) {
    return htmlError(host, outcome)
  }
  const { code, message, ...details } = explain({
    status: answer.status,
    headers: answer.headers,
    ...lenientBody(answer),
  })
  return new AppError(code, message, { ...details, outcome })
}

function bodyOf<S extends z.ZodType | 'none'>(
  answer: ExchangeAnswer,
  schema: S,
  host: string,
): JsonAnswer<S>['body'] {
  const bad = (problem: string): AppError =>
    new AppError(
      'bad-response',
      `The answer of ${host} ${problem}. Check the URL and the version of the server.`,
      {
        outcome: 'unknown',
      },
    )
  // What was asked may have been done although the answer is unusable, hence `unknown` here.
  if (isHtml(answer)) throw htmlError(host, 'unknown')
  // The conditional type of the result cannot be narrowed by a value; both branches give what it says.
  if (schema === 'none') return null as JsonAnswer<S>['body']
  const problem = contentProblem(answer)
  if (problem !== null) throw bad(problem)
  const json = parseJson(answer.body)
  if (!json.ok) throw bad(json.problem)
  const parsed = schema.safeParse(json.value)
  if (!parsed.success) throw bad('does not have the expected form')
  // As above.
  return parsed.data as JsonAnswer<S>['body']
}

function dateOf(headers: IncomingHttpHeaders): number | null {
  const ms = Date.parse(headers.date ?? '')
  return Number.isNaN(ms) ? null : ms
}

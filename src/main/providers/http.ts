import type { IncomingHttpHeaders } from 'node:http'
import { Agent } from 'undici'
import type { z } from 'zod'
import { AppError, type ErrorCode } from '../../shared/errors.ts'
import type { Trust } from '../../shared/model/server.ts'
import { type AnswerBody, bodyOf, dateOf, redirected } from './answer.ts'
import { connectorOf } from './connector.ts'
import { htmlError, isHtml, lenientBody } from './content.ts'
import { type ExchangeAnswer, exchange, exchangeCodes, isSuccess, TransportError } from './exchange.ts'
import { appErrorOf, isOtherCertificate, isTimeout, type Security } from './http-errors.ts'
import { type EncodedPath, queryOf } from './path.ts'
import { createPatience } from './patience.ts'
import { isLocalProxy, isLoopback, type ProxyRoute } from './proxy.ts'
import { type HttpTiming, pause, realTiming, waitBeforeRepeat } from './retry.ts'
import { pinMismatchCode, tlsOptionsOf } from './tls.ts'

/** Bounds of one client. Times in milliseconds. */
export interface HttpLimits {
  /** From the call to the last byte of the answer, repeated requests and the waits before them included. */
  readonly totalMs: number
  readonly connectMs: number
  /** Silence before the head of the answer, and between two pieces of its body. */
  readonly headersMs: number
  readonly bodyMs: number
  /** Largest body of a successful answer, in bytes. */
  readonly maxBytes: number
  /** Connections at the same time. */
  readonly connections: number
  /** How often a GET is sent again when the server says "not now". */
  readonly repeats: number
}

const defaultHttpLimits: HttpLimits = {
  // A call that is given up then is over within the 30 seconds that a person is promised.
  totalMs: 28_000,
  connectMs: 5_000,
  headersMs: 10_000,
  bodyMs: 10_000,
  maxBytes: 8 * 1024 * 1024,
  connections: 4,
  repeats: 3,
}

/** What a client is made for; it serves one server only. */
export interface HttpClientOptions {
  /** Absolute, without a trailing slash, query, fragment or user information. A path in it stands before every path. */
  readonly baseUrl: string
  readonly trust: Trust
  readonly userAgent: string
  readonly limits?: Partial<HttpLimits>
  /** The proxy to go through; null or left out = straight to the server. */
  readonly proxy?: ProxyRoute | null
  /** Plain http to another computer was switched on for this server. */
  readonly plainHttp?: boolean
  /** The pinned certificate was seen changed before, and nothing has been confirmed since: nothing is sent. */
  readonly isCertificateChanged?: boolean
  /** Called once, when the server shows another certificate than the pinned one. */
  readonly onCertificateChanged?: () => void
  readonly timing?: HttpTiming
  /** This computer's clock, epoch milliseconds; left out = the system's. */
  readonly now?: () => number
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
  readonly body: AnswerBody<S>
  /** Length of the body as it came. */
  readonly bytes: number
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
   * How far the server's clock was ahead of this computer's at its newest answer, a refusal included; negative = behind,
   * null = no answer yet, or it does not tell the time.
   */
  clockDifferenceMs(): number | null
  /**
   * One JSON call. Throws `AppError`: `unreachable`, `untrusted`, `certificate-changed`, `redirected` (never followed),
   * `not-an-api`, `bad-response`, `cancelled`, or what `explain` says. Its `outcome`: `not-sent` when no byte of the
   * request can have reached the server, `refused` for an answered 3xx or 4xx, otherwise `unknown`; so is a 301, 302 or
   * 303 to anything but a GET, because that may have been done.
   *
   * Only a GET is ever repeated: once when the connection ended before the answer began, because an idle connection may
   * end at any time; and a few times when the server says "not now" (429, 503), as `waitBeforeRepeat` tells.
   *
   * After several requests in a row ran out of time, those that follow within a second throw `unreachable` at once.
   *
   * Once the server showed another certificate than the pinned one, nothing is sent any more: every call throws
   * `certificate-changed`. What was on its way on a connection that had been verified may still get its answer.
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
  const timing = options.timing ?? realTiming
  const base = new URL(options.baseUrl)
  const proxy = options.proxy ?? null
  const security = securityOf(base, options.trust, options.plainHttp ?? false, proxy)
  const closing = new AbortController()
  const agent = new Agent({
    connect: connectorOf({
      tls: base.protocol === 'https:' ? tlsOptionsOf(options.trust, base.host) : null,
      proxy,
      timeoutMs: limits.connectMs,
      signal: closing.signal,
    }),
    connections: limits.connections,
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyMs,
    allowH2: false,
  })
  const basePath = base.pathname.replace(/\/+$/, '')
  const patience = createPatience(timing)
  const now = options.now ?? Date.now
  let isChanged = options.isCertificateChanged ?? false
  let clockDifferenceMs: number | null = null

  const noteFailure = (error: unknown): void => {
    if (!(error instanceof TransportError)) return
    if (isTimeout(error)) patience.noteTimeout()
    if (isChanged || security !== 'pin' || !isOtherCertificate(error)) return
    isChanged = true
    options.onCertificateChanged?.()
  }

  async function answerTo(request: JsonRequest<z.ZodType | 'none'>): Promise<ExchangeAnswer> {
    const totalMs = request.totalMs ?? limits.totalMs
    const endMs = timing.nowMs() + totalMs
    const ended = new AbortController()
    const onAbort = (): void => ended.abort(exchangeCodes.cancelled)
    const cancelTimer = timing.after(totalMs, () => ended.abort(exchangeCodes.deadline))
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
        forbidden: () => (isChanged ? pinMismatchCode : patience.isAtEnd() ? exchangeCodes.givenUp : null),
      })
    const onceMore = (): Promise<ExchangeAnswer> =>
      once().catch((error: unknown) => {
        if (isLostIdleConnection(error)) return once()
        throw error
      })
    try {
      if (request.method !== 'GET') {
        const answer = await once()
        patience.noteAnswer()
        return answer
      }
      for (let repeats = 0; ; repeats += 1) {
        const answer = await onceMore()
        patience.noteAnswer()
        if (repeats >= limits.repeats) return answer
        const waitMs = waitBeforeRepeat(answer, repeats, endMs - timing.nowMs(), timing.random)
        if (waitMs === null) return answer
        await pause(timing, waitMs, ended.signal)
      }
    } catch (error) {
      noteFailure(error)
      if (error instanceof TransportError) {
        throw appErrorOf(error, { host: base.host, security, totalMs, proxy: proxy?.host ?? null })
      }
      throw error
    } finally {
      cancelTimer()
      request.signal?.removeEventListener('abort', onAbort)
    }
  }

  return {
    origin: base.origin,
    host: base.host,
    security,
    clockDifferenceMs: () => clockDifferenceMs,
    async requestJson(request) {
      const answer = await answerTo(request)
      const dateMs = dateOf(answer.headers)
      if (dateMs !== null) clockDifferenceMs = dateMs - now()
      if (answer.status >= 300 && answer.status < 400) {
        throw redirected(answer, base, request.method !== 'GET')
      }
      if (!isSuccess(answer.status)) throw refused(answer, request.explain, base.host)
      return {
        status: answer.status,
        body: bodyOf(answer, request.schema, base.host),
        bytes: answer.body.length,
        dateMs,
      }
    },
    close: () => {
      closing.abort()
      return agent.destroy()
    },
  }
}

function securityOf(base: URL, trust: Trust, isPlainAllowed: boolean, proxy: ProxyRoute | null): Security {
  if (base.protocol === 'https:') return trust.mode
  const isOwn = isLoopback(base.hostname)
  if (base.protocol === 'http:' && isOwn && (proxy === null || isLocalProxy(proxy))) return 'plain'
  if (base.protocol === 'http:' && isPlainAllowed) return 'open'
  if (isOwn && proxy !== null) {
    throw new AppError(
      'untrusted',
      `Through the proxy ${proxy.host}, ${base.host} is not this computer but the proxy’s own, and without encryption anybody on the way could read the credential. Use no proxy for this server (proxy=none).`,
      { field: 'proxy', outcome: 'not-sent' },
    )
  }
  throw new AppError(
    'untrusted',
    `The URL of ${base.host} must begin with https://. Without encryption anybody on the way could read the credential. Only if that is no worry in your network, allow plain http for this server (plain_http=yes).`,
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

import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'

/** Why no usable answer came: {@link TransportError.code} for what we decide ourselves. */
export const exchangeCodes = {
  cancelled: 'EXCHANGE_CANCELLED',
  deadline: 'EXCHANGE_DEADLINE',
  tooLarge: 'EXCHANGE_TOO_LARGE',
  notHttp: 'EXCHANGE_NOT_HTTP',
  givenUp: 'EXCHANGE_GIVEN_UP',
} as const

/**
 * A failed exchange. It holds a code and three facts, nothing of the request: errors of the HTTP library and of
 * Node can carry headers and certificates, so they are not kept, not even as cause.
 */
export class TransportError extends Error {
  /** Code of Node, undici or {@link exchangeCodes}; `UNKNOWN` when there was none. */
  readonly code: string
  /** Whether a byte of the request may have reached the server. */
  readonly sent: boolean
  /** Whether the head of an answer had arrived. */
  readonly answered: boolean

  constructor(code: string, sent: boolean, answered: boolean) {
    super(`The exchange failed: ${code}`)
    this.name = 'TransportError'
    this.code = code
    this.sent = sent
    this.answered = answered
  }
}

/** One request as it goes over the wire. */
export interface ExchangeRequest {
  readonly origin: string
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** Fires when the caller gives up, or when the deadline passes; `reason` is the code to fail with. */
  readonly signal: AbortSignal
  /** Bytes to accept for this status; null = the body is of no interest and is not read. */
  readonly maxBytes: (status: number) => number | null
  /** Asked at the last moment before the first byte: a code to fail with instead of sending; null = send it. */
  readonly forbidden: () => string | null
}

/** An answer of any status. */
export interface ExchangeAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The body as it came, still encoded if the server encoded it; empty when it was not read. */
  readonly body: Buffer
}

/**
 * One HTTP exchange: one request, sent once, and its answer, read up to a bound. Throws {@link TransportError}.
 * A status other than 2xx whose body is too large is still an answer, with an empty body.
 */
export function exchange(dispatcher: Dispatcher, request: ExchangeRequest): Promise<ExchangeAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null
    let head: { status: number; headers: IncomingHttpHeaders; limit: number } | null = null
    let settled = false
    const chunks: Buffer[] = []
    let size = 0

    const settle = (act: () => void): void => {
      if (settled) return
      settled = true
      request.signal.removeEventListener('abort', onAbort)
      act()
    }
    const stop = (): void => controller?.abort(new Error('The exchange was ended'))
    const fail = (code: string): void =>
      settle(() => reject(new TransportError(code, controller !== null, head !== null)))
    const finish = (status: number, headers: IncomingHttpHeaders, body: Buffer): void =>
      settle(() => resolve({ status, headers, body }))
    const onAbort = (): void => {
      fail(abortCode(request.signal))
      stop()
    }

    const code = request.signal.aborted ? abortCode(request.signal) : request.forbidden()
    if (code !== null) {
      fail(code)
      return
    }
    request.signal.addEventListener('abort', onAbort)

    dispatcher.dispatch(
      {
        origin: request.origin,
        path: request.path,
        // undici takes any method name; ours are a fixed few.
        method: request.method as Dispatcher.HttpMethod,
        headers: { ...request.headers },
        body: request.body,
      },
      {
        // Called in the same turn in which the bytes are written to a connected and verified socket, never before.
        onRequestStart(started) {
          const isRepeat = controller !== null
          const forbidden = settled ? null : request.forbidden()
          if (forbidden !== null) fail(forbidden)
          controller = started
          if (settled || isRepeat) stop()
        },
        onResponseStart(_controller, status, headers) {
          if (status < 200) return
          const limit = request.maxBytes(status)
          const single = singleValues(headers)
          head = { status, headers: single, limit: limit ?? 0 }
          if (limit !== null) return
          finish(status, single, Buffer.alloc(0))
          stop()
        },
        onResponseData(_controller, chunk) {
          if (head === null || settled) return
          size += chunk.length
          if (size <= head.limit) {
            chunks.push(chunk)
            return
          }
          if (isSuccess(head.status)) fail(exchangeCodes.tooLarge)
          else finish(head.status, head.headers, Buffer.alloc(0))
          stop()
        },
        onResponseEnd() {
          if (head === null || settled) return
          const body = Buffer.concat(chunks)
          // Of a large answer there is to be one copy at a time.
          chunks.length = 0
          finish(head.status, head.headers, body)
        },
        onResponseError(_controller, error) {
          fail(codeOf(error))
        },
      },
    )
  })
}

/** A header that came twice is an array, also where the types promise a text: the first one counts, as with Node. */
function singleValues(headers: Readonly<Record<string, string | string[] | undefined>>): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value
      return first === undefined || name === 'set-cookie' ? [] : [[name, first]]
    }),
  )
}

/** Whether a status says that the server did what was asked. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** Why a signal fired: its reason when that is one of the codes above. */
export function abortCode(signal: AbortSignal): string {
  return typeof signal.reason === 'string' ? signal.reason : exchangeCodes.cancelled
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UNKNOWN'
  if ('code' in error && typeof error.code === 'string') return error.code
  // undici means to give the parser's code here, but looks it up the wrong way round and finds none.
  if ('name' in error && error.name === 'HTTPParserError') return exchangeCodes.notHttp
  return 'UNKNOWN'
}

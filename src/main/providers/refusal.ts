import type { IncomingHttpHeaders } from 'node:http'
import { AppError } from '../../shared/errors.ts'

const longestWaitMs = 24 * 60 * 60 * 1000

/**
 * How long a server asks us to wait, in milliseconds, from `Retry-After` as seconds or as a date (measured by the
 * server's own `Date`); at most a day. Undefined when it is missing, in the past or not understood.
 */
export function retryAfterMs(headers: IncomingHttpHeaders): number | undefined {
  const text = headers['retry-after']?.trim() ?? ''
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.parse(headers.date ?? '')
  return ms > 0 ? Math.min(ms, longestWaitMs) : undefined
}

/** The same error, as one that happened before the changing request: nothing of that was sent. Others pass unchanged. */
export function beforeSending(error: unknown): unknown {
  if (!(error instanceof AppError)) return error
  const { code, message, ...details } = error.toData()
  return new AppError(code, message, { ...details, outcome: 'not-sent', cause: error.cause })
}

/** The last moment to give up: from here on a request that changes something is on its way. Throws `cancelled`. */
export function assertMaySend(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new AppError('cancelled', 'It was given up before anything was sent.', { outcome: 'not-sent' })
}

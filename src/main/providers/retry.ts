import type { After } from '../lib/timer.ts'
import { abortCode, type ExchangeAnswer, TransportError } from './exchange.ts'
import { retryAfterMs } from './refusal.ts'

/** Time and chance of a client; tests give their own. */
export interface HttpTiming {
  /** Milliseconds that only go forward. */
  readonly nowMs: () => number
  /** From 0 to just under 1. */
  readonly random: () => number
  /** Runs something once, after a time in milliseconds. Returns the function that prevents it. */
  readonly after: After
}

/** The real one. */
export const realTiming: HttpTiming = {
  nowMs: () => performance.now(),
  random: Math.random,
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

const firstWaitMs = 500
const longestWaitMs = 8_000

/**
 * How long to wait before a reading request is sent again, in milliseconds; null = the answer stands. Only a server
 * that says "not now" (429, 503) is asked again: when it told when, then and not earlier; otherwise after a random
 * part of a time that doubles. Never when that would be after the deadline, `leftMs` from now.
 */
export function waitBeforeRepeat(
  answer: Pick<ExchangeAnswer, 'status' | 'headers'>,
  repeatsDone: number,
  leftMs: number,
  random: () => number,
): number | null {
  if (answer.status !== 429 && answer.status !== 503) return null
  const bound = Math.min(longestWaitMs, firstWaitMs * 2 ** repeatsDone)
  const waitMs = retryAfterMs(answer.headers) ?? Math.floor(random() * bound)
  return waitMs < leftMs ? waitMs : null
}

/** Waits, or throws `TransportError` when `signal` fires before that. */
export function pause(timing: HttpTiming, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = timing.after(ms, () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
    const onAbort = (): void => {
      cancel()
      // What had been asked was answered with a refusal, and nothing new is on its way.
      reject(new TransportError(abortCode(signal), false, false))
    }
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}

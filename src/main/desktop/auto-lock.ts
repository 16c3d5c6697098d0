import type { After } from '../lib/timer.ts'

/** What is known at one look at the clocks. */
export interface IdleSample {
  /** What the system says: time since a key or the pointer was used anywhere, in milliseconds. */
  readonly reportedMs: number
  /** A clock that only goes forward but may stand still while the machine sleeps. */
  readonly monotonicMs: number
  /** The clock on the wall, which may be set. */
  readonly wallMs: number
  /** Our own window was used since the look before. */
  readonly wasUsed: boolean
}

/** What is remembered from one look to the next. */
export interface IdleState {
  readonly idleMs: number
  readonly monotonicMs: number
  readonly wallMs: number
  /** The system has said something other than 0; where it cannot tell, it says 0 for ever. */
  readonly isReporting: boolean
}

/** Two looks further apart than this were not a person at work: the machine slept, or a clock was set. */
const longestGapMs = 30_000

/**
 * How long nobody has used the machine. The larger of the two clocks' steps counts, so that neither a sleep nor a clock
 * set back makes the time shorter; a step too long to have been watched counts in full. Pure.
 */
export function nextIdle(before: IdleState, sample: IdleSample): IdleState {
  const { reportedMs, monotonicMs, wallMs } = sample
  const elapsedMs = Math.max(0, monotonicMs - before.monotonicMs, wallMs - before.wallMs)
  const isReporting = before.isReporting || reportedMs > 0
  const wasWatched = elapsedMs <= longestGapMs
  const idleMs = before.idleMs + elapsedMs
  if (wasWatched && sample.wasUsed) return { idleMs: 0, monotonicMs, wallMs, isReporting }
  const wasActive = wasWatched && isReporting && reportedMs < elapsedMs
  return { idleMs: wasActive ? reportedMs : idleMs, monotonicMs, wallMs, isReporting }
}

/** Locks when nobody has used the machine for a while. */
export interface AutoLock {
  /** The vault was opened: that was a person, and the time begins. */
  start(): void
  stop(): void
  /** Our own window was used. */
  noteUse(): void
}

export interface AutoLockDeps {
  readonly limitMs: number
  readonly look: () => Omit<IdleSample, 'wasUsed'>
  readonly after: After
  readonly lock: () => void
}

const lookEveryMs = 5_000

export function createAutoLock({ limitMs, look, after, lock }: AutoLockDeps): AutoLock {
  let cancel: () => void = () => undefined
  let wasUsed = false

  const watch = (state: IdleState) => {
    cancel = after(lookEveryMs, () => {
      const next = nextIdle(state, { ...look(), wasUsed })
      wasUsed = false
      if (next.idleMs >= limitMs) lock()
      else watch(next)
    })
  }

  return {
    start: () => {
      cancel()
      const { monotonicMs, wallMs } = look()
      watch({ idleMs: 0, monotonicMs, wallMs, isReporting: false })
    },
    stop: () => cancel(),
    noteUse: () => {
      wasUsed = true
    },
  }
}

import type { After } from './timer.ts'

/** Runs something at most once per interval, however often it is asked for. The last asking is always served. */
export interface Throttle {
  /** Runs it now, or when the interval since the last run has passed. */
  ask(): void
  /** Runs it now, whatever came before; nothing is due after it. */
  now(): void
  /** What is due is not run any more. */
  cancel(): void
}

/** @param ms between two runs; measured by the timer alone, so that a clock that jumps does not matter */
export function createThrottle(after: After, ms: number, run: () => void): Throttle {
  let stop: (() => void) | null = null
  let isDue = false
  const rest = () => {
    stop?.()
    isDue = false
    stop = after(ms, () => {
      stop = null
      if (isDue) go()
    })
  }
  const go = () => {
    rest()
    run()
  }
  return {
    ask: () => {
      if (stop === null) go()
      else isDue = true
    },
    now: go,
    cancel: () => {
      stop?.()
      stop = null
      isDue = false
    },
  }
}

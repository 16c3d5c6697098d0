import type { After } from '../../src/main/lib/timer.ts'

/** Time that passes only when a test says so. */
export interface FakeClock {
  now(): number
  readonly after: After
  /** Lets time pass, runs what is due in its order, and lets promises settle after each. */
  pass(ms: number): Promise<void>
  /** How many timers run. */
  waiting(): number
}

export function createFakeClock(startMs = 1_000_000): FakeClock {
  let nowMs = startMs
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>()
  return {
    now: () => nowMs,
    after: (ms, run) => {
      const timer = { atMs: nowMs + ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    pass: async (ms) => {
      const untilMs = nowMs + ms
      for (;;) {
        const due = [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
        if (!due) break
        timers.delete(due)
        nowMs = due.atMs
        due.run()
        await settled()
      }
      nowMs = untilMs
      await settled()
    },
    waiting: () => timers.size,
  }
}

/** Resolves when everything that is settled by now has been heard of. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

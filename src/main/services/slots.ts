import type { After } from '../lib/timer.ts'

/** Lets a limited number of pieces of work run at once, first come first served. */
export interface Slots {
  /**
   * Runs work when there is room. Work that takes longer than its share of time goes on, but does not count any more:
   * what is slow or dead never keeps the others waiting.
   */
  run<T>(key: string, work: () => Promise<T>): Promise<T>
  /** Somebody waits for this one: it starts at once, whether there is room or not. */
  hurry(key: string): void
}

/** @param shareMs how long one piece of work counts at most */
export function createSlots(limit: number, shareMs: number, after: After): Slots {
  const waiting = new Map<string, () => void>()
  let taken = 0

  const next = () => {
    for (const [key, start] of waiting) {
      if (taken >= limit) return
      waiting.delete(key)
      start()
    }
  }
  const take = (): (() => void) => {
    taken += 1
    let isHeld = true
    const free = () => {
      stop()
      if (!isHeld) return
      isHeld = false
      taken -= 1
      next()
    }
    const stop = after(shareMs, free)
    return free
  }

  return {
    run: async (key, work) => {
      const room = Promise.withResolvers<() => void>()
      waiting.set(key, () => room.resolve(take()))
      next()
      const free = await room.promise
      try {
        return await work()
      } finally {
        free()
      }
    },
    hurry: (key) => {
      const start = waiting.get(key)
      waiting.delete(key)
      start?.()
    },
  }
}

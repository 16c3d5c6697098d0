/** An engine that keeps ending is given up after so many times in so many milliseconds. */
const times = 3
const withinMs = 30_000

/**
 * Counts ends that nobody asked for.
 * @returns called at each of them: how many there were lately when it is time to give up, otherwise null
 */
export function createCrashLimit(now: () => number): () => number | null {
  let ends: number[] = []
  return () => {
    const nowMs = now()
    ends = [...ends.filter((at) => Math.abs(nowMs - at) < withinMs), nowMs]
    return ends.length < times ? null : ends.length
  }
}

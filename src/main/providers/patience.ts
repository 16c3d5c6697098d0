import type { HttpTiming } from './retry.ts'

/**
 * Knows when it is of no use to go on asking: a server that lets one request after the other run into its deadline would
 * keep a list of a thousand requests going for hours.
 */
export interface Patience {
  /** A request ran out of time. */
  noteTimeout(): void
  /** The server answered something. */
  noteAnswer(): void
  /** Whether several requests ran out of time, one after the other, just now. */
  isAtEnd(): boolean
}

const mostInARow = 3
/** What was waiting for its turn fails at once, so this is enough; after it a person may find the server well again. */
const forgottenAfterMs = 1_000

export function createPatience({ nowMs }: Pick<HttpTiming, 'nowMs'>): Patience {
  let inARow = 0
  let lastMs = 0
  return {
    noteTimeout: () => {
      inARow += 1
      lastMs = nowMs()
    },
    noteAnswer: () => {
      inARow = 0
    },
    isAtEnd: () => {
      if (inARow > 0 && nowMs() - lastMs >= forgottenAfterMs) inARow = 0
      return inARow >= mostInARow
    },
  }
}

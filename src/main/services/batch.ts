import type { After } from '../lib/timer.ts'
import type { OpenVault, Vault } from '../vault/vault.ts'

/** What waits is committed after this time, in milliseconds. */
const longestMs = 150

/** So many are committed together at most: until then nothing else can be done. */
const most = 10

/**
 * Runs pieces of work on the vault in few transactions. The answers of servers come at nearly the same time and touch
 * the same pages of the file: committed one by one, each page would be encrypted and written again for each of them.
 */
export interface Batch {
  /**
   * Resolves when the work is committed. A piece that throws is rolled back alone and rejects; when the commit fails,
   * all of it is rolled back and rejects.
   */
  run<T>(work: (open: OpenVault) => T): Promise<T>
  /** Commits what waits, now. */
  flush(): void
}

interface Piece {
  /** Runs it, and returns what to call when it is committed. */
  readonly work: (open: OpenVault) => () => void
  readonly reject: (error: unknown) => void
}

export function createBatch(withDb: Vault['withDb'], after: After): Batch {
  let waiting: Piece[] = []
  let stop: (() => void) | null = null

  const flush = () => {
    stop?.()
    stop = null
    const pieces = waiting
    waiting = []
    if (pieces.length === 0) return
    try {
      const committed = withDb((open) =>
        pieces.map(({ work, reject }) => {
          try {
            // Inside a transaction this is a savepoint.
            return open.db.transaction(() => work(open))()
          } catch (error) {
            return () => reject(error)
          }
        }),
      )
      for (const tell of committed) tell()
    } catch (error) {
      for (const { reject } of pieces) reject(error)
    }
  }

  return {
    flush,
    run: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({
          work: (open) => {
            const result = work(open)
            return () => resolve(result)
          },
          reject,
        })
        if (waiting.length >= most) flush()
        else stop ??= after(longestMs, flush)
      }),
  }
}

import type { EventData } from '../../shared/ipc/contract.ts'
import { createThrottle } from '../lib/throttle.ts'
import type { After } from '../lib/timer.ts'

/** What is told of a reading of servers at most this often. */
const progressMs = 250

type Snapshot = EventData<'refresh.changed'>

/** Which servers are being read, and how far that is. */
export interface Progress {
  snapshot(): Snapshot
  begin(serverId: string): void
  /** Requests done, and to do as far as known now. */
  set(serverId: string, done: number, total: number): void
  end(serverId: string): void
}

/** @param tell told at once when reading begins and when all of it has ended, and at most four times per second between */
export function createProgress(after: After, tell: (snapshot: Snapshot) => void): Progress {
  const running = new Map<string, { done: number; total: number } | null>()
  const snapshot = (): Snapshot => ({
    servers: [...running.keys()],
    progress: [...running].flatMap(([id, known]) => (known ? [{ id, ...known }] : [])),
  })
  const throttle = createThrottle(after, progressMs, () => tell(snapshot()))
  let isBeginning = false
  return {
    snapshot,
    begin: (serverId) => {
      const isFirst = running.size === 0
      running.set(serverId, null)
      if (!isFirst) {
        if (!isBeginning) throttle.ask()
        return
      }
      // Those that begin together are told together.
      isBeginning = true
      queueMicrotask(() => {
        isBeginning = false
        throttle.now()
      })
    },
    set: (serverId, done, total) => {
      if (!running.has(serverId)) return
      running.set(serverId, { done, total: Math.max(done, total) })
      throttle.ask()
    },
    end: (serverId) => {
      running.delete(serverId)
      if (running.size === 0) throttle.now()
      else throttle.ask()
    },
  }
}

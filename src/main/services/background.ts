import { AppError } from '../../shared/errors.ts'
import type { After } from '../lib/timer.ts'
import { listServers } from '../vault/tables/servers.ts'
import type { Core } from './core.ts'
import type { Refresh } from './refresh.ts'

/** A server that keeps failing is tried this rarely. */
const longestMs = 4 * 60 * 60 * 1000

/** Up to this share is taken off every wait, so that servers added together are not read together for ever. */
const jitter = 0.1

/** What is due at the unlock begins within this time. */
const spreadMs = 10_000

/** Reads every server again from time to time, while the vault is unlocked. */
export interface Background {
  start(): void
  stop(): void
}

export interface BackgroundDeps {
  readonly core: Pick<Core, 'vault' | 'now' | 'log'>
  readonly refresh: Pick<Refresh, 'quietly' | 'onEnd'>
  readonly after: After
  /** From 0 to less than 1. */
  readonly random: () => number
  /** Between two readings of a server; null = never by itself. */
  readonly everyMs: number | null
}

/**
 * Each server has its own time. One that fails waits twice as long after each failure, up to four hours; any reading
 * of it that works, also one that a person asked for, ends that.
 */
export function createBackground({ core, refresh, after, random, everyMs }: BackgroundDeps): Background {
  const timers = new Map<string, () => void>()
  let stopSweeping: (() => void) | null = null
  const failures = new Map<string, number>()
  let isRunning = false

  const plan = (serverId: string, ms: number) => {
    timers.get(serverId)?.()
    timers.set(
      serverId,
      after(ms, () => {
        timers.delete(serverId)
        refresh.quietly(serverId).catch((error: unknown) => {
          // The server was removed, or the vault was locked meanwhile.
          core.log.info('refresh.background', { code: error instanceof AppError ? error.code : 'internal' })
        })
      }),
    )
  }

  /** Finds the servers that nothing is planned for: all of them at the start, later those saved without a reading. */
  const sweep = (ownMs: number) => {
    for (const server of core.vault.withDb(({ db }) => listServers(db))) {
      if (timers.has(server.id)) continue
      // A clock that was set back must not put a reading off for ever.
      const age = server.refreshedAtMs === null ? ownMs : Math.abs(core.now() - server.refreshedAtMs)
      plan(server.id, Math.max(0, ownMs - age) + spreadMs * random())
    }
    stopSweeping = after(ownMs, () => sweep(ownMs))
  }

  refresh.onEnd((serverId, { isOk, isByPerson }) => {
    if (!isRunning || everyMs === null) return
    const count = isOk ? 0 : isByPerson ? 1 : (failures.get(serverId) ?? 0) + 1
    failures.set(serverId, count)
    plan(serverId, Math.min(everyMs * 2 ** count, longestMs) * (1 - jitter * random()))
  })

  return {
    start: () => {
      if (everyMs === null || isRunning) return
      isRunning = true
      sweep(everyMs)
    },
    stop: () => {
      isRunning = false
      stopSweeping?.()
      for (const cancel of timers.values()) cancel()
      timers.clear()
      failures.clear()
    },
  }
}

import { AppError } from '../../shared/errors.ts'
import type { Returned } from '../../shared/ipc/contract.ts'
import type { ServerState } from '../../shared/model/server.ts'
import { createSingleFlight } from '../lib/single-flight.ts'
import { createThrottle } from '../lib/throttle.ts'
import type { After } from '../lib/timer.ts'
import type { Listing } from '../providers/provider.ts'
import { listIntents } from '../vault/tables/intents.ts'
import { type AsOf, readAsOf } from '../vault/tables/meta.ts'
import {
  findServer,
  listServers,
  markRefreshed,
  markRefreshStarted,
  type ServerRow,
  saveContact,
  saveState,
} from '../vault/tables/servers.ts'
import type { OpenVault } from '../vault/vault.ts'
import { applyListing } from './apply-listing.ts'
import { createBatch } from './batch.ts'
import { type Actor, type Core, writeEntry } from './core.ts'
import { failureOf, stateOfError, toContact } from './diagnosis.ts'
import { createProgress } from './progress.ts'
import { giveUpTemporary, isTemporaryRequest, settleIntent } from './read-back.ts'
import { getSameServer, getServer } from './records.ts'
import { createSlots } from './slots.ts'

/** So many servers are read at the same time; each of them may use a few connections. */
const serversAtOnce = 12

/** A server that takes longer does not hold up the ones that wait. */
const slowMs = 2_000

/** What a credential may do is asked again after this time. */
const capabilitiesMs = 24 * 60 * 60 * 1000

/** The front doors read the list again at most this often while many servers are being read. */
const announceMs = 250

export interface Refresh {
  /** Reads one server, or all of them at the same time. Failures are reported per server, not thrown. */
  run(reference: string | undefined, actor: Actor): Promise<Returned<'tokens.refresh'>>
  /** Reads one server because it is time. It is in the journal only when the server's state changed by it. */
  quietly(serverId: string): Promise<void>
  /** Calls back after each reading. */
  onEnd(listener: (serverId: string, end: RefreshEnd) => void): void
  /** The servers that are being read now, and how far that is. */
  running(): ReturnType<ReturnType<typeof createProgress>['snapshot']>
}

export interface RefreshEnd {
  readonly isOk: boolean
  /** Somebody asked for it. */
  readonly isByPerson: boolean
}

type Outcome = { readonly listing: Listing } | { readonly error: AppError }

/** Who wants a reading: a person through a front door, or nobody, because it is time. */
type Wish = { readonly actor: Actor; readonly isQuiet: boolean }

export function createRefresh(core: Core, after: After): Refresh {
  const once = createSingleFlight<Outcome>()
  const slots = createSlots(serversAtOnce, slowMs, after)
  const progress = createProgress(after, core.announce.refresh)
  const listeners: ((serverId: string, end: RefreshEnd) => void)[] = []
  const announcing = createThrottle(after, announceMs, core.announce.inventory)
  const asked = new Set<string>()
  const batch = createBatch(core.vault.withDb, after)
  let readers = 0

  const reading = async <T>(work: () => Promise<T>): Promise<T> => {
    readers += 1
    try {
      return await work()
    } finally {
      readers -= 1
    }
  }
  /** Servers that somebody waits for alone. */
  const urgent = new Set<string>()
  /** What was read waits for others that come soon, but not for nobody, and not while a person waits for it. */
  const flushIfDue = (serverId: string) => {
    if (readers === 0 || urgent.has(serverId)) batch.flush()
  }

  const refreshOne = async (server: ServerRow, wish: Wish): Promise<Outcome> => {
    let asOf: AsOf | null = null
    try {
      const answer = await reading(() =>
        slots.run(server.id, async () => {
          const taken = core.vault.withDb(({ db }) => readAsOf(db, core.now()))
          asOf = taken
          const tell = (done: number, total: number) => progress.set(server.id, done, total)
          return { asOf: taken, listing: await core.sessions.of(server.id).list(core.untilLock(), tell) }
        }),
      )
      const { listing } = answer
      const writing = batch.run((open) => {
        const current = getSameServer(open.db, server)
        applyListing(open, current, listing, answer.asOf)
        settleIntents(open, current, listing, answer.asOf)
        const state = stateAfter(listing)
        saveState(open.db, server.id, state.state, state.message)
        markRefreshStarted(open.db, server.id, answer.asOf.change)
        markRefreshed(open.db, server.id, core.now())
        if (!wish.isQuiet || current.state !== state.state) {
          writeEntry(open, core.now(), wish.actor, 'server.refresh', server.name)
        }
        return current
      })
      flushIfDue(server.id)
      await askCapabilities(await writing)
      return { listing }
    } catch (caught) {
      const error =
        caught instanceof AppError
          ? caught
          : new AppError('internal', 'Reading the server failed.', { cause: caught })
      if (error.code === 'internal') core.log.error('refresh.failed', { server: server.id })
      if (asOf && core.vault.status().state === 'unlocked') noteFailure(server, error, asOf, wish)
      flushIfDue(server.id)
      return { error }
    }
  }

  const noteFailure = (server: ServerRow, error: AppError, asOf: AsOf, wish: Wish) =>
    core.vault.withDb((open) => {
      const current = findServer(open.db, server.id)
      if (current?.endpoint !== server.endpoint) return
      const state = stateOfError(error)
      saveState(open.db, server.id, state, error.message)
      markRefreshStarted(open.db, server.id, asOf.change)
      if (wish.isQuiet && current.state === state) return
      writeEntry(open, core.now(), wish.actor, 'server.refresh', server.name, error.code)
    })

  const settleIntents = (open: OpenVault, server: ServerRow, listing: Listing, asOf: AsOf) => {
    for (const intent of listIntents(open.db, server.id)) {
      if (core.creations.isUnderWay(intent.id)) continue
      if (isTemporaryRequest(core, server, intent.fields)) {
        giveUpTemporary(open, server, intent, asOf.ms)
      } else if (covers(listing, intent.ownerId)) {
        const own = listing.tokens.filter((token) => token.owner.id === intent.ownerId)
        settleIntent(core, open, server, intent, own, asOf)
      }
    }
  }

  /** Asks anew what the credential may do, when that is old or in doubt. Failing is no matter: the list was read. */
  const askCapabilities = async (server: ServerRow) => {
    const { capabilitiesAtMs } = server
    if (capabilitiesAtMs !== null && Math.abs(core.now() - capabilitiesAtMs) < capabilitiesMs) return
    try {
      const diagnosis = await core.sessions.of(server.id).diagnose(core.untilLock())
      if (failureOf(diagnosis)) return
      core.vault.withDb(({ db }) => {
        const { state, stateMessage } = getSameServer(db, server)
        saveContact(db, server.id, { ...toContact(core, server.kind, diagnosis), state, stateMessage })
      })
    } catch (error) {
      core.log.info('refresh.capabilities', { code: error instanceof AppError ? error.code : 'internal' })
    }
  }

  const readInTurn = async (server: ServerRow, wish: Wish): Promise<Outcome> => {
    progress.begin(server.id)
    try {
      const outcome = await refreshOne(server, wish)
      core.announce.rows()
      return outcome
    } finally {
      urgent.delete(server.id)
      progress.end(server.id)
    }
  }

  /** A single one is not to wait behind all the others that may be waiting. */
  const hurry = (serverId: string) => {
    urgent.add(serverId)
    slots.hurry(serverId)
  }

  const read = async (server: ServerRow, wish: Wish): Promise<Outcome> => {
    // Told by the one reading that runs, also for those who joined it.
    if (!wish.isQuiet) asked.add(server.id)
    const outcome = await once(server.id, async () => {
      const result = await readInTurn(server, wish)
      const isByPerson = asked.delete(server.id)
      for (const tell of listeners) tell(server.id, { isOk: 'listing' in result, isByPerson })
      return result
    })
    announcing.ask()
    return outcome
  }

  return {
    running: progress.snapshot,
    onEnd: (listener) => void listeners.push(listener),

    quietly: async (serverId) => {
      const server = core.vault.withDb(({ db }) => getServer(db, serverId))
      await read(server, { actor: 'engine', isQuiet: true })
    },

    run: async (reference, actor) => {
      const wish: Wish = { actor, isQuiet: false }
      const servers = core.vault.withDb(({ db }) =>
        reference === undefined ? lastFailedLast(listServers(db)) : [getServer(db, reference)],
      )
      const outcomesToCome = servers.map(async (server) => ({ server, outcome: await read(server, wish) }))
      if (reference !== undefined) for (const { id } of servers) hurry(id)
      const outcomes = await Promise.all(outcomesToCome)
      announcing.now()
      return report(outcomes.sort((a, b) => compareNames(a.server, b.server)))
    },
  }
}

/** What did not answer last time would only hold up the others. */
const lastFailedLast = (servers: readonly ServerRow[]): ServerRow[] =>
  servers.toSorted((a, b) => Number(a.state === 'unreachable') - Number(b.state === 'unreachable'))

const compareNames = (a: ServerRow, b: ServerRow): number =>
  a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1

function report(
  outcomes: readonly { readonly server: ServerRow; readonly outcome: Outcome }[],
): Returned<'tokens.refresh'> {
  return {
    refreshed: outcomes.flatMap(({ server, outcome }) => ('listing' in outcome ? [server.name] : [])),
    failures: outcomes.flatMap(({ server, outcome }) => {
      const failures = 'error' in outcome ? [outcome.error] : outcome.listing.failures
      return failures.map(({ code, message }) => ({ id: server.id, name: server.name, code, message }))
    }),
    hidden: outcomes.flatMap(({ server, outcome }) =>
      'listing' in outcome ? hiddenOwners(server, outcome.listing) : [],
    ),
  }
}

const covers = (listing: Listing, ownerId: string) =>
  listing.complete === 'all' || listing.complete.includes(ownerId)

function stateAfter(listing: Listing): { state: ServerState; message: string | null } {
  const [failure] = listing.failures
  return failure ? { state: 'limited', message: failure.message } : { state: 'ok', message: null }
}

function hiddenOwners(server: ServerRow, listing: Listing) {
  const counts = new Map<string, number>()
  for (const owner of listing.owners) {
    if (owner.manageable) continue
    const reason = owner.reason ?? 'not visible to this credential'
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return [...counts].map(([reason, owners]) => ({ server: server.name, owners, reason }))
}

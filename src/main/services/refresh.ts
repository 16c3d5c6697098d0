import { AppError } from '../../shared/errors.ts'
import type { Returned } from '../../shared/ipc/contract.ts'
import type { ServerState } from '../../shared/model/server.ts'
import { createSingleFlight } from '../lib/single-flight.ts'
import type { Listing } from '../providers/provider.ts'
import { listIntents } from '../vault/tables/intents.ts'
import {
  findServer,
  listServers,
  markRefreshed,
  markRefreshStarted,
  type ServerRow,
  saveState,
} from '../vault/tables/servers.ts'
import { takeAsOf } from '../vault/tables/tokens.ts'
import { applyListing } from './apply-listing.ts'
import { type Actor, type Core, writeEntry } from './core.ts'
import { settleIntent } from './read-back.ts'
import { getSameServer, getServer } from './records.ts'

export interface Refresh {
  /** Reads one server, or all of them at the same time. Failures are reported per server, not thrown. */
  run(reference: string | undefined, actor: Actor): Promise<Returned<'tokens.refresh'>>
  /** Ids of the servers that are being read now. */
  running(): string[]
}

type Outcome = { readonly listing: Listing } | { readonly error: AppError }

export function createRefresh(core: Core): Refresh {
  const once = createSingleFlight<Outcome>()
  const running = new Set<string>()

  /** Tells the front doors that the server is being read, for as long as it is. */
  const telling = async (serverId: string, work: () => Promise<Outcome>): Promise<Outcome> => {
    running.add(serverId)
    core.announce.refresh([...running])
    try {
      return await work()
    } finally {
      running.delete(serverId)
      core.announce.refresh([...running])
    }
  }

  const refreshOne = async (server: ServerRow, actor: Actor): Promise<Outcome> => {
    const asOf = core.vault.withDb(({ db }) => {
      const taken = takeAsOf(db, core.now())
      markRefreshStarted(db, server.id, taken.change)
      return taken
    })
    try {
      const listing = await core.sessions.of(server.id).list(core.untilLock())
      core.vault.withDb((open) => {
        const current = getSameServer(open.db, server)
        applyListing(open, current, listing, asOf)
        for (const intent of listIntents(open.db, server.id)) {
          if (core.creations.isUnderWay(intent.id) || !covers(listing, intent.ownerId)) continue
          const own = listing.tokens.filter((token) => token.owner.id === intent.ownerId)
          settleIntent(core, open, current, intent, own, asOf)
        }
        const state = stateAfter(listing)
        saveState(open.db, server.id, state.state, state.message)
        markRefreshed(open.db, server.id, core.now())
        writeEntry(open, core.now(), actor, 'server.refresh', server.name)
      })
      return { listing }
    } catch (caught) {
      const error =
        caught instanceof AppError
          ? caught
          : new AppError('internal', 'Reading the server failed.', { cause: caught })
      if (error.code === 'internal') core.log.error('refresh.failed', { server: server.id })
      if (core.vault.status().state === 'unlocked') {
        core.vault.withDb((open) => {
          if (findServer(open.db, server.id)?.endpoint !== server.endpoint) return
          saveState(open.db, server.id, stateOfError(error), error.message)
          writeEntry(open, core.now(), actor, 'server.refresh', server.name, error.code)
        })
      }
      return { error }
    }
  }

  return {
    running: () => [...running],

    run: async (reference, actor) => {
      const servers = core.vault.withDb(({ db }) =>
        reference === undefined ? listServers(db) : [getServer(db, reference)],
      )
      const outcomes = await Promise.all(
        servers.map(async (server) => {
          const outcome = await once(server.id, () => telling(server.id, () => refreshOne(server, actor)))
          core.announce.inventory()
          core.announce.servers()
          return { server, outcome }
        }),
      )
      return {
        refreshed: outcomes.flatMap(({ server, outcome }) => ('listing' in outcome ? [server.name] : [])),
        failures: outcomes.flatMap(({ server, outcome }) =>
          'error' in outcome
            ? [{ id: server.id, name: server.name, code: outcome.error.code, message: outcome.error.message }]
            : outcome.listing.failures.map(({ code, message }) => ({
                id: server.id,
                name: server.name,
                code,
                message,
              })),
        ),
        hidden: outcomes.flatMap(({ server, outcome }) =>
          'listing' in outcome ? hiddenOwners(server, outcome.listing) : [],
        ),
      }
    },
  }
}

const covers = (listing: Listing, ownerId: string) =>
  listing.complete === 'all' || listing.complete.includes(ownerId)

function stateAfter(listing: Listing): { state: ServerState; message: string | null } {
  const [failure] = listing.failures
  return failure ? { state: 'limited', message: failure.message } : { state: 'ok', message: null }
}

/** What a failed call says about the server. Errors that are not about the contact leave it as `limited`. */
export function stateOfError(error: AppError): ServerState {
  switch (error.code) {
    case 'unreachable':
    case 'not-an-api':
    case 'redirected':
    case 'bad-response':
    case 'cancelled':
      return 'unreachable'
    case 'untrusted':
    case 'certificate-changed':
      return 'untrusted'
    case 'rejected':
    case 'expired':
      return 'rejected'
    default:
      return 'limited'
  }
}

function hiddenOwners(server: ServerRow, listing: Listing) {
  const hidden = listing.owners.filter((owner) => !owner.manageable)
  const reasons = [...new Set(hidden.map((owner) => owner.reason ?? 'not visible to this credential'))]
  return reasons.map((reason) => ({
    server: server.name,
    owners: hidden.filter((owner) => (owner.reason ?? 'not visible to this credential') === reason).length,
    reason,
  }))
}

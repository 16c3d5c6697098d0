import { AppError } from '../../shared/errors.ts'
import type { Returned } from '../../shared/ipc/contract.ts'
import { isoTime } from '../lib/time.ts'
import type { Provider, RemoteToken, Session } from '../providers/provider.ts'
import { type CreateIntent, deleteIntent, listIntents } from '../vault/tables/intents.ts'
import { type AsOf, takeAsOf } from '../vault/tables/meta.ts'
import { findServer, listServers, type ServerRow } from '../vault/tables/servers.ts'
import { upsertToken } from '../vault/tables/sightings.ts'
import { findTokenByRemoteId, markOrphan } from '../vault/tables/tokens.ts'
import type { OpenVault, Vault } from '../vault/vault.ts'
import { type Core, writeEntry } from './core.ts'
import { getSameServer } from './records.ts'

// A create whose answer never arrived is settled by reading the owner's tokens back, never by creating again.

/**
 * A request that nobody answered may still be carried out for a while. Reading back that finds nothing is
 * conclusive only after this time.
 */
const conclusiveAfterMs = 2 * 60 * 1000

/** After an unlock a dead server must not hold up a list that waits for the reading. */
const recoveryMs = 8_000

type Transaction = Vault['withDb']

/** What a person can do about a temporary token whose secret was lost. */
export const endsByItself =
  'If it was made, it ends by itself when it expires; revoking the temporary tokens of its owner ends it at once.'

/** Whether a create with these fields makes a token that no list shows. */
export function isTemporaryRequest(
  core: Pick<Core, 'sessions'>,
  server: ServerRow,
  fields: Readonly<Record<string, string>>,
): boolean {
  return core.sessions.provider(server.kind).makesTemporary?.(fields) ?? false
}

/** A lost create of a temporary token: nothing can be found, so nothing is waited for. */
export function giveUpTemporary(
  open: OpenVault,
  server: ServerRow,
  intent: CreateIntent,
  nowMs: number,
): void {
  deleteIntent(open.db, intent.id)
  const target = `temporary create for ${intent.ownerId} on ${server.name}`
  writeEntry(open, nowMs, 'engine', 'token.create', target, 'cannot-be-found')
}

/**
 * Which of the owner's tokens the lost create made: not there before the request, made by our own identity, and
 * with what was asked for. Clocks are not asked: the server's may differ from ours. Pure.
 * @param fits whether a token has what the request asked for (name, expiry), as far as the kind tells.
 */
export function findCandidates(
  intent: Pick<CreateIntent, 'fields' | 'seenIds'>,
  tokens: readonly RemoteToken[],
  selfId: string | null,
  fits: Provider['fitsRequest'],
): RemoteToken[] {
  const seen = new Set(intent.seenIds)
  return tokens.filter(
    (token) =>
      !seen.has(token.remoteId) &&
      (selfId === null || token.creator === null || token.creator.id === selfId) &&
      fits(intent.fields, token),
  )
}

/**
 * Compares one lost create with the owner's tokens as read at `asOf`. Found: the rows are marked as orphans and
 * the intent is done. Not found: the intent stays until the reading is conclusive. Returns the orphans' ids.
 */
export function settleIntent(
  core: Pick<Core, 'sessions'>,
  open: OpenVault,
  server: ServerRow,
  intent: CreateIntent,
  tokens: readonly RemoteToken[],
  asOf: AsOf,
): string[] {
  const { db } = open
  // What was asked before the create was sent says nothing about it.
  if (asOf.change < intent.change) return []
  if (isTemporaryRequest(core, server, intent.fields)) {
    giveUpTemporary(open, server, intent, asOf.ms)
    return []
  }
  const { fitsRequest } = core.sessions.provider(server.kind)
  const selfId = server.identity?.ownerId ?? null
  const orphans = findCandidates(intent, tokens, selfId, fitsRequest).flatMap((token) => {
    const known = findTokenByRemoteId(db, server.endpoint, token.owner.id, token.remoteId)
    // Another create of ours whose secret is stored.
    if (known?.hasSecret) return []
    const id = upsertToken(db, server, token, asOf)
    markOrphan(db, id, true)
    return [id]
  })
  const target = `create for ${intent.ownerId} on ${server.name}`
  if (orphans.length > 0) {
    deleteIntent(db, intent.id)
    writeEntry(open, asOf.ms, 'engine', 'token.create', target, 'orphan-found')
  } else if (Math.abs(asOf.ms - intent.sentAtMs) > conclusiveAfterMs) {
    // The absolute value: a clock that was set back must not keep the intent for ever.
    deleteIntent(db, intent.id)
    writeEntry(open, asOf.ms, 'engine', 'token.create', target, 'not-made')
  }
  return orphans
}

/** Reads the owner's tokens and settles one lost create. Throws what reading throws; the intent then stays. */
export async function readBack(
  core: Pick<Core, 'sessions' | 'now'>,
  transaction: Transaction,
  server: ServerRow,
  intent: CreateIntent,
  session: Session,
  signal?: AbortSignal,
): Promise<string[]> {
  const asOf = transaction(({ db }) => takeAsOf(db, core.now()))
  const tokens = await session.listOwnerTokens(intent.ownerId, signal)
  return transaction((open) => settleIntent(core, open, getSameServer(open.db, server), intent, tokens, asOf))
}

/** Settles what an earlier run left open. */
export interface Recovery {
  /** Starts reading back all lost creates; called after unlocking. */
  start(): void
  /** Resolves when a reading in progress has ended, however it ended. */
  settled(): Promise<void>
  pending(): Returned<'tokens.pending'>
}

export function createRecovery(core: Core): Recovery {
  let running: Promise<void> = Promise.resolve()

  const settleAll = async () => {
    const signal = core.untilLock()
    const intents = core.vault.withDb(({ db }) => listIntents(db, null))
    for (const intent of intents) {
      const server = core.vault.withDb(({ db }) => findServer(db, intent.serverId))
      if (!server || core.creations.isUnderWay(intent.id)) continue
      // There is nothing to read; it stays among the pending ones until the next refresh, so that it is seen.
      if (isTemporaryRequest(core, server, intent.fields)) continue
      try {
        const soon = AbortSignal.any([signal, AbortSignal.timeout(recoveryMs)])
        const session = core.sessions.of(server.id)
        const orphans = await readBack(core, core.vault.withDb, server, intent, session, soon)
        if (orphans.length > 0) core.announce.inventory()
      } catch (error) {
        // The server cannot be read now; the next refresh or unlock tries again.
        core.log.info('create.readback', { code: error instanceof AppError ? error.code : 'internal' })
      }
    }
  }

  return {
    start: () => {
      running = settleAll().catch((error: unknown) => {
        core.log.info('create.readback', { code: error instanceof AppError ? error.code : 'internal' })
      })
    },
    settled: () => running,
    pending: () =>
      core.vault.withDb(({ db }) => {
        const servers = new Map(listServers(db).map((server) => [server.id, server]))
        return listIntents(db, null).flatMap((intent) => {
          const server = servers.get(intent.serverId)
          if (!server) return []
          return [
            {
              id: intent.id,
              server: server.name,
              serverId: server.id,
              kind: server.kind,
              ownerId: intent.ownerId,
              sentAt: isoTime(intent.sentAtMs),
              message: isTemporaryRequest(core, server, intent.fields)
                ? `The answer to a create of a temporary token for ${intent.ownerId} on ${server.name} never arrived. No list shows such a token, so nobody can find out whether it was made. ${endsByItself}`
                : `The answer to a create for ${intent.ownerId} on ${server.name} never arrived. The next refresh of ${server.name} finds out whether the token was made.`,
            },
          ]
        })
      }),
  }
}

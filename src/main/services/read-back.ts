import { AppError } from '../../shared/errors.ts'
import type { Returned } from '../../shared/ipc/contract.ts'
import { isoTime } from '../lib/time.ts'
import type { RemoteToken } from '../providers/provider.ts'
import { type CreateIntent, deleteIntent, listIntents } from '../vault/tables/intents.ts'
import { findServer, listServers, type ServerRow } from '../vault/tables/servers.ts'
import { findTokenByRemoteId, markOrphan, upsertToken } from '../vault/tables/tokens.ts'
import type { OpenVault, Vault } from '../vault/vault.ts'
import { type Core, writeEntry } from './core.ts'

// A create whose answer never arrived is settled by reading the owner's tokens back, never by creating again.

/**
 * A request that nobody answered may still be carried out for a while. Reading back that finds nothing is
 * conclusive only after this time.
 */
const conclusiveAfterMs = 2 * 60 * 1000

/** After an unlock a dead server must not hold up a list that waits for the reading. */
const recoveryMs = 8_000

type Transaction = Vault['withDb']

/**
 * Which of the owner's tokens the lost create made: not there before the request, with its name where the kind
 * has names, made by our own identity. Clocks are not asked: the server's may differ from ours. Pure.
 */
export function findCandidates(
  intent: CreateIntent,
  tokens: readonly RemoteToken[],
  selfId: string | null,
): RemoteToken[] {
  const seen = new Set(intent.seenIds)
  const name = intent.fields['name']
  return tokens.filter((token) => {
    if (token.owner.id !== intent.ownerId || seen.has(token.remoteId)) return false
    if (token.name !== null && name !== undefined && token.name !== name) return false
    return selfId === null || token.creator === null || token.creator.id === selfId
  })
}

/**
 * Compares one lost create with the owner's tokens as read at `readAtMs`. Found: the rows are marked as orphans
 * and the intent is done. Not found: the intent stays until the reading is conclusive. Returns the orphans' ids.
 */
export function settleIntent(
  open: OpenVault,
  server: ServerRow,
  intent: CreateIntent,
  tokens: readonly RemoteToken[],
  readAtMs: number,
): string[] {
  const { db } = open
  const orphans = findCandidates(intent, tokens, server.identity?.ownerId ?? null).flatMap((token) => {
    const known = findTokenByRemoteId(db, server.endpoint, token.owner.id, token.remoteId)
    // Another create of ours whose secret is stored.
    if (known?.hasSecret) return []
    const id = upsertToken(db, server, token, readAtMs)
    markOrphan(db, id, true)
    return [id]
  })
  const target = `create for ${intent.ownerId} on ${server.name}`
  if (orphans.length > 0) {
    deleteIntent(db, intent.id)
    writeEntry(open, readAtMs, 'engine', 'token.create', target, 'orphan-found')
  } else if (Math.abs(readAtMs - intent.sentAtMs) > conclusiveAfterMs) {
    // The absolute value: a clock that was set back must not keep the intent for ever.
    deleteIntent(db, intent.id)
    writeEntry(open, readAtMs, 'engine', 'token.create', target, 'not-made')
  }
  return orphans
}

/** Reads the owner's tokens and settles one lost create. Throws what reading throws; the intent then stays. */
export async function readBack(
  core: Pick<Core, 'sessions' | 'now'>,
  transaction: Transaction,
  server: ServerRow,
  intent: CreateIntent,
  signal?: AbortSignal,
): Promise<string[]> {
  const readAtMs = core.now()
  const tokens = await core.sessions.of(server).listOwnerTokens(intent.ownerId, signal)
  return transaction((open) => settleIntent(open, server, intent, tokens, readAtMs))
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
      if (!server) continue
      try {
        const soon = AbortSignal.any([signal, AbortSignal.timeout(recoveryMs)])
        const orphans = await readBack(core, core.vault.withDb, server, intent, soon)
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
              message: `The answer to a create for ${intent.ownerId} on ${server.name} never arrived. The next refresh of ${server.name} finds out whether the token was made.`,
            },
          ]
        })
      }),
  }
}

import { AppError } from '../../shared/errors.ts'
import type { Parsed, Returned } from '../../shared/ipc/contract.ts'
import type { RemoteOwner, RemoteToken, Session } from '../providers/provider.ts'
import { listIntents } from '../vault/tables/intents.ts'
import { takeAsOf } from '../vault/tables/meta.ts'
import type { ServerRow } from '../vault/tables/servers.ts'
import { upsertToken } from '../vault/tables/sightings.ts'
import { listTokensOfOwner, markGone, revokeTemporaryTokens } from '../vault/tables/tokens.ts'
import { offered, onServer, requireCapability } from './capabilities.ts'
import { type Actor, type Core, writeEntry } from './core.ts'
import { giveUpTemporary, isTemporaryRequest } from './read-back.ts'
import { getSameServer, getServer, inSentence, pickOwner } from './records.ts'
import { createTold } from './told.ts'

/** What is done with all tokens of an owner at once. Each action is in the journal, done or failed. */
export interface OwnerTokens {
  deleteAll(input: Parsed<'tokens.deleteAll'>, actor: Actor): Promise<Returned<'tokens.deleteAll'>>
  revokeTemporary(
    input: Parsed<'tokens.revokeTemporary'>,
    actor: Actor,
  ): Promise<Returned<'tokens.revokeTemporary'>>
}

export function createOwnerTokens(core: Core): OwnerTokens {
  const get = (reference: string) => core.vault.withDb(({ db }) => getServer(db, reference))
  /** Remote ids that were named as what a deletion would hit, by who was told, server and owner. */
  const told = createTold()

  return {
    deleteAll: async ({ server: reference, owner: ownerReference, confirmed }, actor) => {
      const server = get(reference)
      const target = `all tokens of ${ownerReference} on ${server.name}`
      return onServer(core, server, actor, 'token.delete-all', target, async () => {
        requireCapability(core, server, 'tokens.deleteAll')
        const session = core.sessions.of(server.id)
        const deleteAll = offered(session.deleteAllTokens?.bind(session), server.name)
        const owners = await session.listOwners(core.untilLock())
        const owner = managed(pickOwner(owners, ownerReference, server))
        // A create for the same owner would be caught in the middle.
        return core.creations.inTurn(server.endpoint, owner.id, async () => {
          const before = await session.listOwnerTokens(owner.id, core.untilLock())
          const about = [actor, server.endpoint, owner.id]
          const ids = before.map(({ remoteId }) => remoteId)
          // Whoever confirms has seen a number; what came since then was not in it. Without having asked, all are meant.
          if (!confirmed || told.isMore(about, ids)) {
            told.tell(about, ids)
            const news = confirmed ? 'There are new tokens since you were asked; nothing was deleted. ' : ''
            throw new AppError('confirmation-missing', news + describeAll(server, owner, before))
          }
          told.forget(about)
          const deleting = deleteAll(owner.id, core.untilLock())
          const left = await whatIsLeft(deleting, { core, server, session, owner })
          const deleted = forgetSightings(core, server, owner, before, left, actor)
          const stayed = before.filter((token) => left.has(token.remoteId)).length
          if (stayed > 0) {
            throw new AppError(
              'outcome-unknown',
              `${stayed} of the ${before.length} tokens of ${inSentence(owner.name)} are still on ${server.name}. Refresh to see which.`,
              { outcome: 'unknown' },
            )
          }
          return { server: server.name, owner: owner.name, deleted }
        })
      })
    },

    revokeTemporary: async ({ server: reference, owner: ownerReference, confirmed }, actor) => {
      const server = get(reference)
      const target = `temporary tokens of ${ownerReference ?? 'ourselves'} on ${server.name}`
      return onServer(core, server, actor, 'token.revoke-temporary', target, async () => {
        requireCapability(core, server, 'tokens.revokeTemporary')
        const session = core.sessions.of(server.id)
        const revoke = offered(session.revokeTemporary?.bind(session), server.name)
        const owners = await session.listOwners(core.untilLock())
        const owner =
          ownerReference === undefined
            ? ourselves(owners, server)
            : managed(pickOwner(owners, ownerReference, server))
        // A temporary token that is just being made would be shown as working.
        return core.creations.inTurn(server.endpoint, owner.id, async () => {
          if (!confirmed) {
            const known = core.vault.withDb(({ db }) => countWorking(listTemporary(db, server, owner.id)))
            throw new AppError(
              'confirmation-missing',
              `This ends all temporary tokens of ${inSentence(owner.name)} on ${server.name} for good, also those that Latchkey does not know; whatever uses them stops working at once. Known here: ${known}.`,
            )
          }
          try {
            await revoke(owner.id, core.untilLock())
          } catch (error) {
            if (!(error instanceof AppError) || error.outcome !== 'unknown') throw error
            throw new AppError(
              'outcome-unknown',
              `The answer of ${server.name} never arrived, so the temporary tokens of ${inSentence(owner.name)} may still work. Revoking them again does no harm.`,
              { outcome: 'unknown', cause: error },
            )
          }
          const revoked = core.vault.withDb((open) => {
            getSameServer(open.db, server)
            for (const intent of listIntents(open.db, server.id)) {
              if (intent.ownerId !== owner.id || !isTemporaryRequest(core, server, intent.fields)) continue
              giveUpTemporary(open, server, intent, core.now())
            }
            const count = revokeTemporaryTokens(open.db, server.endpoint, owner.id)
            writeEntry(open, core.now(), actor, 'token.revoke-temporary', target)
            return count
          })
          core.announce.inventory()
          return { server: server.name, owner: owner.name, revoked }
        })
      })
    },
  }
}

const listTemporary = (db: Parameters<typeof listTokensOfOwner>[0], server: ServerRow, ownerId: string) =>
  listTokensOfOwner(db, server.endpoint, ownerId).filter((row) => row.isTemporary)

const countWorking = (rows: ReturnType<typeof listTemporary>) =>
  rows.filter((row) => row.isEnabled && row.goneAtMs === null).length

/** Throws `forbidden` with the reason when this credential may not see or change the owner's tokens. */
function managed(owner: RemoteOwner): RemoteOwner {
  if (owner.manageable) return owner
  throw new AppError(
    'forbidden',
    owner.reason ?? `This credential may not change the tokens of ${inSentence(owner.name)}.`,
  )
}

function ourselves(owners: readonly RemoteOwner[], server: ServerRow): RemoteOwner {
  const self = owners.find((owner) => owner.isSelf)
  if (self) return self
  throw new AppError('invalid-input', `${server.name} does not tell who we are. Name the owner.`, {
    field: 'owner',
  })
}

function describeAll(server: ServerRow, owner: RemoteOwner, tokens: readonly RemoteToken[]): string {
  const own = tokens.some((token) => token.remoteId === server.identity?.tokenId)
    ? ` One of them is the credential that Latchkey itself uses for ${server.name}: nothing works there afterwards.`
    : ''
  const count = tokens.length === 1 ? 'the one token' : `all ${tokens.length} tokens`
  return `This deletes ${count} of ${inSentence(owner.name)} (${inSentence(owner.id)}) on ${server.name} for good; whatever uses them stops working at once.${own}`
}

interface Asked {
  readonly core: Core
  readonly server: ServerRow
  readonly session: Session
  readonly owner: RemoteOwner
}

/**
 * Waits for the deletion and reads back. Returns the ids that are still there; when the server said that it deleted
 * them and cannot be read any more (our own credential may have been among them), none.
 */
async function whatIsLeft(
  deleting: Promise<void>,
  { core, server, session, owner }: Asked,
): Promise<ReadonlySet<string>> {
  let failure: unknown = null
  try {
    await deleting
  } catch (error) {
    if (!(error instanceof AppError) || error.outcome !== 'unknown') throw error
    failure = error
  }
  try {
    const left = await session.listOwnerTokens(owner.id, core.untilLock())
    return new Set(left.map((token) => token.remoteId))
  } catch (cause) {
    if (failure === null) {
      core.log.info('delete-all.readback', { code: cause instanceof AppError ? cause.code : 'internal' })
      return new Set()
    }
    throw new AppError(
      'outcome-unknown',
      `The answer of ${server.name} never arrived, and it cannot be read now. Refresh later to see which tokens of ${inSentence(owner.name)} are gone.`,
      { outcome: 'unknown', cause: failure },
    )
  }
}

/** Marks the owner's rows that are no longer on the server, and returns how many. */
function forgetSightings(
  core: Core,
  server: ServerRow,
  owner: RemoteOwner,
  before: readonly RemoteToken[],
  left: ReadonlySet<string>,
  actor: Actor,
): number {
  const deleted = core.vault.withDb((open) => {
    const { db } = open
    const current = getSameServer(db, server)
    // Also those that no refresh had seen yet: a count of them was confirmed.
    for (const token of before) upsertToken(db, current, token, takeAsOf(db, core.now()))
    const gone = listTokensOfOwner(db, current.endpoint, owner.id).filter(
      (row) => !row.isTemporary && row.goneAtMs === null && !left.has(row.remoteId),
    )
    const asOf = takeAsOf(db, core.now())
    for (const row of gone) markGone(db, row.id, asOf)
    const target = `${gone.length} tokens of ${inSentence(owner.name)} on ${server.name}`
    writeEntry(open, core.now(), actor, 'token.delete-all', target)
    return gone.length
  })
  core.announce.inventory()
  return deleted
}

import { AppError } from '../../shared/errors.ts'
import type { Parsed, Returned } from '../../shared/ipc/contract.ts'
import type { Owner } from '../../shared/model/server.ts'
import type { RemoteOwner, Session } from '../providers/provider.ts'
import { takeAsOf } from '../vault/tables/meta.ts'
import type { ServerRow } from '../vault/tables/servers.ts'
import { listTokensOfOwner, markGone } from '../vault/tables/tokens.ts'
import { offered, onServer, requireCapability } from './capabilities.ts'
import { type Actor, type Core, writeEntry } from './core.ts'
import { findOwner, getSameServer, getServer, inSentence, toOwner } from './records.ts'
import { createTold } from './told.ts'

/** The owners of a server, and making and deleting them where the kind can. */
export interface Owners {
  list(reference: string): Promise<Owner[]>
  create(input: Parsed<'owners.create'>, actor: Actor): Promise<Owner>
  remove(input: Parsed<'owners.delete'>, actor: Actor): Promise<Returned<'owners.delete'>>
}

export function createOwners(core: Core): Owners {
  const get = (reference: string) => core.vault.withDb(({ db }) => getServer(db, reference))
  /** Tokens that were named as what goes with an owner, by who was told, server and owner. */
  const told = createTold()
  const note = (actor: Actor, verb: string, target: string) =>
    core.vault.withDb((open) => writeEntry(open, core.now(), actor, verb, target))

  return {
    list: async (reference) => {
      const server = get(reference)
      const owners = await core.sessions.of(server.id).listOwners(core.untilLock())
      return owners.map((owner) => toOwner(owner, server))
    },

    create: async ({ server: reference, fields }, actor) => {
      const server = get(reference)
      return onServer(core, server, actor, 'owner.create', `on ${server.name}`, async () => {
        requireCapability(core, server, 'owners.create')
        const session = core.sessions.of(server.id)
        const create = offered(session.createOwner?.bind(session), server.name)
        const before = await session.listOwners(core.untilLock())
        try {
          const owner = await create(fields, core.untilLock())
          note(actor, 'owner.create', `${inSentence(owner.name)} on ${server.name}`)
          return toOwner(owner, server)
        } catch (error) {
          if (!(error instanceof AppError) || error.outcome !== 'unknown') throw error
          throw await lostCreate(core, server, session, before, error)
        }
      })
    },

    remove: async ({ server: reference, owner: ownerReference, confirmed }, actor) => {
      const server = get(reference)
      const target = `${ownerReference} on ${server.name}`
      return onServer(core, server, actor, 'owner.delete', target, async () => {
        requireCapability(core, server, 'owners.delete')
        const session = core.sessions.of(server.id)
        const remove = offered(session.deleteOwner?.bind(session), server.name)
        const owner = await findOwner(session, ownerReference, server, core.untilLock())
        return core.creations.inTurn(server.endpoint, owner.id, async () => {
          const about = [actor, server.endpoint, owner.id]
          if (!confirmed || told.has(about)) {
            const hit = await whatGoes(core, server, session, owner)
            const ids = [...hit.listed, ...hit.temporary]
            // Whoever confirms has seen a number; what came since then was not in it. Without having asked, all are meant.
            if (!confirmed || told.isMore(about, ids)) {
              told.tell(about, ids)
              const news = confirmed ? 'There are new tokens since you were asked; nothing was deleted. ' : ''
              throw new AppError('confirmation-missing', news + describe(server, owner, hit))
            }
          }
          try {
            await remove(owner.id, core.untilLock())
          } catch (error) {
            if (!(await isGoneAfter(error, core, server, session, owner))) throw error
          }
          told.forget(about)
          const tokens = core.vault.withDb((open) => {
            const current = getSameServer(open.db, server)
            const rows = listTokensOfOwner(open.db, current.endpoint, owner.id).filter(
              (row) => row.goneAtMs === null,
            )
            const asOf = takeAsOf(open.db, core.now())
            for (const row of rows) markGone(open.db, row.id, asOf)
            writeEntry(open, core.now(), actor, 'owner.delete', `${inSentence(owner.name)} on ${server.name}`)
            return rows.length
          })
          core.announce.inventory()
          return { owner: toOwner(owner, server), tokens }
        })
      })
    },
  }
}

/** Ids of the tokens that go with an owner: remote ones, and of temporary ones those that this vault has for them. */
interface Hit {
  readonly listed: readonly string[]
  readonly temporary: readonly string[]
}

/** What goes with an owner: read on the server where this credential may see it, else from what was seen before. */
async function whatGoes(core: Core, server: ServerRow, session: Session, owner: RemoteOwner): Promise<Hit> {
  const known = core.vault
    .withDb(({ db }) => listTokensOfOwner(db, server.endpoint, owner.id))
    .filter((row) => row.goneAtMs === null)
  const listed = owner.manageable
    ? await session.listOwnerTokens(owner.id, core.untilLock())
    : known.filter((row) => !row.isTemporary)
  return {
    listed: listed.map(({ remoteId }) => remoteId),
    temporary: known.filter((row) => row.isTemporary).map(({ id }) => id),
  }
}

function describe(server: ServerRow, owner: RemoteOwner, { listed, temporary }: Hit): string {
  const tokens = listed.length === 1 ? '1 token' : `${listed.length} tokens`
  const more =
    temporary.length === 0 ? '' : `, and ${temporary.length} temporary ones that only this vault knows`
  const own = owner.isSelf
    ? ` It is the identity that Latchkey itself signs in with: nothing works there afterwards.`
    : ''
  return `This deletes ${inSentence(owner.name)} (${inSentence(owner.id)}) on ${server.name} for good, with ${tokens}${more}; whatever uses them stops working at once.${own}`
}

/** After a failed delete: whether the owner is not there (any more). Reading back answers a lost answer. */
async function isGoneAfter(
  error: unknown,
  core: Core,
  server: ServerRow,
  session: Session,
  owner: RemoteOwner,
): Promise<boolean> {
  if (!(error instanceof AppError)) return false
  if (error.code === 'not-found') return true
  if (error.outcome !== 'unknown') return false
  try {
    const left = await session.listOwners(core.untilLock())
    return !left.some(({ id }) => id === owner.id)
  } catch {
    throw new AppError(
      'outcome-unknown',
      `The answer to the delete never arrived, and ${server.name} cannot be read now. Refresh later to see whether ${inSentence(owner.name)} is gone.`,
      { outcome: 'unknown', cause: error },
    )
  }
}

/** The answer to making an owner was lost: says who is new since. Nothing is ever made again by itself. */
async function lostCreate(
  core: Core,
  server: ServerRow,
  session: Session,
  before: readonly RemoteOwner[],
  cause: AppError,
): Promise<AppError> {
  const known = new Set(before.map((owner) => owner.id))
  const lost = `The answer of ${server.name} never arrived`
  try {
    const now = await session.listOwners(core.untilLock())
    const made = now
      .filter((owner) => !known.has(owner.id))
      .map((owner) => `${inSentence(owner.name)} (${inSentence(owner.id)})`)
    const found =
      made.length === 0
        ? 'Nobody new is there so far. Look again in a few minutes before you try once more.'
        : `New there since: ${made.join(', ')}. Do not make it again.`
    return new AppError('outcome-unknown', `${lost}. ${found}`, { outcome: 'unknown', cause })
  } catch {
    return new AppError(
      'outcome-unknown',
      `${lost}, and it cannot be read now. Look at its owners later before you try once more.`,
      { outcome: 'unknown', cause },
    )
  }
}

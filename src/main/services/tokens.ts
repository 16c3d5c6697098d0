import { AppError } from '../../shared/errors.ts'
import type { Parsed, Returned } from '../../shared/ipc/contract.ts'
import type { Token } from '../../shared/model/token.ts'
import type { RemoteToken, Session, Verification } from '../providers/provider.ts'
import { openSecret, putSecret } from '../vault/tables/secrets.ts'
import type { ServerRow } from '../vault/tables/servers.ts'
import {
  deleteToken,
  markGone,
  markOrphan,
  type TokenRow,
  takeAsOf,
  upsertToken,
} from '../vault/tables/tokens.ts'
import { type Actor, type Core, journalFailure, writeEntry } from './core.ts'
import { createToken } from './create-token.ts'
import { getSameServer, getToken, requireCapability, tokenLabel, toToken } from './records.ts'

/** What can be done with one token. Each action is in the journal, done or failed. */
export interface Tokens {
  get(id: string): Token
  create(input: Parsed<'tokens.create'>, actor: Actor): Promise<Token>
  /** The plaintext, to be shown or copied; whoever gets it wipes it. It is in the journal already. Throws `no-secret`. */
  handOut(id: string, actor: Actor, verb: 'token.reveal' | 'token.copy'): Uint8Array
  store(id: string, secret: Uint8Array, actor: Actor): Promise<Returned<'tokens.store'>>
  update(id: string, fields: Readonly<Record<string, string>>, actor: Actor): Promise<Token>
  setEnabled(id: string, enabled: boolean, actor: Actor): Promise<Token>
  remove(id: string, confirmed: boolean, actor: Actor): Promise<Token>
  verify(id: string, actor: Actor): Promise<Returned<'tokens.verify'>>
  purge(id: string, confirmed: boolean, actor: Actor): Token
}

interface Target {
  readonly row: TokenRow
  readonly server: ServerRow
  readonly session: Session
}

export function createTokens(core: Core): Tokens {
  const get = (id: string) => core.vault.withDb(({ db }) => getToken(db, id))
  const toRecord = (row: TokenRow, server: ServerRow): Token =>
    toToken(row, server, core.sessions.provider(server.kind).descriptor, core.now())

  /** Finds the token and its server, runs the action, and journals a failure. */
  const act = async <T>(
    id: string,
    actor: Actor,
    verb: string,
    action: (target: Target) => Promise<T>,
  ): Promise<T> => {
    const { row, server } = get(id)
    return journalFailure(core, actor, verb, tokenLabel(row, server), () => {
      if (row.goneAtMs !== null) {
        throw new AppError('not-found', `The ${tokenLabel(row, server)} is no longer on the server.`)
      }
      return action({ row, server, session: core.sessions.of(server.id) })
    })
  }

  /** Writes down the token as the server now tells it. */
  const record = ({ row, server }: Target, remote: RemoteToken, actor: Actor, verb: string): Token => {
    const token = core.vault.withDb((open) => {
      upsertToken(open.db, getSameServer(open.db, server), remote, takeAsOf(open.db, core.now()))
      const now = getToken(open.db, row.id)
      writeEntry(open, core.now(), actor, verb, tokenLabel(now.row, now.server))
      return toRecord(now.row, now.server)
    })
    core.announce.inventory()
    return token
  }

  const setGone = ({ row, server }: Target, actor: Actor, verb: string): Token => {
    const token = core.vault.withDb((open) => {
      getSameServer(open.db, server)
      markGone(open.db, row.id, takeAsOf(open.db, core.now()))
      writeEntry(open, core.now(), actor, verb, tokenLabel(row, server))
      return toRecord(getToken(open.db, row.id).row, server)
    })
    core.announce.inventory()
    return token
  }

  return {
    get: (id) => {
      const { row, server } = get(id)
      return toRecord(row, server)
    },

    create: (input, actor) => createToken(core, input, actor),

    handOut: (id, actor, verb) => {
      const { secret, label } = core.vault.withDb((open) => {
        const { row, server } = getToken(open.db, id)
        return {
          secret: readSecret(openSecret(open.db, open.sealer, row), row, server),
          label: tokenLabel(row, server),
        }
      })
      try {
        core.vault.withDb((open) => writeEntry(open, core.now(), actor, verb, label))
      } catch (error) {
        // On a full disk the journal cannot be written, and the person needs their secret all the same.
        if (!(error instanceof AppError) || error.code !== 'storage-full') {
          secret.fill(0)
          throw error
        }
        core.log.error('journal.write', { code: error.code })
      }
      return secret
    },

    store: (id, secret, actor) =>
      act(id, actor, 'token.store', async (target) => {
        const { row, server } = target
        const found = await target.session.verifySecret(secret, row, core.untilLock())
        assertBelongs(found, row, server)
        const token = core.vault.withDb((open) => {
          getSameServer(open.db, server)
          putSecret(open.db, open.sealer, getToken(open.db, id).row, secret, core.now())
          // Its secret is not lost any more.
          markOrphan(open.db, id, false)
          writeEntry(open, core.now(), actor, 'token.store', tokenLabel(row, server))
          return toRecord(getToken(open.db, id).row, server)
        })
        core.announce.inventory()
        return { ...token, isConfirmed: found.isCertain !== false }
      }),

    update: (id, fields, actor) =>
      act(id, actor, 'token.update', async (target) => {
        const { descriptor } = core.sessions.provider(target.server.kind)
        if (!target.session.updateToken || descriptor.updateFields.length === 0) {
          throw new AppError(
            'unsupported',
            `${descriptor.name} tokens cannot be changed after they were made.`,
          )
        }
        if (Object.keys(fields).length === 0) {
          const names = descriptor.updateFields.map((field) => field.name).join(', ')
          throw new AppError('invalid-input', `Say what to change: ${names}.`)
        }
        const { ownerId, remoteId } = target.row
        const remote = await target.session.updateToken(ownerId, remoteId, fields, core.untilLock())
        return record(target, remote, actor, 'token.update')
      }),

    setEnabled: (id, enabled, actor) => {
      const verb = enabled ? 'token.enable' : 'token.disable'
      return act(id, actor, verb, async (target) => {
        requireCapability(core.sessions.provider(target.server.kind).descriptor, 'tokens.disable')
        if (!target.session.setTokenEnabled)
          throw new AppError('unsupported', 'This server cannot disable tokens.')
        const { ownerId, remoteId } = target.row
        const remote = await target.session.setTokenEnabled(ownerId, remoteId, enabled, core.untilLock())
        return record(target, remote, actor, verb)
      })
    },

    remove: (id, confirmed, actor) =>
      act(id, actor, 'token.delete', async (target) => {
        const { row, server, session } = target
        if (!confirmed) throw new AppError('confirmation-missing', describeDeletion(row, server))
        try {
          await session.deleteToken(row.ownerId, row.remoteId, core.untilLock())
        } catch (error) {
          const isGone = await isGoneAfter(error, target, core.untilLock())
          if (!isGone) throw error
        }
        return setGone(target, actor, 'token.delete')
      }),

    verify: (id, actor) =>
      act(id, actor, 'token.verify', async (target) => {
        const { row, server, session } = target
        const secret = core.vault.withDb(({ db, sealer }) =>
          readSecret(openSecret(db, sealer, row), row, server),
        )
        try {
          const {
            ok,
            owner,
            reason,
            isCertain = true,
          } = await session.verifySecret(secret, row, core.untilLock())
          core.vault.withDb((open) =>
            writeEntry(
              open,
              core.now(),
              actor,
              'token.verify',
              tokenLabel(row, server),
              ok ? 'works' : 'refused',
            ),
          )
          return { ok, isCertain, owner, reason }
        } finally {
          secret.fill(0)
        }
      }),

    purge: (id, confirmed, actor) => {
      const { row, server } = get(id)
      const label = tokenLabel(row, server)
      if (row.goneAtMs === null) {
        throw new AppError(
          'conflict',
          `The ${label} is still on the server. Delete it there first; only rows that are gone can be purged.`,
        )
      }
      if (!confirmed) {
        const secret = row.hasSecret
          ? 'its row and the secret stored for it'
          : 'its row (no secret is stored)'
        throw new AppError('confirmation-missing', `This forgets the ${label} for good: ${secret}.`)
      }
      const token = core.vault.withDb((open) => {
        deleteToken(open.db, id)
        writeEntry(open, core.now(), actor, 'token.purge', label)
        return toRecord({ ...row, hasSecret: false }, server)
      })
      core.announce.inventory()
      return token
    },
  }
}

function readSecret(found: Uint8Array | 'none' | 'unreadable', row: TokenRow, server: ServerRow): Uint8Array {
  if (found === 'none') {
    throw new AppError('no-secret', `The vault holds no secret for the ${tokenLabel(row, server)}.`)
  }
  if (found === 'unreadable') {
    throw new AppError(
      'vault-damaged',
      `The stored secret of the ${tokenLabel(row, server)} was altered and is not used. The rest of the vault is not affected.`,
    )
  }
  return found
}

function assertBelongs(found: Verification, row: TokenRow, server: ServerRow): void {
  const refuse = (why: string) => new AppError('verify-failed', `${why} It was not stored.`)
  if (!found.ok) throw refuse(found.reason ?? `${server.name} does not accept this secret.`)
  if (found.isCertain === false && found.owner === null) return
  if (found.owner?.id !== row.ownerId) {
    throw refuse(
      `The secret works, but belongs to ${found.owner?.name ?? found.owner?.id ?? 'somebody else'}, not to ${row.ownerName ?? row.ownerId}.`,
    )
  }
  if (found.remoteId !== null && found.remoteId !== row.remoteId) {
    throw refuse(`The secret works, but is that of another token of the same owner (${found.remoteId}).`)
  }
}

function describeDeletion(row: TokenRow, server: ServerRow): string {
  const own =
    server.identity?.tokenId === row.remoteId
      ? ` It is the credential that Latchkey itself uses for ${server.name}: nothing works there afterwards.`
      : ''
  return `This deletes the ${tokenLabel(row, server)} for good; whatever uses it stops working at once.${own}`
}

/** After a failed delete: whether the token is not there (any more). Reading back answers a lost answer. */
async function isGoneAfter(error: unknown, target: Target, signal: AbortSignal): Promise<boolean> {
  if (!(error instanceof AppError)) return false
  if (error.code === 'not-found') return true
  if (error.outcome !== 'unknown') return false
  const { row, session } = target
  try {
    const remaining = await session.listOwnerTokens(row.ownerId, signal)
    return !remaining.some((token) => token.remoteId === row.remoteId)
  } catch {
    throw new AppError(
      'outcome-unknown',
      'The answer to the delete never arrived, and the server cannot be read now. Refresh later to see whether the token is gone.',
      { outcome: 'unknown', cause: error },
    )
  }
}

import { AppError } from '../../shared/errors.ts'
import type { Parsed, Returned } from '../../shared/ipc/contract.ts'
import type { Token } from '../../shared/model/token.ts'
import type { Verification } from '../providers/provider.ts'
import { openSecret, putSecret } from '../vault/tables/secrets.ts'
import type { ServerRow } from '../vault/tables/servers.ts'
import { deleteToken, markOrphan, readDetails, type TokenRow } from '../vault/tables/tokens.ts'
import { offered, requireAny, requireCapability } from './capabilities.ts'
import { type Actor, type Core, writeEntry } from './core.ts'
import { createToken } from './create-token.ts'
import { requireNotOwn, signsInto, switchesOff } from './own-credential.ts'
import { getSameServer, getToken, inSentence, tokenLabel } from './records.ts'
import { createTokenActions, requireListed, type Target } from './token-actions.ts'

/** What can be done with one token. Each action is in the journal, done or failed. */
export interface Tokens {
  get(id: string): Token
  create(input: Parsed<'tokens.create'>, actor: Actor): Promise<Token>
  /** The plaintext, to be shown or copied; whoever gets it wipes it. It is in the journal already. Throws `no-secret`. */
  handOut(id: string, actor: Actor, verb: 'token.reveal' | 'token.copy'): Uint8Array
  details(id: string): Returned<'tokens.details'>
  store(id: string, secret: Uint8Array, confirmed: boolean, actor: Actor): Promise<Returned<'tokens.store'>>
  fetchSecret(id: string, actor: Actor): Promise<Token>
  update(id: string, fields: Readonly<Record<string, string>>, actor: Actor): Promise<Token>
  setEnabled(id: string, enabled: boolean, actor: Actor): Promise<Token>
  remove(id: string, confirmed: boolean, actor: Actor): Promise<Token>
  verify(id: string, actor: Actor): Promise<Returned<'tokens.verify'>>
  events(id: string, actor: Actor): Promise<Returned<'tokens.events'>>
  purge(id: string, confirmed: boolean, actor: Actor): Token
}

/** What a change of fields may need; which of them it is, is the kind's own matter. */
const changing = ['tokens.rename', 'tokens.extend', 'tokens.disable', 'tokens.labels'] as const

export function createTokens(core: Core): Tokens {
  const { get, toRecord, act, record, setGone } = createTokenActions(core)

  /** Stores a secret that is known to be the token's. */
  const seal = ({ row, server }: Target, secret: Uint8Array, actor: Actor, verb: string): Token => {
    const token = core.vault.withDb((open) => {
      getSameServer(open.db, server)
      putSecret(open.db, open.sealer, getToken(open.db, row.id).row, secret, core.now())
      // Its secret is not lost any more.
      markOrphan(open.db, row.id, false)
      writeEntry(open, core.now(), actor, verb, tokenLabel(row, server))
      return toRecord(getToken(open.db, row.id).row, server)
    })
    core.announce.inventory()
    return token
  }

  /** The server knows nothing of a temporary token: deleting it can only mean forgetting it here. */
  const forgetTemporary = (
    { row, server }: Pick<Target, 'row' | 'server'>,
    confirmed: boolean,
    actor: Actor,
  ): Token => {
    const label = tokenLabel(row, server)
    if (!confirmed) {
      throw new AppError(
        'confirmation-missing',
        `This only forgets the ${label} here: its row and the secret stored for it. ${afterForgetting(row, core.now())}`,
      )
    }
    core.vault.withDb((open) => {
      deleteToken(open.db, row.id)
      writeEntry(open, core.now(), actor, 'token.delete', label, 'forgotten')
    })
    core.announce.inventory()
    return toRecord({ ...row, goneAtMs: core.now(), hasSecret: false }, server)
  }

  return {
    get: (id) => {
      const { row, server } = get(id)
      return toRecord(row, server)
    },

    details: (id) => {
      const { row, server } = get(id)
      const details = core.vault.withDb(({ db }) => readDetails(db, row.id))
      const provider = core.sessions.provider(server.kind)
      return { details, lines: details === null ? [] : [...(provider.describeDetails?.(details) ?? [])] }
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

    store: (id, secret, confirmed, actor) =>
      act(id, actor, 'token.store', async (target) => {
        const { row, server } = target
        requireListed(row, 'token.store')
        const found = await target.session.verifySecret(secret, row, core.untilLock())
        assertBelongs(found, row, server)
        // As it is now: another secret may have come while the server was asked.
        const { hasSecret } = get(id).row
        if (found.isCertain === false && hasSecret && !confirmed) {
          throw new AppError('confirmation-missing', describeReplacing(row, server))
        }
        const token = seal(target, secret, actor, 'token.store')
        return { ...token, isConfirmed: found.isCertain !== false }
      }),

    fetchSecret: (id, actor) =>
      act(id, actor, 'token.fetch-secret', async (target) => {
        const { row, server, session } = target
        requireListed(row, 'token.fetch-secret')
        requireCapability(core, server, 'tokens.readSecret')
        const read = offered(session.readSecret?.bind(session), server.name)
        const secret = await read(row.ownerId, row.remoteId, core.untilLock())
        try {
          return seal(target, secret, actor, 'token.fetch-secret')
        } finally {
          secret.fill(0)
        }
      }),

    update: (id, fields, actor) =>
      act(id, actor, 'token.update', async (target) => {
        requireListed(target.row, 'token.update')
        const { descriptor } = core.sessions.provider(target.server.kind)
        if (!target.session.updateToken || descriptor.updateFields.length === 0) {
          throw new AppError(
            'unsupported',
            `${descriptor.name} tokens cannot be changed after they were made.`,
          )
        }
        requireAny(core, target.server, changing)
        if (Object.keys(fields).length === 0) {
          const names = descriptor.updateFields.map((field) => field.name).join(', ')
          throw new AppError('invalid-input', `Say what to change: ${names}.`)
        }
        if (switchesOff(descriptor, fields)) core.vault.withDb(({ db }) => requireNotOwn(db, target.row))
        const { ownerId, remoteId } = target.row
        const remote = await target.session.updateToken(ownerId, remoteId, fields, core.untilLock())
        return record(target, remote, actor, 'token.update')
      }),

    setEnabled: (id, enabled, actor) => {
      const verb = enabled ? 'token.enable' : 'token.disable'
      return act(id, actor, verb, async (target) => {
        const { server, session } = target
        requireListed(target.row, verb)
        requireCapability(core, server, 'tokens.disable')
        if (!enabled) core.vault.withDb(({ db }) => requireNotOwn(db, target.row))
        const { ownerId, remoteId } = target.row
        const set = offered(session.setTokenEnabled?.bind(session), server.name)
        const remote = await set(ownerId, remoteId, enabled, core.untilLock())
        return record(target, remote, actor, verb)
      })
    },

    remove: async (id, confirmed, actor) => {
      const found = get(id)
      if (found.row.isTemporary) return forgetTemporary(found, confirmed, actor)
      return act(id, actor, 'token.delete', async (target) => {
        const { row, server, session } = target
        requireCapability(core, server, 'tokens.delete')
        if (!confirmed) {
          const names = core.vault.withDb(({ db }) => signsInto(db, row))
          throw new AppError('confirmation-missing', describeDeletion(row, server, names))
        }
        try {
          await session.deleteToken(row.ownerId, row.remoteId, core.untilLock())
        } catch (error) {
          const isGone = await isGoneAfter(error, target, core.untilLock())
          if (!isGone) throw error
        }
        return setGone(target, actor, 'token.delete')
      })
    },

    verify: (id, actor) =>
      act(id, actor, 'token.verify', async (target) => {
        const { row, server, session } = target
        requireCapability(core, server, 'tokens.verify')
        const secret = core.vault.withDb(({ db, sealer }) =>
          readSecret(openSecret(db, sealer, row), row, server),
        )
        try {
          const {
            ok,
            owner,
            reason,
            isCertain = true,
          } = await session.verifySecret(
            secret,
            // The server cannot tell one temporary token from another.
            row.isTemporary ? null : row,
            core.untilLock(),
          )
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

    events: (id, actor) =>
      act(id, actor, 'token.events', async ({ row, server, session }) => {
        requireListed(row, 'token.events')
        requireCapability(core, server, 'tokens.events')
        const list = offered(session.listEvents?.bind(session), server.name)
        const events = await list(row.ownerId, row.remoteId, core.untilLock())
        core.vault.withDb((open) =>
          writeEntry(open, core.now(), actor, 'token.events', tokenLabel(row, server)),
        )
        return [...events]
      }),

    purge: (id, confirmed, actor) => {
      const { row, server } = get(id)
      const label = tokenLabel(row, server)
      if (row.goneAtMs === null) {
        throw new AppError(
          'conflict',
          row.isTemporary
            ? `The ${label} is not gone. Deleting it forgets its row and secret.`
            : `The ${label} is still on the server. Delete it there first; only rows that are gone can be purged.`,
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

/** What becomes of a temporary token that is forgotten here. */
function afterForgetting(row: TokenRow, nowMs: number): string {
  if (!row.isEnabled) return 'It is revoked already.'
  if (row.expiresAtMs !== null && row.expiresAtMs <= nowMs) return 'It has expired already.'
  const works = row.expiresAt === null ? 'goes on working' : `works until ${row.expiresAt}`
  return `The server cannot delete it: it ${works}, unless the temporary tokens of its owner are revoked.`
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
      `The secret works, but belongs to ${inSentence(found.owner?.name ?? found.owner?.id ?? 'somebody else')}, not to ${inSentence(row.ownerName ?? row.ownerId)}.`,
    )
  }
  if (found.remoteId !== null && found.remoteId !== row.remoteId) {
    throw refuse(
      `The secret works, but is that of another token of the same owner (${inSentence(found.remoteId)}).`,
    )
  }
}

function describeReplacing(row: TokenRow, server: ServerRow): string {
  return `The vault has a secret for the ${tokenLabel(row, server)} already. The new one works, but ${server.name} cannot tell whose it is. Storing it replaces the stored secret for good.`
}

function describeDeletion(row: TokenRow, server: ServerRow, signsIn: string | null): string {
  const own =
    signsIn === null
      ? ''
      : ` It is the credential that Latchkey itself uses for ${signsIn}: nothing works there afterwards.`
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

import { AppError } from '../../shared/errors.ts'
import type { Token } from '../../shared/model/token.ts'
import type { RemoteToken, Session } from '../providers/provider.ts'
import { takeAsOf } from '../vault/tables/meta.ts'
import type { ServerRow } from '../vault/tables/servers.ts'
import { upsertToken } from '../vault/tables/sightings.ts'
import { markGone, type TokenRow } from '../vault/tables/tokens.ts'
import { onServer } from './capabilities.ts'
import { type Actor, type Core, writeEntry } from './core.ts'
import { getSameServer, getToken, tokenLabel, toToken } from './records.ts'

/** A token to act on, with the server that acts on it. */
export interface Target {
  readonly row: TokenRow
  readonly server: ServerRow
  readonly session: Session
}

/** What every action on one token does around its own work. */
export interface TokenActions {
  /** Throws `not-found`. */
  get(id: string): { readonly row: TokenRow; readonly server: ServerRow }
  toRecord(row: TokenRow, server: ServerRow): Token
  /** Finds the token and its server and runs the action. A failure is journalled, success is not. `not-found` for a row that is gone. */
  act<T>(id: string, actor: Actor, verb: string, action: (target: Target) => Promise<T>): Promise<T>
  /** Writes down the token as the server now tells it. */
  record(target: Target, remote: RemoteToken, actor: Actor, verb: string): Token
  /** Writes down that the token is no longer on the server. */
  setGone(target: Target, actor: Actor, verb: string): Token
}

export function createTokenActions(core: Core): TokenActions {
  const get: TokenActions['get'] = (id) => core.vault.withDb(({ db }) => getToken(db, id))
  const toRecord: TokenActions['toRecord'] = (row, server) =>
    toToken(row, server, core.sessions.provider(server.kind).descriptor, core.now())
  return {
    get,
    toRecord,
    act: async (id, actor, verb, action) => {
      const { row, server } = get(id)
      return onServer(core, server, actor, verb, tokenLabel(row, server), () => {
        if (row.goneAtMs !== null) {
          throw new AppError('not-found', `The ${tokenLabel(row, server)} is no longer on the server.`)
        }
        return action({ row, server, session: core.sessions.of(server.id) })
      })
    },
    record: ({ row, server }, remote, actor, verb) => {
      const token = core.vault.withDb((open) => {
        upsertToken(open.db, getSameServer(open.db, server), remote, takeAsOf(open.db, core.now()))
        const now = getToken(open.db, row.id)
        writeEntry(open, core.now(), actor, verb, tokenLabel(now.row, now.server))
        return toRecord(now.row, now.server)
      })
      core.announce.inventory()
      return token
    },
    setGone: ({ row, server }, actor, verb) => {
      const token = core.vault.withDb((open) => {
        getSameServer(open.db, server)
        markGone(open.db, row.id, takeAsOf(open.db, core.now()))
        writeEntry(open, core.now(), actor, verb, tokenLabel(row, server))
        return toRecord(getToken(open.db, row.id).row, server)
      })
      core.announce.inventory()
      return token
    },
  }
}

const notForTemporary = {
  'token.update':
    'The server keeps no record of a temporary token, so nothing about it can be changed. Make another one instead.',
  'token.enable': 'A temporary token that was revoked cannot come back. Make another one instead.',
  'token.disable':
    'One temporary token cannot be switched off alone; revoking the temporary tokens of its owner ends all of them.',
  'token.fetch-secret': 'The server does not have the text of a temporary token; only this vault has.',
  'token.store':
    'The secret of a temporary token is in this vault already, and the server cannot tell whether another text is the same token.',
  'token.events': 'The server records nothing about a single temporary token.',
} as const

/** Throws `unsupported` with the reason when the token is a temporary one. */
export function requireListed(row: TokenRow, verb: keyof typeof notForTemporary): void {
  if (row.isTemporary) throw new AppError('unsupported', notForTemporary[verb])
}

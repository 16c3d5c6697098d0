import { AppError } from '../../shared/errors.ts'
import type { KindDescriptor } from '../../shared/model/kind.ts'
import type { Db } from '../vault/db.ts'
import { listServers } from '../vault/tables/servers.ts'
import type { TokenRow } from '../vault/tables/tokens.ts'

/** The names of the servers that Latchkey signs in to with this token, joined; null = none, as far as they tell. */
export function signsInto(db: Db, row: TokenRow): string | null {
  const names = listServers(db)
    .filter(({ endpoint, identity }) => endpoint === row.endpoint && identity?.tokenId === row.remoteId)
    .map(({ name }) => name)
  return names.length === 0 ? null : names.join(', ')
}

/** Throws `conflict` when Latchkey signs in with this token: once it is off, nothing here could bring it back. */
export function requireNotOwn(db: Db, row: TokenRow): void {
  const names = signsInto(db, row)
  if (names === null) return
  throw new AppError(
    'conflict',
    `Latchkey itself signs in to ${names} with this token: switched off, it could not be brought back from here. Nothing was changed. Give ${names} another credential first.`,
  )
}

/** Whether a change of fields switches the token off. A field that is true or false is the kind's switch. */
export function switchesOff(
  { updateFields, switchedOff }: Pick<KindDescriptor, 'updateFields' | 'switchedOff'>,
  fields: Readonly<Record<string, string>>,
): boolean {
  const off = switchedOff === 'revoked' ? 'true' : 'false'
  return updateFields.some(({ name, type }) => type === 'boolean' && fields[name]?.trim() === off)
}

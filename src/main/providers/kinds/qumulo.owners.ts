import { invalidField } from '../fields.ts'
import type { RemoteOwner, RemoteParty, RemoteToken } from '../provider.ts'
import { detailsOf } from '../record.ts'
import { qumuloTokensPerOwner } from './qumulo.explain.ts'
import type { QumuloIdentity, QumuloToken, QumuloUser, QumuloWhoAmI } from './qumulo.schema.ts'

/** The privilege to see the tokens of other users. */
export const readPrivilege = 'PRIVILEGE_ACCESS_TOKENS_READ'
/** The privilege to create, change and delete tokens of other users. */
export const writePrivilege = 'PRIVILEGE_ACCESS_TOKENS_WRITE'
/** The privilege to ask what an identity is. */
export const identityPrivilege = 'PRIVILEGE_IDENTITY_READ'

/** The privilege to make and delete local users. */
export const userPrivilege = 'PRIVILEGE_LOCAL_USER_WRITE'

/** Whether the caller has a privilege; `unsaid` is the answer when the server does not tell any. */
export function hasPrivilege(self: QumuloWhoAmI, privilege: string, unsaid: boolean): boolean {
  return self.privileges?.includes(privilege) ?? unsaid
}

/**
 * The owner id of an identity: its auth_id; for an identity without one, the next best key with its sort before
 * it. Null when it has no key at all.
 */
export function ownerIdOf(identity: QumuloIdentity): string | null {
  if (identity.auth_id) return identity.auth_id
  if (identity.sid) return `sid:${identity.sid}`
  if (typeof identity.uid === 'number' || identity.uid) return `uid:${identity.uid}`
  return identity.name ? `name:${identity.name}` : null
}

/** The identity of an owner id, as a request wants it. Throws `invalid-input` with field `owner`. */
export function identityOf(ownerId: string): Partial<QumuloIdentity> {
  if (/^\d{1,40}$/.test(ownerId)) return { auth_id: ownerId }
  const [, sort, key] = /^(sid|uid|name):(.+)$/s.exec(ownerId) ?? []
  if (sort === 'sid' && key !== undefined) return { sid: key }
  if (sort === 'uid' && key !== undefined && /^\d{1,10}$/.test(key)) return { uid: Number(key) }
  if (sort === 'name' && key !== undefined) return { name: key }
  throw invalidField('owner', 'The owner must be given by its auth_id, a whole number such as 1002.')
}

/** The `user` filter of an owner id. Throws `invalid-input` with field `owner`. */
export function filterOf(ownerId: string): string {
  const { auth_id: authId, sid, uid, name } = identityOf(ownerId)
  if (authId) return `auth_id:${authId}`
  if (sid) return `SID:${sid}`
  return typeof uid === 'number' ? `uid:${uid}` : (name ?? '')
}

// No answer is documented to hold one of these; should one, it goes no further.
const secretMembers = ['bearer_token', 'token', 'secret', 'password', 'hash']

/** A token as the server tells it. */
export function remoteTokenOf(token: QumuloToken): RemoteToken {
  return {
    remoteId: token.id,
    owner: partyOf(token.user) ?? { id: 'unknown', name: null },
    creator: token.creator ? partyOf(token.creator) : null,
    name: null,
    createdAt: token.creation_time,
    expiresAt: token.expiration_time,
    lastUsedAt: null,
    // Before 5.3.3 a token could not be disabled, and the member was not there.
    enabled: token.enabled ?? true,
    labels: null,
    details: detailsOf(token.record, secretMembers),
  }
}

/**
 * All owners known: the caller, local users, and whoever owns a token, such as users of a directory.
 * @param isAll whether `tokens` are those of everybody; else they are the caller's own.
 */
export function ownersOf(
  self: QumuloWhoAmI,
  users: readonly QumuloUser[],
  tokens: readonly QumuloToken[],
  isAll: boolean,
): RemoteOwner[] {
  const owners = new Map<string, RemoteOwner>()
  const used = Map.groupBy(tokens, ({ user }) => ownerIdOf(user))
  const add = (id: string, name: string, type: string): void => {
    if (owners.has(id)) return
    const isKnown = isAll || id === self.id
    owners.set(id, ownerFrom(self, { id, name, type }, isKnown ? (used.get(id)?.length ?? 0) : null))
  }
  for (const user of users) add(user.id, user.name || user.id, 'local user')
  for (const { user } of tokens) {
    const id = ownerIdOf(user)
    if (id !== null) add(id, user.name || id, typeOf(user.domain ?? null))
  }
  add(self.id, self.name || self.id, 'user')
  return [...owners.values()]
}

/**
 * An owner, seen by the caller.
 * @param used how many tokens it has; null = not known.
 */
export function ownerFrom(
  self: QumuloWhoAmI,
  party: { readonly id: string; readonly name: string; readonly type: string },
  used: number | null,
): RemoteOwner {
  const isSelf = party.id === self.id
  const reason = isSelf ? null : hiddenReason(self)
  const slots = used === null ? {} : { slots: { used, limit: qumuloTokensPerOwner } }
  return { ...party, isSelf, manageable: reason === null, reason, ...slots }
}

function partyOf(identity: QumuloIdentity): RemoteParty | null {
  const id = ownerIdOf(identity)
  return id === null ? null : { id, name: identity.name || null }
}

function hiddenReason(self: QumuloWhoAmI): string | null {
  const missing = [readPrivilege, writePrivilege].filter((privilege) => !hasPrivilege(self, privilege, true))
  return missing.length === 0 ? null : `The tokens of other users need ${missing.join(' and ')}.`
}

/** What sort of user it is, by the domain of its identity. */
export function typeOf(domain: string | null): string {
  if (domain === 'LOCAL') return 'local user'
  if (domain === 'ACTIVE_DIRECTORY') return 'Active Directory user'
  return domain === 'POSIX_USER' ? 'POSIX user' : 'user'
}

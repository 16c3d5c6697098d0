import { compareInstants, type Instant } from '../instant.ts'
import { type NetbirdEvent, type NetbirdState, type NetbirdToken, type NetbirdUser, stamp } from './state.ts'

type EventParts = Omit<NetbirdEvent, 'id' | 'at'>

/** Adds a line to the audit history, now or at another moment after the last line. */
export function recordEvent(state: NetbirdState, parts: EventParts, at: Instant = stamp(state)): void {
  state.events.push({ ...parts, id: String(state.events.length + 1), at })
}

/** A token was made or deleted. NetBird source: user.go (CreatePAT, DeletePAT). */
export function tokenEvent(
  what: 'create' | 'delete',
  initiatorId: string,
  owner: NetbirdUser,
  token: NetbirdToken,
): EventParts {
  return {
    code: `personal.access.token.${what}`,
    activity: `Personal access token ${what}d`,
    initiatorId,
    targetId: owner.id,
    meta: {
      name: token.name,
      is_service_user: String(owner.isServiceUser),
      user_name: owner.isServiceUser ? owner.name : '',
    },
  }
}

/** A user came or went; people are invited. NetBird source: user.go. */
export function userEvent(
  what: 'create' | 'delete',
  initiatorId: string,
  user: NetbirdUser,
  meta: Readonly<Record<string, string>>,
): EventParts {
  const verb = user.isServiceUser || what === 'delete' ? what : 'invite'
  const past = { create: 'created', delete: 'deleted', invite: 'invited' }[verb]
  return {
    code: `${user.isServiceUser ? 'service.user' : 'user'}.${verb}`,
    activity: `${user.isServiceUser ? 'Service user' : 'User'} ${past}`,
    initiatorId,
    targetId: user.id,
    meta: user.isServiceUser ? { name: user.name, ...meta } : meta,
  }
}

/** Writes the history of a world that has just been filled. */
export function recordPast(state: NetbirdState, initiatorId: string): void {
  const past: { readonly at: Instant; readonly parts: EventParts }[] = []
  for (const user of state.users.values()) {
    if (user.isServiceUser)
      past.push({ at: user.createdAt, parts: userEvent('create', initiatorId, user, {}) })
  }
  for (const token of state.tokens.values()) {
    const owner = state.users.get(token.userId)
    if (owner === undefined) continue
    past.push({ at: token.createdAt, parts: tokenEvent('create', token.createdBy, owner, token) })
  }
  past.sort((left, right) => compareInstants(left.at, right.at))
  for (const { at, parts } of past) recordEvent(state, parts, at)
}

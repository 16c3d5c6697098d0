import type { TargetKind } from './privileges.ts'
import { ONEZONE_CLUSTER, type OnezoneState, type OzTarget } from './state.ts'
import type { Subject } from './subject.ts'

/** The privileges of a user in something, those through groups included; `null`: not a member at all. */
function privilegesIn(state: OnezoneState, target: OzTarget, userId: string): ReadonlySet<string> | null {
  const direct = target.users.get(userId)
  const through = [...target.groups]
    .filter(([groupId]) => state.targets.group.get(groupId)?.users.has(userId))
    .map(([, privileges]) => privileges)
  if (direct === undefined && through.length === 0) return null
  return new Set([...(direct ?? []), ...through.flat()])
}

/** Whether a user is a member of something, also through a group. */
export function isMember(state: OnezoneState, kind: TargetKind, id: string, userId: string): boolean {
  const target = state.targets[kind].get(id)
  return target !== undefined && privilegesIn(state, target, userId) !== null
}

/** Whether a user has a privilege in something. */
export function hasPrivilege(
  state: OnezoneState,
  kind: TargetKind,
  id: string,
  userId: string,
  privilege: string,
): boolean {
  const target = state.targets[kind].get(id)
  return target !== undefined && (privilegesIn(state, target, userId)?.has(privilege) ?? false)
}

/** Whether somebody is a user with an administrator's privilege. */
export function isAdmin(state: OnezoneState, subject: Subject | null, privilege: string): boolean {
  if (subject?.type !== 'user') return false
  return state.users.get(subject.id)?.privileges.includes(privilege) ?? false
}

/** The spaces that a user reaches. */
export function spacesOf(state: OnezoneState, userId: string): OzTarget[] {
  return [...state.targets.space.values()].filter((space) => privilegesIn(state, space, userId) !== null)
}

/** Whether a provider keeps the data of a space that the user reaches. */
export function serves(state: OnezoneState, providerId: string, userId: string): boolean {
  return spacesOf(state, userId).some(({ supports }) => supports.has(providerId))
}

/** Whether somebody may look after the tokens of a subject: itself, an administrator, or who runs the provider. */
export function mayManage(state: OnezoneState, caller: Subject | null, owner: Subject): boolean {
  if (caller === null) return false
  if (caller.type === owner.type && caller.id === owner.id) return true
  if (isAdmin(state, caller, 'oz_tokens_manage')) return true
  if (caller.type !== 'user' || owner.type !== 'oneprovider') return false
  return hasPrivilege(state, 'cluster', owner.id, caller.id, 'cluster_update')
}

/** Whether a service may act on tokens of a subject. Onezone source: token_auth.erl. */
export function isServiceAllowed(state: OnezoneState, subject: Subject, service: string): boolean {
  const [type, id] = [service.slice(0, 3), service.slice(4)]
  if (type === 'ozw') return true
  if (subject.type !== 'user') return false
  if (id === '*') return true
  if (type === 'ozp') return isMember(state, 'cluster', ONEZONE_CLUSTER, subject.id)
  return type === 'opw' ? serves(state, id, subject.id) : isMember(state, 'cluster', id, subject.id)
}

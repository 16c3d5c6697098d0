import type { Answer } from '../kind.ts'
import { created, noContent, ok } from './answers.ts'
import { readBody, readBoolean, readText } from './body.ts'
import { type Call, callerOf, param, type Route, signedIn } from './context.ts'
import { badText, badValue, forbidden, missingRequiredValue, notFound, refuse } from './errors.ts'
import { TARGET_KINDS } from './privileges.ts'
import { isAdmin } from './rights.ts'
import { IDP, nextId, type OnezoneState, type OzUser, seconds } from './state.ts'
import { isSame, keyOf, type Subject } from './subject.ts'
import { itself } from './subject-tokens.ts'

/** The calls on users. Onezone source: the API reference. */
export const userRoutes: readonly Route[] = [
  signedIn('GET', 'user', 'user.instance:private', (call) =>
    ok(showUser(findUser(call.state, itself(call, 'user').id))),
  ),
  signedIn('GET', 'user/effective_privileges', 'user.eff_oz_privileges:private', (call) =>
    ok({ privileges: findUser(call.state, itself(call, 'user').id).privileges }),
  ),
  signedIn('GET', 'users', 'user.list:private', (call) => {
    needAdmin(call, 'oz_users_list')
    return ok({ users: [...call.state.users.keys()] })
  }),
  signedIn('POST', 'users', 'user.instance:private', createUser),
  signedIn('GET', 'users/{id}', 'user.instance:protected', (call) =>
    ok(showUser(visible(call, 'oz_users_view'))),
  ),
  signedIn('DELETE', 'users/{id}', 'user.instance:private', (call) => {
    needAdmin(call, 'oz_users_delete')
    forget(call.state, { type: 'user', id: findUser(call.state, param(call, 'id')).id })
    return noContent()
  }),
  signedIn('PATCH', 'users/{id}/access_block', 'user.access_block:private', (call) => {
    needAdmin(call, 'oz_users_update')
    const user = findUser(call.state, param(call, 'id'))
    const blocked = readBoolean(readBody(call.request), 'blocked')
    user.blocked = blocked ?? refuse(missingRequiredValue('blocked'))
    return noContent()
  }),
  signedIn('GET', 'users/{id}/privileges', 'user.oz_privileges:private', (call) =>
    ok({ privileges: visible(call, 'oz_view_privileges').privileges }),
  ),
  signedIn('GET', 'users/{id}/effective_privileges', 'user.eff_oz_privileges:private', (call) =>
    ok({ privileges: visible(call, 'oz_view_privileges').privileges }),
  ),
]

/** Refuses callers without a privilege of administrators. */
export function needAdmin(call: Call, privilege: string): void {
  if (!isAdmin(call.state, callerOf(call), privilege)) refuse(forbidden())
}

/** Takes a user or provider away with all named tokens and memberships; its temporary tokens lose their subject. */
export function forget(state: OnezoneState, subject: Subject): void {
  for (const token of [...state.tokens.values()]) {
    if (isSame(token.subject, subject)) state.tokens.delete(token.id)
  }
  state.temporary.delete(keyOf(subject))
  const { id } = subject
  if (subject.type === 'user') state.users.delete(id)
  else {
    state.providers.delete(id)
    state.targets.cluster.delete(id)
  }
  for (const target of TARGET_KINDS.flatMap((kind) => [...state.targets[kind].values()])) {
    if (subject.type === 'user') target.users.delete(id)
    else target.supports.delete(id)
  }
}

/** The user of the path, for itself and for administrators; others do not learn which ids there are. */
function visible(call: Call, privilege: string): OzUser {
  const id = param(call, 'id')
  if (!isSame(callerOf(call), { type: 'user', id })) needAdmin(call, privilege)
  return findUser(call.state, id)
}

function findUser(state: OnezoneState, id: string): OzUser {
  return state.users.get(id) ?? refuse(notFound())
}

function createUser(call: Call): Answer {
  const { state } = call
  needAdmin(call, 'oz_users_create')
  const body = readBody(call.request)
  const fullName = readText(body, 'fullName') ?? 'Unnamed User'
  const username = readText(body, 'username') ?? null
  const password = readText(body, 'password') ?? null
  if (!/^[\p{L}\p{Nd}][\p{L}\p{Nd} ',.-]{0,126}[\p{L}\p{Nd}]$/u.test(fullName)) refuse(badText('FullName'))
  if (username !== null && !/^[a-z0-9][a-z0-9._-]{0,18}[a-z0-9]$/.test(username)) refuse(badText('Username'))
  if (password !== null && password.length < 8) refuse(badText('Password'))
  if (password !== null && username === null) refuse(missingRequiredValue('username'))
  if (username !== null && [...state.users.values()].some((user) => user.username === username)) {
    refuse(badValue('IdentifierOccupied', 'username'))
  }
  const id = nextId(state)
  state.users.set(id, {
    id,
    fullName,
    username,
    password,
    basicAuthEnabled: password !== null,
    blocked: false,
    emails: [],
    linkedSubject: null,
    privileges: [],
    createdAt: seconds(state),
  })
  return created(state, `users/${id}`, null)
}

function showUser(user: OzUser): Record<string, unknown> {
  const linked = {
    idp: IDP,
    subjectId: user.linkedSubject,
    fullName: user.fullName,
    username: user.username,
    emails: user.emails,
    entitlements: [],
    custom: {},
  }
  return {
    userId: user.id,
    fullName: user.fullName,
    username: user.username,
    linkedAccounts: user.linkedSubject === null ? [] : [linked],
    emails: user.emails,
    basicAuthEnabled: user.basicAuthEnabled,
    blocked: user.blocked,
    creationTime: user.createdAt,
  }
}

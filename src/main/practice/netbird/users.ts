import { formatInstant } from '../instant.ts'
import type { Answer } from '../kind.ts'
import { isAtLeast } from '../versions.ts'
import { badJson, denied, exactError, fail, ok } from './answers.ts'
import { decodeBody } from './body.ts'
import { type Call, param, type SignedInRoute, signedIn } from './context.ts'
import { recordEvent, userEvent } from './events.ts'
import { blockedMessage, decide, hasAdminPower, permissionTable, refuse } from './permissions.ts'
import {
  dropToken,
  type NetbirdState,
  type NetbirdUser,
  nextUuid,
  ROLES,
  type Role,
  stamp,
  tokensOf,
} from './state.ts'

/** The calls on users. NetBird source: users_handler.go, user.go. */
export const userRoutes: readonly SignedInRoute[] = [
  signedIn('GET', 'api/users', listUsers),
  signedIn('POST', 'api/users', createUser),
  { ...signedIn('GET', 'api/users/current', currentUser), since: '0.41.1' },
  signedIn('PUT', 'api/users/{userId}', updateUser),
  signedIn('DELETE', 'api/users/{userId}', deleteUser),
]

const YEAR_ONE = '0001-01-01T00:00:00Z'
// Go's strconv.ParseBool knows exactly these.
const TRUE_TEXTS = ['1', 't', 'T', 'TRUE', 'true', 'True']
const FALSE_TEXTS = ['0', 'f', 'F', 'FALSE', 'false', 'False']

function listUsers(call: Call): Answer {
  const { state, caller, request } = call
  const decision = decide(state, caller, 'users', 'read')
  if (typeof decision === 'object') return fail(403, decision.message)
  const visible = decision === 'allowed' ? [...state.users.values()] : [caller]
  const wanted = request.query.get('service_user') ?? ''
  if (wanted !== '' && !TRUE_TEXTS.includes(wanted) && !FALSE_TEXTS.includes(wanted)) {
    return fail(422, 'invalid service_user query parameter')
  }
  const users = visible
    .filter((user) => !user.nonDeletable)
    .filter((user) => wanted === '' || user.isServiceUser === TRUE_TEXTS.includes(wanted))
    .map((user) => showUser(state, user, caller))
  return ok(state.settings.userOrder === 'stable' ? users : state.random.shuffle(users))
}

function currentUser({ state, caller }: Call): Answer {
  const blocked = blockedMessage(caller)
  if (blocked !== null) return fail(403, blocked)
  if (caller.isServiceUser) return denied()
  return ok({
    ...showUser(state, caller, caller),
    permissions: { is_restricted: caller.role === 'user', modules: permissionTable(caller) },
  })
}

function createUser(call: Call): Answer {
  const body = decodeBody(call.request.body, {
    role: 'text',
    auto_groups: 'texts',
    is_service_user: 'boolean',
    name: 'text',
    email: 'text',
  })
  if (body === null) return badJson()
  const role = readRole(body.role)
  // Network admins came with 0.43.0.
  if (role === null || (role === 'network_admin' && !isAtLeast(call.state.version, '0.43.0'))) {
    return fail(422, `unknown user role ${body.role}`)
  }
  const groups = body.auto_groups ?? []
  if (!body.is_service_user) return inviteUser(call, { role, groups, name: body.name, email: body.email })
  const { state, caller } = call
  const refused = refuse(state, caller, 'users', 'create')
  if (refused !== null) return refused
  if (role === 'owner') return fail(422, "can't create a service user with owner role")
  const user = addUser(state, { role, groups, name: body.name, email: '', isServiceUser: true })
  recordEvent(state, userEvent('create', caller.id, user, {}))
  return ok(showUser(state, user, caller))
}

interface NewUser {
  readonly role: Role
  readonly groups: readonly string[]
  readonly name: string
  readonly email: string
}

function inviteUser({ state, caller }: Call, wanted: NewUser): Answer {
  if (!state.settings.invites) return fail(412, 'IdP manager must be enabled to send user invites')
  if (wanted.name === '') return fail(422, "name can't be empty")
  if (wanted.email === '') return fail(422, "email can't be empty")
  if (wanted.role === 'owner') return fail(422, "can't invite a user with owner role")
  const refused = refuse(state, caller, 'users', 'create')
  if (refused !== null) return refused
  const taken = [...state.users.values()].some(
    (user) => user.email.toLowerCase() === wanted.email.toLowerCase(),
  )
  if (taken) return fail(409, "can't invite a user with an existing NetBird account")
  const user = addUser(state, { ...wanted, isServiceUser: false })
  recordEvent(state, userEvent('create', caller.id, user, {}))
  return ok(showUser(state, user, caller))
}

function updateUser(call: Call): Answer {
  const { state, caller } = call
  const id = param(call, 'userId')
  const user = state.users.get(id)
  if (user === undefined) return fail(404, `user: ${id} not found`)
  const body = decodeBody(call.request.body, { role: 'text', auto_groups: 'texts', is_blocked: 'boolean' })
  if (body === null) return badJson()
  if (body.auto_groups === null) return exactError(400, "auto_groups field can't be absent")
  const role = readRole(body.role)
  if (role === null) return fail(422, 'invalid user role')
  const refused = refuse(state, caller, 'users', 'create')
  if (refused !== null) return refused
  const wrong = wrongUpdate(state, caller, user, role, body.is_blocked, body.auto_groups)
  if (wrong !== null) return fail(wrong.status, `failed to process update for user ${id}: ${wrong.message}`)
  if (caller.role === 'owner' && caller.id !== id && role === 'owner') caller.role = 'admin'
  user.role = role
  user.autoGroups = body.auto_groups
  user.blocked = body.is_blocked
  user.pending = user.pending && user.blocked
  return ok(showUser(state, user, caller))
}

function wrongUpdate(
  state: NetbirdState,
  caller: NetbirdUser,
  user: NetbirdUser,
  role: Role,
  blocked: boolean,
  groups: readonly string[],
): { readonly status: number; readonly message: string } | null {
  const forbidden = (message: string) => ({ status: 403, message })
  const self = caller.id === user.id
  const overOwner = caller.role === 'admin' && user.role === 'owner'
  if (hasAdminPower(caller) && self && user.blocked !== blocked) {
    return forbidden("admins can't block or unblock themselves")
  }
  if (hasAdminPower(caller) && self && role !== caller.role)
    return forbidden("admins can't change their role")
  if (overOwner && role !== 'owner') return forbidden('only owners can remove owner role from their user')
  if (overOwner && blocked && !user.blocked) return forbidden('unable to block owner user')
  if (caller.role === 'admin' && role === 'owner' && user.role !== 'owner') {
    return forbidden('only owners can add owner role to other users')
  }
  if (user.isServiceUser && role === 'owner') return forbidden("can't update a service user with owner role")
  const unknown = groups.find((group) => !state.groups.includes(group))
  if (unknown === undefined) return null
  return { status: 422, message: `provided group ID ${unknown} in the user ${user.id} update doesn't exist` }
}

function deleteUser(call: Call): Answer {
  const { state, caller } = call
  const id = param(call, 'userId')
  if (id === caller.id) return fail(422, 'self deletion is not allowed')
  const refused = refuse(state, caller, 'users', 'delete')
  if (refused !== null) return refused
  const user = state.users.get(id)
  if (user === undefined) return fail(404, `user: ${id} not found`)
  if (user.role === 'owner') return fail(403, "can't delete a user with the owner role")
  if (user.nonDeletable) return fail(403, 'service user is marked as non-deletable')
  for (const token of tokensOf(state, id)) dropToken(state, token.id)
  state.users.delete(id)
  const created = formatInstant(user.createdAt, state.settings.timeZone)
  recordEvent(state, userEvent('delete', caller.id, user, { created_at: created }))
  return ok({})
}

function addUser(state: NetbirdState, wanted: NewUser & { readonly isServiceUser: boolean }): NetbirdUser {
  const user: NetbirdUser = {
    id: nextUuid(state),
    email: wanted.email,
    name: wanted.name,
    role: wanted.role,
    isServiceUser: wanted.isServiceUser,
    blocked: false,
    pending: false,
    invited: !wanted.isServiceUser,
    nonDeletable: false,
    autoGroups: wanted.groups,
    lastLogin: null,
    issued: 'api',
    createdAt: stamp(state),
  }
  state.users.set(user.id, user)
  return user
}

function readRole(text: string): Role | null {
  return ROLES.find((role) => role === text.toLowerCase()) ?? null
}

function showUser(state: NetbirdState, user: NetbirdUser, caller: NetbirdUser): Record<string, unknown> {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    status: user.blocked ? 'blocked' : user.invited ? 'invited' : 'active',
    auto_groups: user.autoGroups,
    is_current: user.id === caller.id,
    is_service_user: user.isServiceUser,
    is_blocked: user.blocked,
    pending_approval: user.pending,
    last_login: user.lastLogin === null ? YEAR_ONE : formatInstant(user.lastLogin, state.settings.timeZone),
    issued: user.issued,
  }
}

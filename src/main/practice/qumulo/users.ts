import type { Answer } from '../kind.ts'
import { badBody, badRequest, fail, notAuthorized, notFound, ok, okEmpty } from './answers.ts'
import { identityMember, readMembers, textMember } from './body.ts'
import { type Call, param, type SignedInRoute, signedIn } from './context.ts'
import { resolveIdentity, showIdentity } from './identity.ts'
import { IDENTITY_READ, LOCAL_USER_READ, LOCAL_USER_WRITE } from './privileges.ts'
import { dropToken, type QumuloIdentity, type QumuloState, tokensOf } from './state.ts'

const IDENTITY_MEMBERS = ['domain', 'auth_id', 'uid', 'gid', 'sid', 'name']

/** Local users and the lookup of identities, also under its older paths. Qumulo source: openapi.json. */
export const userRoutes: readonly SignedInRoute[] = [
  signedIn('GET', 'v1/users/', listUsers),
  signedIn('POST', 'v1/users/', createUser),
  signedIn('DELETE', 'v1/users/{id}', deleteUser),
  signedIn('GET', 'v1/users/{id}', (call) => withUser(call, (user) => ok(showUser(user)))),
  signedIn('GET', 'v1/users/{id}/groups/', (call) =>
    withUser(call, (user) => ok(showGroups(call.state, user))),
  ),
  signedIn('POST', 'v1/identity/find', findIdentity),
  signedIn('POST', 'v1/identity/expand', expandIdentity),
  signedIn('POST', 'v1/auth/identity/find', findIdentity),
  signedIn('POST', 'v1/auth/identity/expand', expandIdentity),
]

function listUsers(call: Call): Answer {
  if (!maySeeUsers(call)) return notAuthorized(call.state, LOCAL_USER_READ)
  return ok([...call.state.identities.values()].filter(isLocalUser).map(showUser))
}

/** One local user, named by id or name. */
function withUser(call: Call, run: (user: QumuloIdentity) => Answer): Answer {
  const { state, caller } = call
  const id = param(call, 'id')
  if (!maySeeUsers(call) && caller.identity.authId !== id) return notAuthorized(state, LOCAL_USER_READ)
  const users = [...state.identities.values()].filter(isLocalUser)
  const user = users.find(({ authId, name }) => authId === id || name === id)
  return user === undefined ? notFound(state, `There is no local user ${id}.`) : run(user)
}

function createUser(call: Call): Answer {
  const { state, caller, request } = call
  if (!caller.privileges.has(LOCAL_USER_WRITE)) return notAuthorized(state, LOCAL_USER_WRITE)
  const read = readMembers(state, request, ['name', 'primary_group', 'uid', 'home_directory', 'password'])
  if ('status' in read) return read
  const { members } = read
  const isText = (value: unknown) => value === undefined || value === null || typeof value === 'string'
  if (!Object.values(members).every(isText))
    return badBody(state, 'Error decoding the request: text expected.')
  const name = textMember(members, 'name') ?? ''
  const group = state.identities.get(textMember(members, 'primary_group') ?? '513')
  const uid = textMember(members, 'uid') ?? ''
  const password = textMember(members, 'password')
  if (name.trim() === '') return badRequest(state, 'The name must not be empty.')
  if (group?.domain !== 'LOCAL' || group.type !== 'GROUP') {
    return badRequest(state, 'The primary group is not a local group.')
  }
  if (uid !== '' && !/^\d{1,10}$/.test(uid)) return badRequest(state, 'The uid is not a number.')
  if (password === null && state.settings.userWithoutPassword === 'refuse') {
    return badRequest(state, 'A password is required.')
  }
  const locals = [...state.identities.values()].filter(({ domain }) => domain === 'LOCAL')
  const taken = locals.some(
    (other) => other.name?.toLowerCase() === name.toLowerCase() || (uid !== '' && other.uid === Number(uid)),
  )
  if (taken) return fail(state, 409, 'auth_user_already_exists_error', 'The user exists already.')
  const authId = String(Math.max(...locals.map((local) => Number(local.authId))) + 1)
  const sample = locals.find(({ sid }) => sid !== null)?.sid ?? 'S-1-5-21-1-2-3-500'
  const user: QumuloIdentity = {
    authId,
    domain: 'LOCAL',
    type: 'USER',
    uid: uid === '' ? null : Number(uid),
    gid: null,
    sid: sample.replace(/\d+$/, authId),
    name,
    groupIds: [group.authId],
    password,
    homeDirectory: textMember(members, 'home_directory'),
    roles: [],
    privileges: [],
  }
  state.identities.set(authId, user)
  return ok(showUser(user))
}

function deleteUser(call: Call): Answer {
  const { state, caller } = call
  if (!caller.privileges.has(LOCAL_USER_WRITE)) return notAuthorized(state, LOCAL_USER_WRITE)
  const id = param(call, 'id')
  const user = state.identities.get(id)
  if (user === undefined || !isLocalUser(user)) return notFound(state, `There is no local user ${id}.`)
  if (id === '500' || id === '501') return badRequest(state, 'A built-in user cannot be deleted.')
  state.identities.delete(id)
  if (state.settings.deletedUserTokens === 'gone') {
    for (const token of tokensOf(state, id)) dropToken(state, token.id)
  }
  return okEmpty()
}

function maySeeUsers({ state, caller }: Call): boolean {
  return state.settings.userList === 'open' || caller.privileges.has(LOCAL_USER_READ)
}

function findIdentity({ state, request, caller }: Call): Answer {
  if (!caller.privileges.has(IDENTITY_READ)) return notAuthorized(state, IDENTITY_READ)
  const read = readMembers(state, request, IDENTITY_MEMBERS)
  if ('status' in read) return read
  const named = identityMember(state, read.members)
  if ('status' in named) return named
  const identity = resolveIdentity(state, named.query)
  return 'status' in identity ? identity : ok(showIdentity(identity))
}

/** The identity comes in the member `id`; the other two would add to the result and are read but not needed here. */
function expandIdentity({ state, request, caller }: Call): Answer {
  if (!caller.privileges.has(IDENTITY_READ)) return notAuthorized(state, IDENTITY_READ)
  const read = readMembers(state, request, ['id', 'equivalent_ids', 'group_ids'])
  if ('status' in read) return read
  if (read.members['id'] === undefined) return badRequest(state, 'id is missing.')
  const named = identityMember(state, read.members['id'])
  if ('status' in named) return named
  const identity = resolveIdentity(state, named.query)
  if ('status' in identity) return identity
  const shown = showIdentity(identity)
  const isPosix = identity.domain === 'POSIX_USER'
  return ok({
    id: shown,
    type: identity.type,
    smb_id: isPosix ? nobody() : shown,
    nfs_id: isPosix ? shown : { ...nobody(), uid: identity.uid, gid: identity.gid },
    equivalent_ids: [],
    group_ids: showGroups(state, identity),
  })
}

function showGroups(state: QumuloState, user: QumuloIdentity): Record<string, unknown>[] {
  return user.groupIds.flatMap((id) => {
    const group = state.identities.get(id)
    return group === undefined ? [] : [showIdentity(group)]
  })
}

function nobody(): Record<string, unknown> {
  return { domain: 'API_NULL_DOMAIN', auth_id: null, uid: null, gid: null, sid: null, name: null }
}

function isLocalUser(identity: QumuloIdentity): boolean {
  return identity.domain === 'LOCAL' && identity.type === 'USER'
}

function showUser(user: QumuloIdentity): Record<string, unknown> {
  return {
    id: user.authId,
    name: user.name,
    primary_group: user.groupIds[0] ?? '513',
    sid: user.sid,
    uid: user.uid === null ? '' : String(user.uid),
    home_directory: user.homeDirectory,
    can_change_password: user.password !== null,
  }
}

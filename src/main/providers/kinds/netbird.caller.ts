import { AppError } from '../../../shared/errors.ts'
import type { RemoteOwner } from '../provider.ts'
import type { NetbirdApi } from './netbird.api.ts'
import type { NetbirdUser } from './netbird.schema.ts'

/** Whose credential it is. */
export interface Caller {
  /** null = an old server that does not tell. */
  readonly id: string | null
  readonly name: string
  readonly role: string | null
  readonly isServiceUser: boolean
  readonly rights: TokenRights
  readonly users: { readonly create: boolean; readonly delete: boolean }
  readonly mayReadEvents: boolean
}

/** What the caller's role permits with tokens at all; whose tokens, is another question: {@link ownerOf}. */
export interface TokenRights {
  readonly read: boolean
  readonly create: boolean
  readonly delete: boolean
}

/**
 * Who the API's credential belongs to. Service users are refused at `users/current`, and servers before v0.41.1
 * do not have it; then the user list tells. Throws what the calls throw, for example `rejected`.
 */
export async function readCaller(
  api: NetbirdApi,
  signal?: AbortSignal,
): Promise<{ readonly caller: Caller; readonly dateMs: number | null }> {
  try {
    const { body, dateMs } = await api.currentUser(signal)
    return { caller: callerOf(body), dateMs }
  } catch (error) {
    if (!(error instanceof AppError) || !hasNoCurrentUser(error)) throw error
    // A caller who is blocked or has no rights is refused here again, and that refusal is the answer.
    return { caller: callerAmong(await api.usersAtHome(signal)), dateMs: null }
  }
}

/** The caller as marked in a user list; an unknown caller when nobody is marked. */
export function callerAmong(users: readonly NetbirdUser[]): Caller {
  // Without the right to read users one sees oneself only, so a single user is the caller.
  const self = users.find((user) => user.is_current === true) ?? (users.length === 1 ? users[0] : undefined)
  if (self !== undefined) return callerOf(self)
  return {
    id: null,
    name: 'unknown user',
    role: null,
    isServiceUser: false,
    rights: allRights,
    users: { create: true, delete: true },
    mayReadEvents: true,
  }
}

/** A user as owner of tokens, seen by the caller. NetBird source: user.go, permissions/roles. */
export function ownerOf(user: NetbirdUser, caller: Caller): RemoteOwner {
  const isSelf = caller.id !== null && user.id === caller.id
  const reason = hiddenReason(user, caller, isSelf)
  return {
    id: user.id,
    name: nameOf(user),
    type: user.is_service_user === true ? 'service user' : 'user',
    isSelf,
    manageable: reason === null,
    reason,
  }
}

/** What to call a user: its name, else its e-mail address, else its id. */
export function nameOf(user: NetbirdUser): string {
  return [user.name, user.email].find((text) => typeof text === 'string' && text.trim() !== '') ?? user.id
}

const allRights: TokenRights = { read: true, create: true, delete: true }
const noRights: TokenRights = { read: false, create: false, delete: false }
const readRights: TokenRights = { read: true, create: false, delete: false }

function callerOf(user: NetbirdUser): Caller {
  const isServiceUser = user.is_service_user === true
  const byRole = rightsOfRole(user.role ?? null)
  const { pats, users, events } = user.permissions?.modules ?? {}
  const told = pats ?? {}
  const managesUsers = !rolesWithoutUsers.includes(user.role ?? '')
  return {
    id: user.id,
    name: nameOf(user),
    role: user.role ?? null,
    isServiceUser,
    rights: {
      // Every reading check passes for a service user, whatever its role.
      read: isServiceUser || (told.read ?? byRole.read),
      create: told.create ?? byRole.create,
      delete: told.delete ?? byRole.delete,
    },
    users: { create: users?.create ?? managesUsers, delete: users?.delete ?? managesUsers },
    mayReadEvents: isServiceUser || (events?.read ?? byRole.read),
  }
}

// Owner and admin manage users; for a role we do not know, the server decides. NetBird source: permissions/roles.
const rolesWithoutUsers = ['network_admin', 'auditor', 'user', 'billing_admin']

function rightsOfRole(role: string | null): TokenRights {
  if (role === 'auditor') return readRights
  // billing_admin is not in the role map of the open-source server; there such a caller is refused everything.
  if (role === 'user' || role === 'billing_admin') return noRights
  // owner, admin, network_admin; for a role we do not know, the server decides.
  return allRights
}

function hiddenReason(user: NetbirdUser, caller: Caller, isSelf: boolean): string | null {
  if (isSelf) {
    return caller.rights.read
      ? null
      : `The role “${caller.role ?? 'unknown'}” does not permit access tokens in NetBird.`
  }
  if (user.is_service_user === true) {
    const isAdmin = caller.role === null || caller.role === 'owner' || caller.role === 'admin'
    return isAdmin ? null : 'Only an owner or admin may see and change the tokens of service users.'
  }
  if (caller.id === null) return 'This version of NetBird does not tell whose credential is in use.'
  return 'NetBird lets admins see only their own and service users’ tokens; those of another person are visible to nobody else.'
}

function hasNoCurrentUser(error: AppError): boolean {
  return error.code === 'forbidden' || error.code === 'not-found' || error.code === 'not-an-api'
}

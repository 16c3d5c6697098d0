import type { Answer } from '../kind.ts'
import { denied, fail } from './answers.ts'
import type { NetbirdState, NetbirdUser, Role } from './state.ts'

/** The parts of the API that rights are given for. NetBird source: permissions/modules. */
const MODULES = [
  'networks',
  'peers',
  'groups',
  'settings',
  'accounts',
  'dns',
  'nameservers',
  'events',
  'policies',
  'routes',
  'users',
  'setup_keys',
  'pats',
] as const

type Module = (typeof MODULES)[number]
type Operation = 'create' | 'read' | 'update' | 'delete'
type Rights = Readonly<Record<Operation, boolean>>

const ALL: Rights = { create: true, read: true, update: true, delete: true }
const READ: Rights = { create: false, read: true, update: false, delete: false }
const NONE: Rights = { create: false, read: false, update: false, delete: false }

const NETWORK_ADMIN_ALL: readonly Module[] = ['networks', 'dns', 'nameservers', 'policies', 'routes', 'pats']

/** What a role may do in a module; `null`: the role is not in the open-source map. NetBird source: permissions/roles. */
function rightsOf(role: Role, module: Module): Rights | null {
  switch (role) {
    case 'owner':
    case 'admin':
      return module === 'accounts' && role === 'admin' ? READ : ALL
    case 'network_admin':
      return module === 'peers' ? NONE : NETWORK_ADMIN_ALL.includes(module) ? ALL : READ
    case 'auditor':
      return READ
    case 'user':
      return NONE
    default:
      return null
  }
}

/** `denied`: the role says no. With a message: the question itself could not be answered, which is told apart. */
export type Decision = 'allowed' | 'denied' | { readonly message: string }

/**
 * Whether a caller may do something. Reading is open to every service user whatever its role.
 * NetBird source: permissions/manager.go.
 */
export function decide(
  state: NetbirdState,
  caller: NetbirdUser,
  module: Module,
  operation: Operation,
): Decision {
  const prefix = 'failed to validate user permissions: '
  const blocked = blockedMessage(caller)
  if (blocked !== null) {
    return { message: state.settings.blockedMessage === 'plain' ? blocked : `${prefix}${blocked}` }
  }
  if (operation === 'read' && caller.isServiceUser) return 'allowed'
  const rights = rightsOf(caller.role, module)
  if (rights !== null) return rights[operation] ? 'allowed' : 'denied'
  if (state.settings.billingAdmin === 'denied') return 'denied'
  return { message: `${prefix}user role: ${caller.role} not found` }
}

/** The answer to a caller that may not do something; `null`: it may. */
export function refuse(
  state: NetbirdState,
  caller: NetbirdUser,
  module: Module,
  operation: Operation,
): Answer | null {
  const decision = decide(state, caller, module, operation)
  if (decision === 'allowed') return null
  return decision === 'denied' ? denied() : fail(403, decision.message)
}

/** What a blocked or pending user is told; `null`: neither. */
export function blockedMessage(user: NetbirdUser): string | null {
  if (!user.blocked) return null
  return user.pending ? 'user is pending approval' : 'user is blocked'
}

/** Owner or admin. */
export function hasAdminPower(user: NetbirdUser): boolean {
  return user.role === 'owner' || user.role === 'admin'
}

/** The `permissions.modules` member of the current user; empty for a role that is not in the map. */
export function permissionTable(user: NetbirdUser): Record<string, Rights> {
  const table: Record<string, Rights> = {}
  for (const module of MODULES) {
    const rights = rightsOf(user.role, module)
    if (rights !== null) table[module] = rights
  }
  return table
}

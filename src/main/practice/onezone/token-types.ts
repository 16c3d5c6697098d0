import { isAtLeast } from '../versions.ts'
import type { TargetKind } from './privileges.ts'

/** What one invite type is about. Onezone source: token_type.erl, invite_tokens.erl. */
export interface InviteKind {
  readonly inviteType: string
  /** The member of the type object that holds the target. */
  readonly key: string
  /** How the type is written inside a token. */
  readonly short: string
  /** What the target is; `user`: the administrator of a provider to be. */
  readonly target: TargetKind | 'user'
  /** Whether members with privileges join. */
  readonly hasPrivileges: boolean
  /** The right in the target that lets somebody invite. */
  readonly right: string
  /** The administrator's right that does so everywhere. */
  readonly adminRight: string
  /** Who uses such a token; `anybody` includes nobody at all. */
  readonly consumer: 'user' | 'oneprovider' | 'anybody'
}

function kind(
  inviteType: string,
  short: string,
  target: InviteKind['target'],
  right: string,
  parts: Partial<InviteKind> = {},
): InviteKind {
  const plural = target === 'atmInventory' ? 'atm_inventories' : `${target}s`
  return {
    inviteType,
    short,
    key: target === 'user' ? 'adminUserId' : `${target}Id`,
    target,
    hasPrivileges: true,
    right: `${target === 'atmInventory' ? 'atm_inventory' : target}_${right}`,
    adminRight: `oz_${plural}_add_relationships`,
    consumer: 'user',
    ...parts,
  }
}

/** All invite types. */
export const INVITE_KINDS: readonly InviteKind[] = [
  kind('userJoinGroup', 'ujg', 'group', 'add_user'),
  kind('groupJoinGroup', 'gjg', 'group', 'add_child'),
  kind('userJoinSpace', 'ujs', 'space', 'add_user'),
  kind('groupJoinSpace', 'gjs', 'space', 'add_group'),
  kind('supportSpace', 'ssp', 'space', 'add_support', { hasPrivileges: false, consumer: 'oneprovider' }),
  kind('harvesterJoinSpace', 'hjs', 'space', 'add_harvester', { hasPrivileges: false }),
  kind('registerOneprovider', 'rop', 'user', '', {
    hasPrivileges: false,
    adminRight: 'oz_providers_invite',
    consumer: 'anybody',
  }),
  kind('userJoinCluster', 'ujc', 'cluster', 'add_user'),
  kind('groupJoinCluster', 'gjc', 'cluster', 'add_group'),
  kind('userJoinHarvester', 'ujh', 'harvester', 'add_user'),
  kind('groupJoinHarvester', 'gjh', 'harvester', 'add_group'),
  kind('spaceJoinHarvester', 'sjh', 'harvester', 'add_space', { hasPrivileges: false }),
  kind('userJoinAtmInventory', 'uji', 'atmInventory', 'add_user'),
  kind('groupJoinAtmInventory', 'gji', 'atmInventory', 'add_group'),
]

/** What a token is for. */
export type TokenType =
  | { readonly is: 'access'; readonly sessionId: string | null }
  | { readonly is: 'identity' }
  | { readonly is: 'invite'; readonly invite: InviteKind; readonly targetId: string }

/** The usual access token. */
export const ACCESS: TokenType = { is: 'access', sessionId: null }
/** A token that only says who somebody is. */
export const IDENTITY: TokenType = { is: 'identity' }

/** The invite types that a release has; automation inventories came with 21.02. */
export function inviteKindsOf(version: string): readonly InviteKind[] {
  return INVITE_KINDS.filter(({ target }) => target !== 'atmInventory' || isAtLeast(version, '21.02'))
}

/** An invite token to a target; throws when there is no such invite type. */
export function inviteTo(inviteType: string, targetId: string): TokenType {
  const invite = INVITE_KINDS.find((candidate) => candidate.inviteType === inviteType)
  if (invite === undefined) throw new Error(`no such invite type: ${inviteType}`)
  return { is: 'invite', invite, targetId }
}

/** Reads a type from JSON; `null`: it is none that this release knows. */
export function typeFromJson(json: unknown, version: string): TokenType | null {
  if (!isObject(json)) return null
  const members = Object.keys(json)
  const [name] = members
  if (members.length !== 1 || name === undefined) return null
  const inside = json[name]
  if (!isObject(inside)) return null
  if (name === 'identityToken') return IDENTITY
  if (name === 'accessToken') return accessFromJson(inside)
  if (name !== 'inviteToken') return null
  const invite = inviteKindsOf(version).find(({ inviteType }) => inviteType === inside['inviteType'])
  if (invite === undefined) return null
  const targetId = inside[invite.key]
  const parameters = inside['parameters'] ?? {}
  if (typeof targetId !== 'string' || !isId(targetId) || !isObject(parameters)) return null
  return { is: 'invite', invite, targetId }
}

function accessFromJson(inside: Readonly<Record<string, unknown>>): TokenType | null {
  if (Object.keys(inside).length === 0) return ACCESS
  const sessionId = inside['sessionId']
  return typeof sessionId === 'string' && isId(sessionId) ? { is: 'access', sessionId } : null
}

/** How a type is written in JSON. */
export function typeToJson(type: TokenType): Record<string, unknown> {
  if (type.is === 'identity') return { identityToken: {} }
  if (type.is === 'access')
    return { accessToken: type.sessionId === null ? {} : { sessionId: type.sessionId } }
  const { invite, targetId } = type
  return { inviteToken: { inviteType: invite.inviteType, [invite.key]: targetId, parameters: {} } }
}

/** How a type is written inside a token. */
export function writeType(type: TokenType): string {
  if (type.is === 'identity') return 'idn'
  if (type.is === 'access') return type.sessionId === null ? 'act' : `act:${type.sessionId}`
  const { short } = type.invite
  return `${short}:${type.targetId}:${short === 'ssp' ? 'ge' : ''}`
}

/** Reads what `writeType` writes; `null`: it is something else. */
export function readType(text: string): TokenType | null {
  if (text === 'idn') return IDENTITY
  if (text === 'act') return ACCESS
  const [short = '', id = '', ...rest] = text.split(':')
  if (id === '') return null
  if (short === 'act') return rest.length === 0 ? { is: 'access', sessionId: id } : null
  const invite = INVITE_KINDS.find((candidate) => candidate.short === short)
  return invite === undefined || rest.length !== 1 ? null : { is: 'invite', invite, targetId: id }
}

/** An id that can stand inside a token; never empty. */
function isId(text: string): boolean {
  return /^[^/:\s]+$/.test(text)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

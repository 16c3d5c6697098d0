import type { CaveatTokenType } from '../../../../shared/model/caveat-types.ts'
import { membersOf } from '../../../../shared/model/caveats.ts'
import { invalidField } from '../../fields.ts'

/** What an invitation is into; the sets of privileges are named after it. */
export type InviteResource = 'group' | 'space' | 'cluster' | 'harvester' | 'inventory'

/** One type of invitation. */
export interface InviteType {
  readonly inviteType: string
  /** The member of the JSON that holds the target's id. */
  readonly targetKey: string
  readonly label: string
  /** What the new member may be given privileges in; null = no privileges. */
  readonly privileges: InviteResource | null
  /** What the target is. */
  readonly target: InviteResource | 'user'
}

function invite(
  inviteType: string,
  target: InviteType['target'],
  label: string,
  privileges: InviteResource | null = null,
): InviteType {
  return { inviteType, target, targetKey: targetKeys[target], label, privileges }
}

const targetKeys: Readonly<Record<InviteType['target'], string>> = {
  group: 'groupId',
  space: 'spaceId',
  cluster: 'clusterId',
  harvester: 'harvesterId',
  inventory: 'atmInventoryId',
  user: 'adminUserId',
}

/** All types of invitations. Onedata source: ctool, token_type. */
export const inviteTypes: readonly InviteType[] = [
  invite('userJoinGroup', 'group', 'Invite a user to a group', 'group'),
  invite('groupJoinGroup', 'group', 'Invite a group to a group', 'group'),
  invite('userJoinSpace', 'space', 'Invite a user to a space', 'space'),
  invite('groupJoinSpace', 'space', 'Invite a group to a space', 'space'),
  invite('supportSpace', 'space', 'Let a Oneprovider support a space'),
  invite('harvesterJoinSpace', 'space', 'Let a harvester read a space'),
  invite('registerOneprovider', 'user', 'Register a new Oneprovider'),
  invite('userJoinCluster', 'cluster', 'Invite a user to a cluster', 'cluster'),
  invite('groupJoinCluster', 'cluster', 'Invite a group to a cluster', 'cluster'),
  invite('userJoinHarvester', 'harvester', 'Invite a user to a harvester', 'harvester'),
  invite('groupJoinHarvester', 'harvester', 'Invite a group to a harvester', 'harvester'),
  invite('spaceJoinHarvester', 'harvester', 'Let a harvester be filled from a space'),
  invite('userJoinAtmInventory', 'inventory', 'Invite a user to an automation inventory', 'inventory'),
  invite('groupJoinAtmInventory', 'inventory', 'Invite a group to an automation inventory', 'inventory'),
]

/** The JSON of a type as a form's option gives it: an invitation still lacks its target. */
export function typeText(type: 'accessToken' | 'identityToken' | InviteType): string {
  if (typeof type === 'string') return JSON.stringify({ [type]: {} })
  return JSON.stringify({ inviteToken: { inviteType: type.inviteType } })
}

/** Values of the field `type` that are invitations. */
export const inviteTexts: readonly string[] = inviteTypes.map(typeText)

/** Values of the field `type` whose invitations may carry privileges. */
export const privilegeTexts: readonly string[] = inviteTypes
  .filter(({ privileges }) => privileges !== null)
  .map(typeText)

/** A type of token, ready to be sent. */
export interface TokenType {
  readonly sort: CaveatTokenType
  readonly json: Readonly<Record<string, unknown>>
  /** null = not an invitation. */
  readonly invite: InviteType | null
}

/**
 * The type from the fields `type` (empty = access) and `target`. The target stands in its own field or inside the
 * JSON. Throws `invalid-input` with field `type` or `target`.
 */
export function parseTokenType(text: string, target: string): TokenType {
  const found = readType(text)
  if (found.invite === null) {
    if (target !== '') throw invalidField('target', 'Only invite tokens have a target. Leave it empty.')
    return found
  }
  const { targetKey } = found.invite
  const members = membersOf(found.json['inviteToken'])
  const inside = members[targetKey]
  const id = target === '' ? inside : target
  if (typeof id !== 'string' || id.trim() === '') {
    throw invalidField('target', `Say what the invitation is to: give the id of the ${nounOf(found.invite)}.`)
  }
  if (inside !== undefined && inside !== id) {
    throw invalidField('target', `The type already names another target in “${targetKey}”. Give it once.`)
  }
  return { ...found, json: { inviteToken: { ...members, [targetKey]: id } } }
}

/**
 * Fields in which a type in plain words, `access`, `identity` or the name of an invitation, is the JSON it stands for.
 * Throws `invalid-input` with field `type` when it is neither such a word nor JSON.
 */
export function withTypeAsJson(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const text = Object.hasOwn(fields, 'type') ? (fields['type'] ?? '').trim() : ''
  return text === '' ? fields : { ...fields, type: jsonOfWord(text) ?? JSON.stringify(parsed(text)) }
}

/** null = no such word. */
function jsonOfWord(word: string): string | null {
  if (word === 'access') return typeText('accessToken')
  if (word === 'identity') return typeText('identityToken')
  const known = inviteTypes.find(({ inviteType }) => inviteType === word)
  return known === undefined ? null : typeText(known)
}

/** The type chosen in a form that need not be complete; null = it is none. */
export function chosenType(text: string): TokenType | null {
  try {
    return readType(jsonOfWord(text.trim()) ?? text)
  } catch {
    return null
  }
}

function readType(text: string): TokenType {
  const type = text.trim() === '' ? { accessToken: {} } : parsed(text)
  const members = membersOf(type)
  const [[key, value] = ['', null], ...more] = Object.entries(members)
  if (more.length > 0 || typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidField('type', `The type must be a JSON object such as ${typeText('accessToken')}.`)
  }
  if (key === 'accessToken') return { sort: 'access', json: members, invite: null }
  if (key === 'identityToken') return { sort: 'identity', json: members, invite: null }
  if (key !== 'inviteToken') {
    throw invalidField('type', 'The type must be accessToken, identityToken or inviteToken.')
  }
  const { inviteType } = membersOf(value)
  const known = inviteTypes.find((entry) => entry.inviteType === inviteType)
  if (known === undefined) {
    const all = inviteTypes.map((entry) => entry.inviteType).join(', ')
    throw invalidField('type', `The “inviteType” must be one of ${all}.`)
  }
  return { sort: 'invite', json: members, invite: known }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalidField(
      'type',
      `The type must be access, identity, the name of an invitation such as userJoinGroup, or JSON such as ${typeText('accessToken')}.`,
    )
  }
}

/** Which of the three sorts a type from the server is; null = one that is not known here. */
export function sortOfType(type: Readonly<Record<string, unknown>>): CaveatTokenType | null {
  if (Object.hasOwn(type, 'accessToken')) return 'access'
  if (Object.hasOwn(type, 'identityToken')) return 'identity'
  return Object.hasOwn(type, 'inviteToken') ? 'invite' : null
}

/** A type from the server in words. It quotes nothing of it. */
export function typeWords(type: Readonly<Record<string, unknown>>): string {
  const sort = sortOfType(type)
  if (sort === null) return 'a token of a type that is not known here'
  if (sort === 'access') return 'an access token'
  if (sort === 'identity') return 'an identity token'
  const { inviteType } = membersOf(type['inviteToken'])
  const known = inviteTypes.find((entry) => entry.inviteType === inviteType)
  return known === undefined ? 'an invite token' : `an invite token (${known.label.toLowerCase()})`
}

/** What the target of an invitation is called. */
export function nounOf({ target }: InviteType): string {
  if (target === 'user') return 'user who will administer it'
  return target === 'inventory' ? 'automation inventory' : target
}

import { createHash } from 'node:crypto'
import { DAY, type Instant, truncateInstant } from '../instant.ts'
import { BASE62, type Random } from '../random.ts'
import type { AstraSettings } from './options.ts'
import { makeUuid } from './uuid.ts'

/** The roles, each including the ones after it. Astra source: rbac page. */
export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const

/** One name out of `ROLES`. */
export type Role = (typeof ROLES)[number]

/** What a client hangs on a resource. */
export interface Label {
  readonly name: string
  readonly value: string
}

/** What the server keeps about a resource. */
export interface Metadata {
  labels: readonly Label[]
  readonly createdAt: Instant
  modifiedAt: Instant
  readonly createdBy: string
  /** `null`: never changed. */
  modifiedBy: string | null
}

/** Somebody who may use the system. */
export interface AstraUser {
  readonly id: string
  state: 'pending' | 'active' | 'suspended'
  isEnabled: boolean
  readonly authId: string
  readonly authProvider: 'cloud-central' | 'local' | 'ldap'
  readonly firstName: string
  readonly lastName: string
  readonly companyName: string
  readonly email: string
  readonly phone: string
  readonly groupIds: readonly string[]
  readonly enabledAt: Instant
  /** `null`: never, which is the empty text on the wire. */
  lastActive: Instant | null
  readonly metadata: Metadata
}

/** A group of a directory that was let in. */
export interface AstraGroup {
  readonly id: string
  readonly name: string
  readonly authId: string
  readonly metadata: Metadata
}

/** What a user or a group may do in the account. */
export interface RoleBinding {
  readonly id: string
  readonly principal: { readonly type: 'user' | 'group'; readonly id: string }
  readonly role: Role
  /** `*`: everything. */
  readonly constraints: readonly string[]
  readonly metadata: Metadata
}

/** An entry of the directory that stands behind the users and groups. */
export interface LdapEntry {
  readonly id: string
  readonly cn: string
  readonly dn: string
  /** Of people only. */
  readonly person: { readonly email: string; readonly firstName: string; readonly lastName: string } | null
}

/** A switch of the product that can be read. */
export interface Feature {
  readonly id: string
  readonly name: string
  readonly isEnabled: boolean
}

/** The stored password of a local user, which is never told. */
export interface Credential {
  readonly id: string
  /** The id of the user. */
  readonly name: string
  readonly metadata: Metadata
}

/** An API token as the server keeps it: without its text. */
export interface AstraToken {
  readonly id: string
  readonly userId: string
  name: string
  readonly hash: string
  readonly metadata: Metadata
}

/** Everything behind one Astra stand-in. */
export interface AstraState {
  readonly random: Random
  /** Draws the ids of answers, so that asking does not change what is made later. */
  readonly chatter: Random
  readonly now: () => number
  readonly settings: AstraSettings
  version: string
  readonly account: { readonly id: string; readonly name: string; readonly enabledAt: Instant }
  /** By id, oldest first, like all of these. */
  readonly users: Map<string, AstraUser>
  readonly groups: Map<string, AstraGroup>
  readonly bindings: Map<string, RoleBinding>
  readonly ldap: Map<string, LdapEntry>
  readonly features: readonly Feature[]
  readonly credentials: Map<string, Credential>
  readonly tokens: Map<string, AstraToken>
  /** Hash to token id. */
  readonly byHash: Map<string, string>
  /** Token id to text, for tests; no answer of the API but the one to its create is made from it. */
  readonly plain: Map<string, string>
}

const FEATURES = ['astra.account.rbac', 'astra.account.ldap', 'astra.app.mirror', 'astra.upgrade.inPlace']

/** An account without anybody in it. */
export function createState(random: Random, now: () => number, settings: AstraSettings): AstraState {
  return {
    random,
    chatter: random.fork('chatter'),
    now,
    settings,
    version: settings.version,
    account: {
      id: makeUuid(random, 4),
      name: 'Practice Storage',
      enabledAt: { ms: now() - 800 * DAY, nanos: 624_000 },
    },
    users: new Map(),
    groups: new Map(),
    bindings: new Map(),
    ldap: new Map(),
    features: FEATURES.map((name, index) => ({ id: makeUuid(random, 5), name, isEnabled: index < 3 })),
    credentials: new Map(),
    tokens: new Map(),
    byHash: new Map(),
    plain: new Map(),
  }
}

/** The present moment, or another, to the microsecond. */
export function stamp(state: AstraState, ms = state.now()): Instant {
  return truncateInstant({ ms, nanos: state.random.int(1000) * 1000 }, 6)
}

/** The metadata of something that was made at a moment and not changed since. */
export function madeAt(createdAt: Instant, createdBy: string, labels: readonly Label[] = []): Metadata {
  return { labels, createdAt, modifiedAt: createdAt, createdBy, modifiedBy: null }
}

/** What a new token is made from. */
export interface TokenParts {
  readonly userId: string
  readonly name: string
  readonly labels: readonly Label[]
  readonly createdBy: string
  /** Now when missing. */
  readonly createdAt?: Instant
}

/** Makes a token; the text exists in the result and in `state.plain` only. */
export function issueToken(state: AstraState, parts: TokenParts): { token: AstraToken; plain: string } {
  const plain = Buffer.from(`practice-${state.random.text(BASE62, 31)}`).toString('base64')
  const token: AstraToken = {
    id: makeUuid(state.random, 5),
    userId: parts.userId,
    name: parts.name,
    hash: hashOf(plain),
    metadata: madeAt(parts.createdAt ?? stamp(state), parts.createdBy, parts.labels),
  }
  state.tokens.set(token.id, token)
  state.byHash.set(token.hash, token.id)
  state.plain.set(token.id, plain)
  return { token, plain }
}

/** Deletes a token, its text and what let it in. */
export function dropToken(state: AstraState, token: AstraToken): void {
  state.tokens.delete(token.id)
  state.byHash.delete(token.hash)
  state.plain.delete(token.id)
}

/** The tokens of one user, oldest first. */
export function tokensOf(state: AstraState, userId: string): AstraToken[] {
  return [...state.tokens.values()].filter((token) => token.userId === userId)
}

/** Gives a user or a group a role; a user has at most one of its own. */
export function bindRole(
  state: AstraState,
  principal: RoleBinding['principal'],
  role: Role,
  more: { readonly constraints?: readonly string[]; readonly metadata: Metadata },
): void {
  unbindRole(state, principal.id)
  const { constraints = ['*'], metadata } = more
  const id = makeUuid(state.random, 4)
  state.bindings.set(id, { id, principal, role, constraints, metadata })
}

/** Takes the role of a user or a group away. */
export function unbindRole(state: AstraState, principalId: string): void {
  for (const { id, principal } of state.bindings.values()) {
    if (principal.id === principalId) state.bindings.delete(id)
  }
}

/** The strongest role of a user, its own or through a group; `null`: none at all. */
export function roleOf(state: AstraState, user: AstraUser): Role | null {
  const held = [...state.bindings.values()]
    .filter(({ principal }) => principal.id === user.id || user.groupIds.includes(principal.id))
    .map(({ role }) => role)
  return ROLES.find((role) => held.includes(role)) ?? null
}

/** What is kept instead of a token. */
export function hashOf(plain: string): string {
  return createHash('sha256').update(plain).digest('hex')
}

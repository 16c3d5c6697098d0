import { addCalendarDays, DAY, type Instant } from '../instant.ts'
import type { RateLimit } from '../kind.ts'
import { HEX, type Random } from '../random.ts'
import type { NetbirdSettings } from './options.ts'
import { createPat, createXid, hashOf } from './pat.ts'

/** The role names that NetBird knows. NetBird source: openapi.yml (User). */
export const ROLES = ['owner', 'admin', 'user', 'billing_admin', 'auditor', 'network_admin'] as const

/** One name out of `ROLES`. */
export type Role = (typeof ROLES)[number]

/** A person or a service user. */
export interface NetbirdUser {
  readonly id: string
  /** Empty for service users. */
  readonly email: string
  readonly name: string
  role: Role
  readonly isServiceUser: boolean
  blocked: boolean
  /** Always together with `blocked`. */
  pending: boolean
  readonly invited: boolean
  /** Hidden in lists and not to be deleted. */
  readonly nonDeletable: boolean
  autoGroups: readonly string[]
  /** `null`: never, which is the year 1 on the wire. */
  readonly lastLogin: Instant | null
  readonly issued: 'api' | 'jwt' | 'integration'
  readonly createdAt: Instant
}

/** A personal access token as the server keeps it: without its text. */
export interface NetbirdToken {
  readonly id: string
  readonly userId: string
  readonly name: string
  readonly hash: string
  expires: Instant
  readonly createdBy: string
  readonly createdAt: Instant
  /** `null`: never used. */
  lastUsed: Instant | null
}

/** One line of the audit history. */
export interface NetbirdEvent {
  readonly id: string
  readonly at: Instant
  readonly code: string
  readonly activity: string
  readonly initiatorId: string
  readonly targetId: string
  readonly meta: Readonly<Record<string, string>>
}

/** Everything behind one NetBird stand-in. */
export interface NetbirdState {
  readonly random: Random
  readonly now: () => number
  readonly settings: NetbirdSettings
  version: string
  readonly accountId: string
  readonly createdAt: Instant
  readonly groups: readonly string[]
  readonly users: Map<string, NetbirdUser>
  /** By id, oldest first. */
  readonly tokens: Map<string, NetbirdToken>
  /** Oldest first. */
  readonly events: NetbirdEvent[]
  /** Token id to text, for tests; no answer of the API is made from it. */
  readonly plain: Map<string, string>
  /** Accounts that this one manages, by id. */
  readonly children: Map<string, NetbirdState>
  /** What the identity provider signed, as text, to whose it is and when it ends. */
  readonly jwts: Map<string, { readonly userId: string; readonly endsMs: number }>
  isSetUp: boolean
  limit: RateLimit | null
  /** Whose requests count, to the tokens left in the bucket and when it was filled last. */
  readonly buckets: Map<string, { left: number; ms: number }>
  /** Ids given so far. */
  counter: number
}

/** A world without users; the account is four hundred days old. */
export function createState(
  random: Random,
  now: () => number,
  settings: NetbirdSettings,
  accountId?: string,
): NetbirdState {
  const createdAt = { ms: now() - 400 * DAY, nanos: 500_214 }
  const id = (counter: number): string => createXid(createdAt.ms, counter, random)
  return {
    random,
    now,
    settings,
    version: settings.version,
    accountId: accountId ?? id(1),
    createdAt,
    groups: [id(2), id(3)],
    users: new Map(),
    tokens: new Map(),
    events: [],
    plain: new Map(),
    children: new Map(),
    jwts: new Map(),
    isSetUp: settings.setup === 'done',
    limit: null,
    buckets: new Map(),
    counter: 3,
  }
}

/** The present moment with digits below the millisecond, as Go's clock has them. */
export function stamp(state: NetbirdState, ms = state.now()): Instant {
  return { ms, nanos: state.random.int(1_000_000) }
}

/** A new xid. */
function nextXid(state: NetbirdState, ms = state.now()): string {
  state.counter += 1
  return createXid(ms, state.counter, state.random)
}

/** A new random UUID, version 4. */
export function nextUuid(state: NetbirdState): string {
  const hex = state.random.text(HEX, 30)
  const variant = state.random.pick(['8', '9', 'a', 'b'])
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18)}`
}

/** What a new token is made from. */
export interface TokenParts {
  readonly userId: string
  readonly name: string
  /** Calendar days. */
  readonly days: number
  readonly createdBy: string
  /** Now when missing. */
  readonly createdAt?: Instant
}

/** Makes a token; the text exists in the result and in `state.plain` only. */
export function issueToken(state: NetbirdState, parts: TokenParts): { token: NetbirdToken; plain: string } {
  const createdAt = parts.createdAt ?? stamp(state)
  const plain = createPat(state.random)
  const token: NetbirdToken = {
    id: nextXid(state, createdAt.ms),
    userId: parts.userId,
    name: parts.name,
    hash: hashOf(plain),
    expires: addCalendarDays(createdAt, parts.days, state.settings.timeZone),
    createdBy: parts.createdBy,
    createdAt,
    lastUsed: null,
  }
  state.tokens.set(token.id, token)
  state.plain.set(token.id, plain)
  return { token, plain }
}

/** Deletes a token and its text. */
export function dropToken(state: NetbirdState, id: string): void {
  state.tokens.delete(id)
  state.plain.delete(id)
}

/** The tokens of one user, oldest first. */
export function tokensOf(state: NetbirdState, userId: string): NetbirdToken[] {
  return [...state.tokens.values()].filter((token) => token.userId === userId)
}

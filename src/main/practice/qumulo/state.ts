import { createHash } from 'node:crypto'
import { DAY, type Instant } from '../instant.ts'
import { BASE64, HEX, type Random } from '../random.ts'
import type { QumuloSettings } from './options.ts'

/** A user or group that the cluster can name. Qumulo source: openapi.json (identity). */
export interface QumuloIdentity {
  readonly authId: string
  readonly domain: 'LOCAL' | 'ACTIVE_DIRECTORY' | 'POSIX_USER'
  /** `unknown`: the directory no longer knows it. */
  readonly type: 'USER' | 'GROUP' | 'UNKNOWN'
  readonly uid: number | null
  readonly gid: number | null
  readonly sid: string | null
  /** With the domain in front for directory users: `AD\jane`. */
  readonly name: string | null
  readonly groupIds: readonly string[]
  /** `null`: cannot sign in with a password. */
  readonly password: string | null
  readonly homeDirectory: string | null
  roles: readonly string[]
  /** Privileges beside those of the roles. */
  privileges: readonly string[]
}

/** An access token as the cluster keeps it: without its text. */
export interface QumuloToken {
  /** 22 or 23 decimal digits, growing. */
  readonly id: string
  readonly hash: string
  readonly userId: string
  readonly creatorId: string
  readonly createdAt: Instant
  /** `null`: never. */
  expires: Instant | null
  enabled: boolean
}

/** Somebody who signed in with a password; roles and privileges stay as they were then. */
export interface QumuloSession {
  readonly authId: string
  readonly roles: readonly string[]
  readonly privileges: ReadonlySet<string>
  readonly expires: Instant
}

/** A sign-in with the browser. */
export interface SamlLogin {
  readonly startedMs: number
  /** Who signed in, and the code that was shown; `null`: not yet. */
  done: { readonly authId: string; readonly code: string } | null
  /** It was fetched, or ended by a wrong code. */
  isOver: boolean
}

/** Everything behind one Qumulo stand-in. */
export interface QumuloState {
  readonly random: Random
  readonly now: () => number
  readonly settings: QumuloSettings
  version: string
  readonly clusterId: string
  readonly clusterName: string
  /** By auth id. */
  readonly identities: Map<string, QumuloIdentity>
  /** By id, in the order of the ids. */
  readonly tokens: Map<string, QumuloToken>
  /** By hash of the bearer token. */
  readonly sessions: Map<string, QumuloSession>
  /** By login id. */
  readonly logins: Map<string, SamlLogin>
  /** Apart from the rest, so that signing in changes no data. */
  readonly samlRandom: Random
  /** Token id to text, for tests; no answer of the API is made from it. */
  readonly plain: Map<string, string>
  lastTokenId: bigint
}

/** An empty cluster. The first token ids have 22 digits, later ones 23. */
export function createState(random: Random, now: () => number, settings: QumuloSettings): QumuloState {
  const hex = random.text(HEX, 32)
  return {
    random,
    now,
    settings,
    version: settings.version,
    clusterId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`,
    clusterName: 'practice-cluster',
    identities: new Map(),
    tokens: new Map(),
    sessions: new Map(),
    logins: new Map(),
    samlRandom: random.fork('saml'),
    plain: new Map(),
    lastTokenId: 9_945_266_821_531_216_810_715n,
  }
}

/** The present moment, or another, with digits below the millisecond. */
export function stamp(state: QumuloState, ms = state.now()): Instant {
  return { ms, nanos: state.random.int(1_000_000) }
}

/** What a new token is made from. */
export interface TokenParts {
  readonly userId: string
  readonly creatorId: string
  /** `null`: never. */
  readonly expires: Instant | null
  /** Now when missing. */
  readonly createdAt?: Instant
}

/** Makes a token; the text exists in the result and in `state.plain` only. */
export function issueToken(state: QumuloState, parts: TokenParts): { token: QumuloToken; plain: string } {
  state.lastTokenId += BigInt(state.random.text('123456789', 1) + state.random.text('0123456789', 18))
  const plain = bearerText(state, 'access-v1')
  const token: QumuloToken = {
    id: String(state.lastTokenId),
    hash: hashOf(plain),
    userId: parts.userId,
    creatorId: parts.creatorId,
    createdAt: parts.createdAt ?? stamp(state),
    expires: parts.expires,
    enabled: true,
  }
  state.tokens.set(token.id, token)
  state.plain.set(token.id, plain)
  return { token, plain }
}

/** Deletes a token and its text. */
export function dropToken(state: QumuloState, id: string): void {
  state.tokens.delete(id)
  state.plain.delete(id)
}

/** The tokens of one user, in the order of their ids. */
export function tokensOf(state: QumuloState, authId: string): QumuloToken[] {
  return [...state.tokens.values()].filter((token) => token.userId === authId)
}

/** A bearer token that is plainly invented: proper base64 of 64 bytes behind its prefix. */
export function bearerText(state: QumuloState, prefix: 'access-v1' | 'session-v1'): string {
  return `${prefix}:Practice${state.random.text(BASE64, 77)}${state.random.pick(['A', 'Q', 'g', 'w'])}==`
}

/** What is kept instead of a bearer token. */
export function hashOf(plain: string): string {
  return createHash('sha256').update(plain).digest('hex')
}

/** A moment so many days from now. */
export function daysFromNow(state: QumuloState, days: number): Instant {
  return { ms: state.now() + Math.floor(days * DAY), nanos: 0 }
}

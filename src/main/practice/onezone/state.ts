import { HEX, type Random } from '../random.ts'
import { type Caveat, writeCaveat } from './caveats.ts'
import { addCaveat, createMacaroon } from './macaroon.ts'
import type { OnezoneSettings } from './options.ts'
import { MEMBER_PRIVILEGES, TARGET_KINDS, type TargetKind } from './privileges.ts'
import { isSame, keyOf, type Subject } from './subject.ts'
import { type Persistence, writeIdentifier, writeTokenText } from './token-text.ts'
import { ACCESS, type TokenType } from './token-types.ts'

/** A person. */
export interface OzUser {
  readonly id: string
  readonly fullName: string
  /** `null`: has none, and cannot sign in with a password. */
  readonly username: string | null
  readonly password: string | null
  basicAuthEnabled: boolean
  blocked: boolean
  readonly emails: readonly string[]
  /** The subject id at the one identity provider; `null`: a local account. */
  readonly linkedSubject: string | null
  /** Privileges of an administrator. */
  privileges: readonly string[]
  /** Unix seconds. */
  readonly createdAt: number
}

/** A Oneprovider; its cluster has the same id. */
export interface OzProvider {
  readonly id: string
  readonly name: string
  readonly domain: string
  readonly latitude: number
  readonly longitude: number
  readonly version: string
  readonly online: boolean
  readonly createdAt: number
}

/** Something with members. */
export interface OzTarget {
  readonly id: string
  readonly kind: TargetKind
  readonly name: string
  /** User id to privileges. */
  readonly users: Map<string, readonly string[]>
  /** Group id to privileges. */
  readonly groups: Map<string, readonly string[]>
  /** Spaces only: which providers keep its data. */
  readonly supports: Map<string, { readonly readonly: boolean; readonly size: number }>
  readonly createdAt: number
}

/** A named token as the server keeps it. */
export interface NamedToken {
  readonly id: string
  name: string
  readonly subject: Subject
  readonly type: TokenType
  caveats: readonly Caveat[]
  readonly secret: string
  /** What is handed out; the same every time. */
  readonly text: string
  revoked: boolean
  custom: Readonly<Record<string, unknown>>
  readonly createdAt: number
  readonly usageLimit: number | 'infinity'
  usageCount: number
  /** `null`: the type has none. */
  readonly privileges: readonly string[] | null
}

/** Everything behind one Onezone stand-in. */
export interface OnezoneState {
  readonly random: Random
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly settings: OnezoneSettings
  version: string
  readonly name: string
  readonly domain: string
  readonly users: Map<string, OzUser>
  readonly providers: Map<string, OzProvider>
  /** By kind, then by id. */
  readonly targets: Readonly<Record<TargetKind, Map<string, OzTarget>>>
  readonly tokens: Map<string, NamedToken>
  /** The shared secret of a subject's temporary tokens, by `keyOf`. */
  readonly temporary: Map<string, { secret: string; generation: number }>
}

/** The one identity provider. */
export const IDP = 'practice-idp'

/** The id of the cluster of Onezone itself. */
export const ONEZONE_CLUSTER = 'onezone'

/** An empty world. */
export function createState(random: Random, now: () => number, settings: OnezoneSettings): OnezoneState {
  const empty = Object.fromEntries(TARGET_KINDS.map((kind) => [kind, new Map<string, OzTarget>()]))
  return {
    random,
    now,
    settings,
    version: settings.version,
    name: 'Practice Onezone',
    domain: 'onezone.practice.example',
    users: new Map(),
    providers: new Map(),
    // The names are those of the list.
    targets: empty as OnezoneState['targets'],
    tokens: new Map(),
    temporary: new Map(),
  }
}

/** Now in Unix seconds. */
export function seconds(state: OnezoneState): number {
  return Math.floor(state.now() / 1000)
}

/** A new id: 32 hexadecimal characters, newer ones with `ch` and four more. */
export function nextId(state: OnezoneState, newer = true): string {
  const { random } = state
  return `${random.text(HEX, 32)}${newer ? `ch${random.text(HEX, 4)}` : ''}`
}

/** Whether the user or provider behind a token is still there. */
export function exists(state: OnezoneState, { type, id }: Subject): boolean {
  return (type === 'user' ? state.users : state.providers).has(id)
}

/** The shared secret of a subject's temporary tokens; made when it is asked for the first time. */
export function temporarySecret(
  state: OnezoneState,
  subject: Subject,
): { secret: string; generation: number } {
  const found = state.temporary.get(keyOf(subject))
  const entry = found ?? { secret: state.random.text(HEX, 64), generation: 1 }
  state.temporary.set(keyOf(subject), entry)
  return entry
}

/** Ends all temporary tokens of a subject for good. */
export function endTemporary(state: OnezoneState, subject: Subject): void {
  const entry = temporarySecret(state, subject)
  entry.generation += 1
  entry.secret = state.random.text(HEX, 64)
}

/** What a new named token is made from; what is missing is as usual. */
export interface TokenParts {
  readonly subject: Subject
  readonly name: string
  readonly type?: TokenType
  readonly caveats?: readonly Caveat[]
  readonly revoked?: boolean
  readonly custom?: Readonly<Record<string, unknown>>
  readonly usageLimit?: number | 'infinity'
  readonly usageCount?: number
  /** Of an invite token whose type has some; those of a member when missing. */
  readonly privileges?: readonly string[]
  /** Unix seconds; now when missing. */
  readonly createdAt?: number
  readonly newerId?: boolean
}

/** Makes a named token. */
export function issueToken(state: OnezoneState, parts: TokenParts): NamedToken {
  const { subject, type = ACCESS, caveats = [] } = parts
  const id = nextId(state, parts.newerId)
  const secret = state.random.text(HEX, 64)
  const token: NamedToken = {
    id,
    name: parts.name,
    subject,
    type,
    caveats,
    secret,
    text: mint(state, { id, persistence: 'named', subject, type }, secret, caveats),
    revoked: parts.revoked ?? false,
    custom: parts.custom ?? {},
    createdAt: parts.createdAt ?? seconds(state),
    usageLimit: parts.usageLimit ?? 'infinity',
    usageCount: parts.usageCount ?? 0,
    privileges: privilegesOf(type, parts.privileges),
  }
  state.tokens.set(id, token)
  return token
}

/** The text of a new temporary token; nothing of it is kept. */
export function mintTemporary(
  state: OnezoneState,
  subject: Subject,
  type: TokenType,
  caveats: readonly Caveat[],
): string {
  const { secret, generation } = temporarySecret(state, subject)
  return mint(state, { id: nextId(state), persistence: generation, subject, type }, secret, caveats)
}

/** The named tokens of a subject, in the order of their names. */
export function tokensOf(state: OnezoneState, subject: Subject): NamedToken[] {
  return [...state.tokens.values()]
    .filter((token) => isSame(token.subject, subject))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
}

function mint(
  state: OnezoneState,
  parts: {
    readonly id: string
    readonly persistence: Persistence
    readonly subject: Subject
    readonly type: TokenType
  },
  secret: string,
  caveats: readonly Caveat[],
): string {
  const macaroon = createMacaroon(state.domain, secret, writeIdentifier(parts))
  return writeTokenText({ ...parts, macaroon: caveats.map(writeCaveat).reduce(addCaveat, macaroon) })
}

function privilegesOf(type: TokenType, given: readonly string[] | undefined): readonly string[] | null {
  if (type.is !== 'invite' || !type.invite.hasPrivileges || type.invite.target === 'user') return null
  return given ?? MEMBER_PRIVILEGES[type.invite.target]
}

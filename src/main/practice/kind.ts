import type { Random } from './random.ts'

/** One HTTP request as a stand-in sees it, completely read. */
export interface Received {
  readonly method: string
  /** Path with query exactly as sent. */
  readonly path: string
  /** The path alone, still percent-encoded. */
  readonly pathname: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Address of the caller. */
  readonly address: string
}

/** One HTTP answer. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An identity on a stand-in that somebody may sign in as; all of it is invented and safe to print. */
export interface PracticeAccount {
  /** The user id on the server. */
  readonly owner: string
  readonly name: string
  /** A token of that identity. */
  readonly secret: string
  /** The id of that token. */
  readonly tokenId: string
  /** User name and password, on kinds that know them; `null`: none. */
  readonly signIn: { readonly username: string; readonly password: string } | null
  /** What this identity is good for, in a few words. */
  readonly about: string
}

/** A rate limit to play: so many requests a minute on average, and at once at most `burst`. */
export interface RateLimit {
  readonly perMinute: number
  readonly burst: number
  /** Who is counted: each credential, or each caller's address. The message differs. */
  readonly by: 'credential' | 'address'
}

/** Changes to the world behind a stand-in that did not come through its API; all kinds have all of them. */
export interface WorldControl {
  /** Token id to plain secret of every token that exists now, also disabled and expired ones; deleted ones are gone. */
  issued(): ReadonlyMap<string, string>
  /** A token made by somebody else. `owner`: user id or name; the credential's owner when missing. */
  addTokenOutside(owner?: string): { readonly id: string; readonly secret: string }
  /** Deletes a token behind the client's back. Throws when the owner has no such token. */
  removeTokenOutside(owner: string, id: string): void
  /** The administrator's credential has run out a second ago. Astra, whose tokens do not run out: it is revoked. */
  expireCredential(): void
  /**
   * Gives the administrator (or `owner`) other rights. NetBird: one role name. Qumulo: role names and privilege
   * names, none of them for no rights at all. Onezone: the privileges of an administrator, all that there are.
   * Astra: a role name, constraints after it; nothing for no role.
   */
  setRole(role: string | readonly string[], owner?: string): void
  /** Plays another release: what newer ones have is missing again. */
  setVersion(version: string): void
  /** Blocks the administrator (`blocked` when missing), marks it as waiting for approval, or lets it in again. */
  blockCaller(how?: 'blocked' | 'pending' | 'no'): void
  /** Switches a rate limit on or off (`null`). Throws on kinds whose servers have none. */
  limitRate(limit: RateLimit | null): void
}

/** A stand-in without its sockets: the rules and the data of one kind. */
export interface PracticeKind {
  readonly kind: string
  readonly fields: Readonly<Record<string, string>>
  readonly secret: string
  readonly accounts: Readonly<Record<string, PracticeAccount>>
  readonly world: WorldControl
  /** Does what the request asks and says what a real server would answer. */
  handle(request: Received): Answer
  /** The error body of this kind for a status, for failures that are played. */
  failure(status: number): Answer
}

/** What every kind is made from. */
export interface KindParts {
  readonly random: Random
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

import type { ErrorCode } from '../../shared/errors.ts'
import type { Capability, KindDescriptor } from '../../shared/model/kind.ts'
import type { Check, Identity } from '../../shared/model/server.ts'
import type { HttpClient } from './http.ts'

/** A server's configuration as a kind needs it: already checked by {@link Provider.parse}. */
export interface ServerConfig {
  /** Absolute, without a trailing slash, query, fragment or user information. */
  readonly url: string
  /** Values of the kind's `serverFields`, unknown names refused, empty ones left out. */
  readonly fields: Readonly<Record<string, string>>
}

/** An owner as the server tells it. */
export interface RemoteOwner {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly isSelf: boolean
  readonly manageable: boolean
  readonly reason: string | null
  /** How many of the tokens it may have there are, on kinds with a limit, as far as all of them can be seen. */
  readonly slots?: { readonly used: number; readonly limit: number }
}

export interface RemoteParty {
  readonly id: string
  readonly name: string | null
}

/** A token as the server tells it. Times are its own RFC 3339 text, unchanged; null = never or not given. */
export interface RemoteToken {
  readonly remoteId: string
  readonly owner: RemoteParty
  readonly creator: RemoteParty | null
  readonly name: string | null
  readonly createdAt: string | null
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  /** false = disabled or revoked (which of the two follows from the kind); true also where the server has no such flag. */
  readonly enabled: boolean
  /** true = used up (an invitation whose limit is reached): it counts as expired. Left out = no. */
  readonly isSpent?: boolean
  /** Labels as the server has them; null = this kind has none. */
  readonly labels: readonly { readonly name: string; readonly value: string }[] | null
  /**
   * The server's whole record, unknown members included, without the secret and anything made from it. At most
   * 64 KiB as JSON; null = not told (yet).
   */
  readonly details: Readonly<Record<string, unknown>> | null
}

/** What a listing covered. Only an owner in `owners` with all its tokens in `tokens` may have rows marked as gone. */
export interface Listing {
  readonly owners: readonly RemoteOwner[]
  /** Whether `owners` are all there are: then the tokens of an owner that is missing are gone with it. */
  readonly ownersComplete: boolean
  readonly tokens: readonly RemoteToken[]
  /** Ids of the owners whose tokens are all in `tokens`; `'all'` = every token of the server is. */
  readonly complete: 'all' | readonly string[]
  /** Owners whose tokens could not be read although they should be, with the sentence why. */
  readonly failures: readonly {
    readonly ownerId: string
    readonly code: ErrorCode
    readonly message: string
  }[]
}

export interface CreatedToken {
  readonly token: RemoteToken
  /**
   * The server does not list the token, and only the vault knows it from now on. Its `remoteId` is what the server
   * calls it inside its text, or else something unique. Left out = no.
   */
  readonly isTemporary?: boolean
  /** The plaintext, as UTF-8 bytes. The caller wipes it after sealing. */
  readonly secret: Uint8Array
}

/** What verifying a secret found. `ok` false = the server does not accept it; `reason` says why. */
export interface Verification {
  readonly ok: boolean
  /** Whose secret it is; null when not accepted, or when {@link isCertain} is false. */
  readonly owner: RemoteParty | null
  /** false = it works, but this kind of server does not tell whose it is. Left out = it tells. */
  readonly isCertain?: boolean
  /** The remote id of the token the secret belongs to; null = the server does not tell. */
  readonly remoteId: string | null
  readonly reason: string | null
}

/** What is inside a token's text. Nothing of it is a secret, and nothing says that the token works. */
export interface Examination {
  /** In words for a person, in order. */
  readonly lines: readonly { readonly label: string; readonly value: string }[]
  /** As the server told it. */
  readonly details: Readonly<Record<string, unknown>>
}

/** What the server recorded about a token. */
export interface TokenEvent {
  /** RFC 3339. */
  readonly at: string
  /** In words for a person. */
  readonly what: string
  readonly by: RemoteParty | null
}

/** A value to choose from, for a field with `hasChoices`. */
export interface Choice {
  readonly value: string
  readonly label: string
}

/** A sign-in that goes on in the browser. Nothing of it is kept after {@link SignIn.finish} or {@link SignIn.cancel}. */
export interface SignIn {
  /** What the person opens: `https:` only (or `http:` on loopback). */
  readonly url: string
  /** Epoch milliseconds after which it has to be begun anew. */
  readonly expiresAtMs: number
  /**
   * Asks whether the person is done. `code` is what the browser showed them at the end; empty = none. null = not yet;
   * otherwise the credential it gave, which the caller wipes. Throws `invalid-input` with field `code` for a wrong
   * code, `expired` when the time has run out.
   */
  finish(code: string, signal?: AbortSignal): Promise<Uint8Array | null>
  cancel(): Promise<void>
}

/** The diagnosis of a server: lines in order, the first failed one is the reason. */
export interface Diagnosis {
  readonly checks: readonly Check[]
  /** Present when every check passed. */
  readonly identity: Identity | null
  readonly version: string | null
  /** What this version and credential may do: one entry per capability id. */
  readonly capabilities: readonly Capability[]
  /** The error behind the first failed check; null when all passed. */
  readonly error: unknown
}

/**
 * One server used with one credential. Every method may throw `AppError` with a code of group 4, and
 * `cancelled` when its signal fires. A method that is not there is a capability this kind does not have.
 */
export interface Session {
  /** Who are we, which version, what may we do. Never throws for a failing server: the failure is in the diagnosis. */
  diagnose(signal?: AbortSignal): Promise<Diagnosis>
  /**
   * All owners and all tokens this credential can see. Throws when nothing could be read. `progress` is called as
   * often as something more is known: requests done, and to do as far as known then.
   */
  list(signal?: AbortSignal, progress?: (done: number, total: number) => void): Promise<Listing>
  /** All owners. */
  listOwners(signal?: AbortSignal): Promise<readonly RemoteOwner[]>
  /**
   * The owner that a text means, in the server's own ways of naming one, also when {@link listOwners} does not show
   * it; null = nobody. Left out = ids and names of the list are all there is.
   */
  findOwner?(reference: string, signal?: AbortSignal): Promise<RemoteOwner | null>
  /** All tokens of one owner, expired and disabled ones included. Used to read back after a lost answer. */
  listOwnerTokens(ownerId: string, signal?: AbortSignal): Promise<readonly RemoteToken[]>
  /** One token, or throws `not-found`. */
  getToken(ownerId: string, remoteId: string, signal?: AbortSignal): Promise<RemoteToken>
  /**
   * Checks fields and known limits before anything is sent (`invalid-input` with `field`, `limit-reached`).
   * `signal` stops it until the request is sent, with outcome `not-sent`, and never after. Answers as soon as the
   * secret is there, without reading anything more: the token may lack what the answer did not tell.
   * Sends exactly one create request, never repeated. The `outcome` of a thrown `AppError` tells whether it may have been done.
   */
  createToken?(
    ownerId: string,
    fields: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<CreatedToken>
  /** Changes the fields named in the descriptor's `updateFields`; returns the token as it is then. */
  updateToken?(
    ownerId: string,
    remoteId: string,
    fields: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<RemoteToken>
  setTokenEnabled?(
    ownerId: string,
    remoteId: string,
    enabled: boolean,
    signal?: AbortSignal,
  ): Promise<RemoteToken>
  /** Deletes it for good. `not-found` when it was not there. */
  deleteToken(ownerId: string, remoteId: string, signal?: AbortSignal): Promise<void>
  /**
   * Uses the secret once to learn whether it works and whose it is. `ok: false` only when the server refused the
   * secret; network trouble throws. When `expected` is given, whatever evidence the server offers for or against
   * the secret being that very token's is used, and a contradiction gives `ok: false`.
   */
  verifySecret(
    secret: Uint8Array,
    expected: { readonly ownerId: string; readonly remoteId: string } | null,
    signal?: AbortSignal,
  ): Promise<Verification>
  /** Reads the secret of a token that is on the server; only with `tokens.readSecret`. The caller wipes it. */
  readSecret?(ownerId: string, remoteId: string, signal?: AbortSignal): Promise<Uint8Array>
  /** Deletes all listed tokens of one owner. Never builds its request from an empty id. */
  deleteAllTokens?(ownerId: string, signal?: AbortSignal): Promise<void>
  /** Ends all temporary tokens of one owner, for good. */
  revokeTemporary?(ownerId: string, signal?: AbortSignal): Promise<void>
  /** Throws `bad-response`/`invalid-input` when the text is no token of this kind. */
  examine?(secret: Uint8Array, signal?: AbortSignal): Promise<Examination>
  /** The weaker token, as UTF-8 bytes, which the caller wipes. Fields: `caveats`. */
  confine?(
    secret: Uint8Array,
    fields: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Uint8Array>
  scope?(secret: Uint8Array, signal?: AbortSignal): Promise<Examination>
  /** Newest first. */
  listEvents?(ownerId: string, remoteId: string, signal?: AbortSignal): Promise<readonly TokenEvent[]>
  /** Makes an owner from the descriptor's `ownerFields`. Sends exactly one request, never repeated. */
  createOwner?(fields: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<RemoteOwner>
  /** Deletes an owner, and with it all its tokens. */
  deleteOwner?(ownerId: string, signal?: AbortSignal): Promise<void>
  /** Values for a field with `hasChoices`, given what the form holds so far. At most 1,000. */
  choices?(
    field: string,
    fields: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<readonly Choice[]>
  /** Ends connections and forgets the credential and any session made from it. */
  close(): Promise<void>
}

export interface ProviderDeps {
  readonly http: HttpClient
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** A server kind: a descriptor and two functions. */
export interface Provider {
  readonly descriptor: KindDescriptor
  /** Checks URL and fields of this kind; throws `invalid-input` with `field`. */
  parse(input: { readonly url: string; readonly fields: Readonly<Record<string, string>> }): ServerConfig
  /** Checks a credential's form before anything is sent; throws `invalid-input` with field `secret`. */
  checkCredential(credential: Uint8Array, config: ServerConfig): void
  /**
   * Whether a token has what a create with these fields would have given it, as far as the server tells: used to
   * find the token of a create whose answer was lost. Pure.
   */
  fitsRequest(fields: Readonly<Record<string, string>>, token: RemoteToken): boolean
  /**
   * Whether a create with these fields makes a token that the server will not list: then a lost answer cannot be read
   * back, and nothing is listed before it. Left out = never. Pure.
   */
  makesTemporary?(fields: Readonly<Record<string, string>>): boolean
  /**
   * What is worth knowing in a token's stored `details` that the token itself does not tell, in words for a person, in
   * order. Foreign texts in it are neutralised. Left out = nothing. Pure.
   */
  describeDetails?(details: Readonly<Record<string, unknown>>): Examination['lines']
  /** Begins a sign-in in the browser; only with `servers.signIn`. `deps.http` is its own and closed by it. */
  startSignIn?(config: ServerConfig, deps: ProviderDeps, signal?: AbortSignal): Promise<SignIn>
  /** No request is made until a method of the session is called. The session copies the credential. */
  open(config: ServerConfig, credential: Uint8Array, deps: ProviderDeps): Session
}

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
  /** The plaintext, as UTF-8 bytes. The caller wipes it after sealing. */
  readonly secret: Uint8Array
}

/** What verifying a secret found. `ok` false = the server does not accept it; `reason` says why. */
export interface Verification {
  readonly ok: boolean
  /** Whose secret it is; null when not accepted. */
  readonly owner: RemoteParty | null
  /** The remote id of the token the secret belongs to; null = the server does not tell. */
  readonly remoteId: string | null
  readonly reason: string | null
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
  /** All owners and all tokens this credential can see. Throws when nothing could be read. */
  list(signal?: AbortSignal): Promise<Listing>
  /** All owners. */
  listOwners(signal?: AbortSignal): Promise<readonly RemoteOwner[]>
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
  /** No request is made until a method of the session is called. The session copies the credential. */
  open(config: ServerConfig, credential: Uint8Array, deps: ProviderDeps): Session
}

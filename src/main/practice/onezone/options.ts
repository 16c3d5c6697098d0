/** What a Onezone stand-in is like; where the real one is not known, the default is the likelier or the stricter guess. */
export interface OnezoneOptions {
  /**
   * Release; default `21.02.7`. The token model exists since 20.02, automation inventories since 21.02, scope inference
   * since 21.02.4, the circuit breaker since 21.02.6. From 25 on errors carry `ctx`, and `forbidden` a hint.
   */
  readonly version?: string
  /** How many users besides the documented accounts; default 26. */
  readonly people?: number
  /** Longest life of a temporary token in seconds; default 2,592,000 (packaged), the code falls back to 604,800. */
  readonly maxTtl?: number
  /** Longest token text in characters; default 1,048,576. */
  readonly maxTokenSize?: number
  /** How many named tokens a subject may have; default `null`, no limit is known. */
  readonly mostNamedTokens?: number | null
  /** Whether people may sign in with a user name and password at all; default true. */
  readonly basicAuth?: boolean
  /** A caveat that the token's type does not support: refused at creation (default, stricter), or never verified. */
  readonly unsupportedCaveat?: 'refuse' | 'at-use'
  /** A temporary token that is dead already: made (default; inferred), or refused with `badValueCaveat`. */
  readonly pastExpiry?: 'accept' | 'refuse'
  /** Whether verifying an invite token looks at its use, target and inviter: only joining does (default), or at once. */
  readonly inviteChecks?: 'at-join' | 'at-verify'
  /** Who may make a token that registers a Oneprovider for themselves: everybody (default) or only `oz_providers_invite`. */
  readonly providerRegistration?: 'open' | 'restricted'
  /** A bad credential on a call that needs none: 401 (default; inferred), or as if none had been sent. */
  readonly badCredentialOnPublic?: 'refuse' | 'ignore'
  /** What a Oneprovider gets at `/user…` and a user at `/provider…`; default 403 `forbidden` (inferred). */
  readonly otherSubject?: 'forbidden' | 'notFound'
  /** The status for a call that an `api` caveat does not allow: 401 with the reason nested (default), or 400 with it. */
  readonly apiRefusal?: 401 | 400
  /** Whether `badValueName` names its key (default), or has no details. */
  readonly nameErrorKey?: 'given' | 'missing'
  /** The body of a 500: an error (default) or nothing. */
  readonly serverErrorBody?: 'error' | 'empty'
  /** A body whose type is not `application/json`: refused with 415 (default; inferred), or read all the same. */
  readonly contentType?: 'required' | 'ignored'
  /** A slash at the end of a path: not found (default, stricter), or as if it were not there. */
  readonly trailingSlash?: 'refuse' | 'ignore'
  /** Whether `GET /health` says 200 (default) or 500. */
  readonly healthy?: boolean
  /** Since 21.02.6: the database is nearly full, and everything but version and health answers 503. Default false. */
  readonly databaseFull?: boolean
}

/** The options with every default filled in. */
export type OnezoneSettings = Required<OnezoneOptions>

/** Fills in the defaults. */
export function completeOptions(options: OnezoneOptions): OnezoneSettings {
  return {
    version: '21.02.7',
    people: 26,
    maxTtl: 2_592_000,
    maxTokenSize: 1_048_576,
    mostNamedTokens: null,
    basicAuth: true,
    unsupportedCaveat: 'refuse',
    pastExpiry: 'accept',
    inviteChecks: 'at-join',
    providerRegistration: 'open',
    badCredentialOnPublic: 'refuse',
    otherSubject: 'forbidden',
    apiRefusal: 401,
    nameErrorKey: 'given',
    serverErrorBody: 'error',
    contentType: 'required',
    trailingSlash: 'refuse',
    healthy: true,
    databaseFull: false,
    ...options,
  }
}

/** What an Astra Control Center stand-in is like; where the real one is not known, the default is the likelier guess. */
export interface AstraOptions {
  /** Release; default `24.02.0`. Tokens exist since 21.04, accounts 21.12, role constraints 22.04, groups 22.08, LDAP 22.11. */
  readonly version?: string
  /** How many users besides the documented accounts; default 28. */
  readonly people?: number
  /** At most so many items in one answer of a list, whatever `limit` says; default 20, so that the users need two pages. */
  readonly pageSize?: number
  /** Who may look after other users' tokens: owners and admins (default), owners only, or nobody. Not documented. */
  readonly othersTokens?: 'admins' | 'owners' | 'nobody'
  /** Whether viewers may write their own tokens (default) or only read them. Not documented. */
  readonly viewers?: 'own-tokens' | 'read-only'
  /** A name that another token of the same user has: taken (default), or refused with 409. Not documented. */
  readonly duplicateNames?: 'allow' | 'refuse'
  /** The problem for a token that does not exist or was revoked; both are 401. Default 4. */
  readonly invalidToken?: 4 | 166
  /** The problem for tokens of a user that does not exist; both are 404. Default 2, the documented example. */
  readonly unknownUser?: 2 | 13
  /** The problem for reading a token that does not exist; both are 404. Default 2, the documented example. */
  readonly unknownToken?: 1 | 2
  /** An account id that is well formed and not this account: 404 (default), or a 400 that names `x-pcloud-accountid`. */
  readonly wrongAccount?: '404' | 'header'
  /** Whether `Location` is a path (default, as the examples have it) or a whole URL. */
  readonly location?: 'relative' | 'absolute'
  /** Whether lists carry `type` and `version` (default, as the examples have it) or only what the schema asks for. */
  readonly envelope?: 'full' | 'bare'
}

/** The options with every default filled in. */
export type AstraSettings = Required<AstraOptions>

/** Fills in the defaults. */
export function completeOptions(options: AstraOptions): AstraSettings {
  return {
    version: '24.02.0',
    people: 28,
    pageSize: 20,
    othersTokens: 'admins',
    viewers: 'own-tokens',
    duplicateNames: 'allow',
    invalidToken: 4,
    unknownUser: 2,
    unknownToken: 2,
    wrongAccount: '404',
    location: 'relative',
    envelope: 'full',
    ...options,
  }
}

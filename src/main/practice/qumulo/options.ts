/** What a Qumulo Core stand-in is like; where the real one is not known, the default is the likelier guess. */
export interface QumuloOptions {
  /** Release; default `7.7.2`. Access tokens exist since 5.3.0, their expiry since 5.3.2, `enabled` since 5.3.3. */
  readonly version?: string
  /** How many local users besides the documented accounts; default 18. */
  readonly localUsers?: number
  /** How many Active Directory users besides the documented one; default 12. */
  readonly directoryUsers?: number
  /** At most so many tokens in one answer of the list; default 20, so that the practice data needs several. */
  readonly pageSize?: number
  /** Whether lists are paged with a `paging` member (default; inferred from the SDK) or come whole and without it. */
  readonly paging?: 'member' | 'none'
  /** What `paging.next` is on the last page; default `null`. */
  readonly lastPage?: 'null' | 'empty' | 'missing'
  /** What `expiration_time` is for a token that never expires; default `empty`, the empty text. */
  readonly never?: 'empty' | 'null' | 'missing'
  /** Which member of the error holds `too_many_access_tokens_error`; default `error_class`. */
  readonly tooManyIn?: 'error_class' | 'description'
  /** Whether people may look after their own tokens without privileges; default: since 7.4.0, which is a guess. */
  readonly selfService?: 'by-version' | 'yes' | 'no'
  /** The status for a user that does not exist; default 404, class `auth_no_such_user_error` (inferred). */
  readonly unknownUserStatus?: 400 | 404
  /** A new expiry that is in the past: taken, so that the token is expired at once (default), or refused with 400. */
  readonly pastExpiry?: 'accept' | 'refuse'
  /** An empty or `null` expiry: refused with 400 (default), ignored, or understood as "never". */
  readonly clearExpiry?: 'refuse' | 'ignore' | 'clear'
  /** The body of a 401: the usual error (default) or nothing. */
  readonly unauthorizedBody?: 'error' | 'empty'
  /** The `stack` member of errors: a list (default) or one text. */
  readonly stack?: 'list' | 'text'
  /** A body whose type is not `application/json`: refused with 415 (default, a guess), or read all the same. */
  readonly contentType?: 'required' | 'ignored'
  /** Members of a body that are not known: refused with 400 `decode_error` (default, a guess), or ignored. */
  readonly unknownMembers?: 'refuse' | 'ignore'
  /** Whether the user list needs `PRIVILEGE_LOCAL_USER_READ` (default, from the name of the privilege) or only a sign-in. */
  readonly userList?: 'privileged' | 'open'
  /** Whether people can sign in with the browser (SAML): yes (default), or 400 `saml_not_configured_error`. */
  readonly saml?: 'configured' | 'none'
  /** After a wrong verification code the sign-in is over (default, by the guide's "must retry") or may be tried again. */
  readonly samlWrongCode?: 'ends' | 'retry'
  /** Whether identities are looked up at the present addresses (default) or only at their deprecated predecessors. */
  readonly identityPaths?: 'both' | 'old'
  /** Tokens of a deleted user: deleted with it (default, a guess), or still listed, though nobody can use them. */
  readonly deletedUserTokens?: 'gone' | 'kept'
  /** A new local user without a password: taken (default; no member is required in the schema) or refused with 400. */
  readonly userWithoutPassword?: 'accept' | 'refuse'
}

/** The options with every default filled in. */
export type QumuloSettings = Required<QumuloOptions>

/** Fills in the defaults. */
export function completeOptions(options: QumuloOptions): QumuloSettings {
  return {
    version: '7.7.2',
    localUsers: 18,
    directoryUsers: 12,
    pageSize: 20,
    paging: 'member',
    lastPage: 'null',
    never: 'empty',
    tooManyIn: 'error_class',
    selfService: 'by-version',
    unknownUserStatus: 404,
    pastExpiry: 'accept',
    clearExpiry: 'refuse',
    unauthorizedBody: 'error',
    stack: 'list',
    contentType: 'required',
    unknownMembers: 'refuse',
    userList: 'privileged',
    saml: 'configured',
    samlWrongCode: 'ends',
    identityPaths: 'both',
    deletedUserTokens: 'gone',
    userWithoutPassword: 'accept',
    ...options,
  }
}

/** What a NetBird stand-in is like; every default is what a self-hosted server of 0.77.1 most likely does. */
export interface NetbirdOptions {
  /** Management version, without `v`; what newer ones have is then missing. Default `0.77.1`. */
  readonly version?: string
  /** How many people besides the documented accounts; default 12. */
  readonly people?: number
  /** How many service users besides the documented accounts; default 24. */
  readonly serviceUsers?: number
  /**
   * The answer to a well-formed token that does not exist. Default `by-version`: 404 with the hash in the message since
   * 0.59.13, 401 before. Inferred from the code; whether the cloud does the same is not known.
   */
  readonly unknownToken?: 'by-version' | '404' | '401'
  /**
   * The message to blocked and pending callers. Default `as-checked`: `user is blocked` from `/api/users/current`, else
   * with `failed to validate user permissions: ` in front. `plain`: never with it.
   */
  readonly blockedMessage?: 'as-checked' | 'plain'
  /** An empty token list: the literal `null` (default; inferred from the code) or `[]`. */
  readonly emptyList?: 'null' | 'array'
  /** Rights of `billing_admin`: an unknown role (default, the open source) or simply none (a guess at the cloud). */
  readonly billingAdmin?: 'unknown-role' | 'denied'
  /** Whether people can be invited: without an identity provider (default) that is 412. */
  readonly invites?: boolean
  /** The order of the user list; the real one changes with every call (default `shuffled`). */
  readonly userOrder?: 'shuffled' | 'stable'
  /** Time zone of the server: of the times it writes and of the days it counts. Default `UTC`. */
  readonly timeZone?: string
  /**
   * Ids of accounts that this one manages: owner and admins work in one with `?account=`. Default none; for everybody
   * else, and with any other id, the parameter is ignored.
   */
  readonly children?: readonly string[]
  /** `required`: nobody is there yet, and `POST /api/setup` makes the first user. Default `done`. */
  readonly setup?: 'done' | 'required'
  /** Whether the first set-up may make a token (`NB_SETUP_PAT_ENABLED`), since 0.70.5. Default no. */
  readonly setupPat?: boolean
}

/** The options with every default filled in. */
export type NetbirdSettings = Required<NetbirdOptions>

/** Fills in the defaults. */
export function completeOptions(options: NetbirdOptions): NetbirdSettings {
  return {
    version: '0.77.1',
    people: 12,
    serviceUsers: 24,
    unknownToken: 'by-version',
    blockedMessage: 'as-checked',
    emptyList: 'null',
    billingAdmin: 'unknown-role',
    invites: false,
    userOrder: 'shuffled',
    timeZone: 'UTC',
    children: [],
    setup: 'done',
    setupPat: false,
    ...options,
  }
}

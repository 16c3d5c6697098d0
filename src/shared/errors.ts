/**
 * Every error a person can meet has one of these codes. The group decides the exit code of the command
 * line: 2 = the call was wrong, 3 = the vault, 4 = the server, 1 = everything else.
 */
export const errorGroups = {
  'invalid-input': 2,
  ambiguous: 2,
  'confirmation-missing': 2,
  'vault-missing': 3,
  'vault-locked': 3,
  'wrong-password': 3,
  'vault-in-use': 3,
  'vault-damaged': 3,
  'vault-newer': 3,
  unreachable: 4,
  untrusted: 4,
  'certificate-changed': 4,
  'not-an-api': 4,
  redirected: 4,
  rejected: 4,
  expired: 4,
  forbidden: 4,
  'rate-limited': 4,
  'limit-reached': 4,
  conflict: 4,
  'bad-response': 4,
  'outcome-unknown': 4,
  'not-found': 1,
  unsupported: 1,
  'no-secret': 1,
  'storage-full': 1,
  cancelled: 1,
  'verify-failed': 1,
  internal: 1,
} as const

export type ErrorCode = keyof typeof errorGroups

/** What of an error crosses to a front door: plain data, safe to show and to log. */
export interface AppErrorData {
  readonly code: ErrorCode
  /** A sentence for a person: what happened, what is safe, what to do. Never a secret, never a server's raw body. */
  readonly message: string
  /** The input field at fault, for `invalid-input`. */
  readonly field?: string
  /** How long the server asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number
  /** Finds the matching line in the log, for `internal`. */
  readonly traceId?: string
  /** The local id of the record the error is about, for example the orphan of an `outcome-unknown`. */
  readonly id?: string
  /** For an `outcome-unknown` with `id`: the server gives the secret of that token again, so it is not lost. */
  readonly isSecretReadable?: boolean
  /** The servers that failed, for an action over several of them. */
  readonly servers?: readonly ServerFailure[]
  /** The diagnosis of a server that was not saved, line by line. */
  readonly checks?: readonly { readonly check: string; readonly ok: boolean; readonly message: string }[]
}

export interface ServerFailure {
  readonly id: string
  readonly name: string
  readonly code: ErrorCode
  readonly message: string
}

/**
 * What a failed call may have done on the other side. `not-sent`: nothing reached the server. `refused`: the
 * server answered that it did not do it. `unknown`: it may have been done; only reading back can tell.
 */
export type Outcome = 'not-sent' | 'refused' | 'unknown'

export interface AppErrorDetails extends Omit<AppErrorData, 'code' | 'message'> {
  readonly outcome?: Outcome
  readonly cause?: unknown
}

/** The one error class of the program. Thrown anywhere in main, turned into {@link AppErrorData} once, in the router. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly outcome: Outcome
  readonly #details: Omit<AppErrorData, 'code' | 'message'>

  constructor(code: ErrorCode, message: string, details: AppErrorDetails = {}) {
    const { outcome, cause, ...rest } = details
    super(message, cause === undefined ? {} : { cause })
    this.name = 'AppError'
    this.code = code
    this.outcome = outcome ?? 'refused'
    this.#details = rest
  }

  get field(): string | undefined {
    return this.#details.field
  }

  toData(): AppErrorData {
    return { code: this.code, message: this.message, ...this.#details }
  }
}

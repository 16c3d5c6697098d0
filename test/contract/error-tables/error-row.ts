import type { ErrorCode } from '../../../src/shared/errors.ts'

/** Which call meets the refusal. `login` is a call after signing in with user name and password. */
export type ErrorCall = 'get' | 'list' | 'create' | 'delete' | 'verify' | 'examine' | 'login' | 'owner'

/** One row of a table of errors in the documents of a kind. */
export interface ErrorRow {
  /** What the row says, for the name of the test. */
  readonly what: string
  readonly status: number
  /** Text as it is, or an object as JSON; null = no body. */
  readonly body: string | object | null
  readonly call: ErrorCall
  readonly code: ErrorCode
  readonly field?: string
  /** What the sentence must tell a person, whatever its words. */
  readonly says: RegExp
}

import { z } from 'zod'
import { type ErrorCode, errorGroups } from '../errors.ts'

/** One call of the contract: what goes in, what comes out. */
export interface Method {
  readonly input: z.ZodType
  readonly output: z.ZodType
}

/** No input, no output. */
export const nothing = z.undefined()

/** The longest token of any kind, 1 MiB: one with many caveats. What the vault holds must come out of it again. */
const bytes = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.length <= 1_048_576,
  'must be bytes, at most 1,048,576',
)

/** Bytes that may be a password, a credential or a secret. Only ever an input. */
export const secretInput = bytes

/** The plaintext of a token on its way out. A test walks the contract and allows it in `tokens.reveal` and `tokens.confine` only. */
export const secretOutput = bytes.brand<'secret'>()

/** Field values of a form or of `--field`. */
export const fieldValues = z.record(z.string().min(1).max(64), z.string().max(65_536))

export const errorCode = z.custom<ErrorCode>(
  (value) => typeof value === 'string' && Object.hasOwn(errorGroups, value),
)

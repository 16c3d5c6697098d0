import { z } from 'zod'

/** One call of the contract: what goes in, what comes out. */
export interface Method {
  readonly input: z.ZodType
  readonly output: z.ZodType
}

/** No input, no output. */
export const nothing = z.undefined()

/** Bytes that may be a password, a credential or a secret. Only ever an input, except in `tokens.reveal`. */
export const secretInput = z.instanceof(Uint8Array).refine((bytes) => bytes.length <= 65_536, 'too long')

/** The plaintext of a token on its way out. A test walks the contract and allows it in `tokens.reveal` only. */
export const secretOutput = z.instanceof(Uint8Array).brand<'secret'>()

/** Field values of a form or of `--field`. */
export const fieldValues = z.record(z.string().min(1).max(64), z.string().max(65_536))

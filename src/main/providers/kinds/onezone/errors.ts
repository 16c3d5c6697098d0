import { membersOf } from '../../../../shared/model/caveats.ts'
import { onezoneError } from './schema.ts'

/** An error's id, and of its details what is understood. Its texts are not kept: they may quote a token. */
export interface OnezoneError {
  readonly id: string
  readonly details: Readonly<Record<string, unknown>>
}

/** The error in the body of a refusal; null = the body is no Onezone error. */
export function readError(body: unknown): OnezoneError | null {
  const parsed = onezoneError.safeParse(body)
  return parsed.success ? { id: parsed.data.error.id, details: membersOf(parsed.data.error.details) } : null
}

/** An error inside the details of another; null = there is none. */
export function nestedError(error: OnezoneError, member: string): OnezoneError | null {
  const { id, details } = membersOf(error.details[member])
  return typeof id === 'string' ? { id, details: membersOf(details) } : null
}

/** The entry of a table under a key that a server gave; undefined = there is none of its own. */
export function ownEntry<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

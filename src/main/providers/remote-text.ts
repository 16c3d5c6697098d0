import { z } from 'zod'
import { epochMs } from '../lib/time.ts'

// Members of a server's JSON: bounded, so that one answer cannot fill the vault, and otherwise unchanged.

/** An id: text, never a number, because some are larger than 2^53. */
export const remoteId = z.string().min(1).max(512)

/** A name or another text for a person. No server documents a limit, so the bound is far above what anybody types. */
export const remoteName = z.string().max(65_536)

/** A token's plaintext. */
export const remoteSecret = z.string().min(1).max(65_536)

/**
 * A list, given up at its first bad item. Every list of a server's JSON is read with it: the usual way collects what is
 * wrong with each of a hundred thousand items, and that takes far more memory than the answer itself.
 */
export function remoteList<T extends z.ZodType>(item: T) {
  return z.array(z.unknown()).transform((values, context): z.output<T>[] => {
    const parsed: z.output<T>[] = []
    for (const [index, value] of values.entries()) {
      const one = item.safeParse(value)
      if (!one.success) {
        context.addIssue({ code: 'custom', message: 'not an item of this list', path: [index] })
        return z.NEVER
      }
      parsed.push(one.data)
    }
    return parsed
  })
}

/** What Go writes for a time that was never set. */
const goZeroTime = /^0001-01-01T00:00:00(\.0+)?Z$/

/** An RFC 3339 time as the server wrote it; null for a missing, null, empty or zero time. Anything else is refused. */
export const remoteTime = z
  .string()
  .max(64)
  .nullish()
  .transform((text, context) => {
    if (text === undefined || text === null || text === '' || goZeroTime.test(text)) return null
    if (epochMs(text) !== null) return text
    context.addIssue({ code: 'custom', message: 'not an RFC 3339 time' })
    return z.NEVER
  })

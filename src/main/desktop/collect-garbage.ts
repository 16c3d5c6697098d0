import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Gives all memory back that this program does not use any more. A text cannot be wiped as bytes can; this is the only
 * way to get rid of one. Takes some hundredths of a second. Where it is not possible, nothing happens.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('typeof gc === "function" ? gc : null')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect !== 'function') return
  // The second time also the pages that were only set aside.
  collect()
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

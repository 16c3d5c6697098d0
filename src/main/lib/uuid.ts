import { randomUUID } from 'node:crypto'

/** A UUID of version 7: sorts by the time it was made. `nowMs` is epoch milliseconds. */
export function uuidv7(nowMs: number): string {
  const time = Math.max(0, Math.trunc(nowMs)).toString(16).padStart(12, '0')
  // The random part and the variant come from a UUID of version 4, which Node makes many of at a time.
  const random = randomUUID()
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${random.slice(15)}`
}

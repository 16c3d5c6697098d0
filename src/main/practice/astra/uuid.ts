import { HEX, type Random } from '../random.ts'

/** The id that stands for nobody. */
export const NIL_UUID = '00000000-0000-0000-0000-000000000000'

const ACCEPTED = /^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Whether a text is an id as paths and bodies may have it: version 4 or 5 in small letters, or nil. */
export function isUuid(text: string): boolean {
  return text === NIL_UUID || ACCEPTED.test(text)
}

/** A new id of a version; nothing is hashed for version 5, it only looks like it. */
export function makeUuid(random: Random, version: 4 | 5): string {
  const hex = random.text(HEX, 30)
  const variant = random.pick(['8', '9', 'a', 'b'])
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18)}`
}

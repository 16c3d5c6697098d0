import type { Owner } from '../../../shared/model/server.ts'
import { plainText } from '../../../shared/text.ts'

/** Text of a server, safe to show. */
export const shown = (text: string): string => plainText(text, 80)

/** The owners in whose name, id or type every word occurs: oneself first, then by name. */
export function findOwners(owners: readonly Owner[], query: string): readonly Owner[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return owners
    .filter(({ name, id, type }) => {
      const text = `${name} ${id} ${type}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .toSorted(
      (a, b) => Number(b.isSelf) - Number(a.isSelf) || a.name.localeCompare(b.name, 'en', { numeric: true }),
    )
}

/** “1 of 2 tokens”; null = no limit is known. */
export function slotWords({ slots }: Pick<Owner, 'slots'>): string | null {
  return slots ? `${slots.used} of ${slots.limit} ${slots.limit === 1 ? 'token' : 'tokens'}` : null
}

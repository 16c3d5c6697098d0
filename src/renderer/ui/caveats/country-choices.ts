import type { Choice } from '../suggestions.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')
/** Groups, test codes and the like, which are no country. */
const others = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ'])
let found: readonly Choice[] | null = null

/** The name of a country by its code; the code itself when the platform knows no name. */
export function countryName(code: string): string {
  return countryChoices().find(({ value }) => value === code)?.label ?? code
}

/** The countries that the platform has a name for, by name. */
export function countryChoices(): readonly Choice[] {
  if (found !== null) return found
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  found = letters
    .flatMap((first) => letters.map((second) => `${first}${second}`))
    .filter((code) => !others.has(code))
    .flatMap((value) => {
      const label = names.of(value)
      return label === undefined ? [] : [{ value, label }]
    })
    .sort((a, b) => a.label.localeCompare(b.label, 'en'))
  return found
}

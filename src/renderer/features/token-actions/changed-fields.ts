import type { FieldSpec } from '../../../shared/model/kind.ts'
import type { Token } from '../../../shared/model/token.ts'

type Values = Readonly<Record<string, string>>

/** What the token is known to have for a field. Only its name: an end is chosen anew, the rest no list tells. */
export function knownValues(specs: readonly FieldSpec[], token: Pick<Token, 'name'>): Values {
  const name = token.name
  const hasName = name !== null && specs.some((spec) => spec.name === 'name' && spec.type === 'text')
  return hasName ? { name } : {}
}

/** The values that differ from what is there. An end within the same minute is the same: the input knows no seconds. */
export function changedFields(
  values: Values,
  specs: readonly FieldSpec[],
  token: Pick<Token, 'name' | 'expiresAtMs'>,
): Record<string, string> {
  const known = knownValues(specs, token)
  const isSame = (name: string, value: string) => {
    const spec = specs.find((candidate) => candidate.name === name)
    if (spec?.type !== 'instant' || token.expiresAtMs === null) return known[name] === value
    return minuteOf(Date.parse(value)) === minuteOf(token.expiresAtMs)
  }
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => !isSame(name, value)))
}

function minuteOf(ms: number): number {
  return Math.floor(ms / 60_000)
}

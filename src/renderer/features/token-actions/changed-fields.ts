import type { FieldSpec } from '../../../shared/model/kind.ts'
import type { Token } from '../../../shared/model/token.ts'

type Values = Readonly<Record<string, string>>

/** What the token is known to have for a field. Only its name: an end is chosen anew, the rest no list tells. */
export function knownValues(specs: readonly FieldSpec[], token: Pick<Token, 'name'>): Values {
  const name = token.name
  const hasName = name !== null && specs.some((spec) => spec.name === 'name' && spec.type === 'text')
  return hasName ? { name } : {}
}

/** The values that differ from what is there. */
export function changedFields(values: Values, known: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => known[name] !== value))
}

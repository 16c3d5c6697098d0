import type { FieldSpec } from '../../../shared/model/kind.ts'
import type { Token } from '../../../shared/model/token.ts'
import { type FieldValues, parsedJson } from '../../ui/field-values.ts'

/**
 * What the token is known to have for each field: its name and labels, and what the server's own record has under
 * the field's own name. An end is chosen anew; for anything else nothing is known.
 */
export function knownValues(
  specs: readonly FieldSpec[],
  { name, labels }: Pick<Token, 'name' | 'labels'>,
  details: Readonly<Record<string, unknown>> | null = null,
): FieldValues {
  return Object.fromEntries(
    specs.flatMap((spec) => {
      const value = knownValue(spec, name, labels, details)
      return value === null ? [] : [[spec.name, value]]
    }),
  )
}

function knownValue(
  { name: field, type }: FieldSpec,
  name: string | null,
  labels: Token['labels'],
  details: Readonly<Record<string, unknown>> | null,
): string | null {
  if (field === 'name' && type === 'text') return name
  if (type === 'labels') return labels === null ? null : JSON.stringify(labels)
  const value = details && Object.hasOwn(details, field) ? details[field] : undefined
  if (value === undefined || value === null || type === 'instant') return null
  if (type === 'json') return JSON.stringify(value, null, 2)
  if (type === 'list' || type === 'caveats') return JSON.stringify(value)
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : null
}

/** The values that differ from what is there. An end within the same minute is the same: the input knows no seconds. */
export function changedFields(
  values: FieldValues,
  specs: readonly FieldSpec[],
  token: Pick<Token, 'name' | 'expiresAtMs' | 'labels'>,
  known: FieldValues = knownValues(specs, token),
): Record<string, string> {
  const isSame = (name: string, value: string) => {
    const spec = specs.find((candidate) => candidate.name === name)
    if (spec?.type === 'instant' && token.expiresAtMs !== null) {
      return minuteOf(Date.parse(value)) === minuteOf(token.expiresAtMs)
    }
    const before = known[name]
    if (before === undefined || spec === undefined) return false
    return ['json', 'list', 'labels', 'caveats'].includes(spec.type)
      ? JSON.stringify(parsedJson(before)) === JSON.stringify(parsedJson(value))
      : before === value
  }
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => !isSame(name, value)))
}

function minuteOf(ms: number): number {
  return Math.floor(ms / 60_000)
}

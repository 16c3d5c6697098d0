import type { FieldSpec, FieldTemplate } from '../../../shared/model/kind.ts'
import { type ExpiryState, isExpirySpec, localInput } from './expiry.ts'

/** The ends that a template fills in, by field. */
export function templateExpiry(
  specs: readonly FieldSpec[],
  { values }: FieldTemplate,
): Readonly<Record<string, ExpiryState>> {
  const states: Record<string, ExpiryState> = {}
  for (const spec of specs.filter(isExpirySpec)) {
    const value = values[spec.name]
    if (value === '') states[spec.name] = { choice: 'never', custom: '' }
    else if (value !== undefined) {
      const custom = spec.type === 'instant' ? localInput(Date.parse(value)) : value
      states[spec.name] = { choice: 'custom', custom }
    }
  }
  return states
}

import { checkCaveats } from '../../shared/model/caveats.ts'
import type { FieldSpec } from '../../shared/model/kind.ts'
import { parseCaveats, tokenTypeOf } from './caveats/caveat-input.ts'
import { type FieldValues, parsedJson, visibleSpecs } from './field-values.ts'

/**
 * Why what the fields hold cannot be sent, in a sentence; null = nothing is wrong that a form can see. What is
 * missing is the engine's to tell, at the field itself.
 */
export function formProblem(specs: readonly FieldSpec[], values: FieldValues): string | null {
  for (const spec of visibleSpecs(specs, values)) {
    const value = values[spec.name] ?? ''
    if (value === '') continue
    if (spec.type === 'json' && parsedJson(value) === undefined) return `${spec.label} is not valid JSON.`
    if (spec.type !== 'caveats') continue
    const caveats = parseCaveats(value)
    const problem = caveats === null ? 'They are not a JSON array.' : caveatProblem(caveats, values)
    if (problem !== null) return `${spec.label}: ${problem}`
  }
  return null
}

function caveatProblem(caveats: readonly unknown[], values: FieldValues): string | null {
  return checkCaveats(caveats, tokenTypeOf(values))[0]?.message ?? null
}

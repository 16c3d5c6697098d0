import type { AppErrorData } from '../../../shared/errors.ts'
import type { FieldSpec } from '../../../shared/model/kind.ts'
import { type FieldValues, sentValues, visibleSpecs } from '../../ui/field-values.ts'
import { formProblem } from '../../ui/form-problem.ts'
import { KindField } from '../../ui/KindFields.tsx'
import type { LoadChoices } from '../../ui/suggestions.ts'
import { ExpiryField } from './ExpiryField.tsx'
import { type ExpiryMode, type ExpiryState, expiryResult, initialExpiry, isExpirySpec } from './expiry.ts'

/** What was chosen for each field that says when the token ends, by its name. */
export type ExpiryStates = Readonly<Record<string, ExpiryState>>

interface TokenFieldsProps {
  readonly specs: readonly FieldSpec[]
  readonly mode: ExpiryMode
  readonly expiry: ExpiryStates
  /** What the other fields hold. */
  readonly values: FieldValues
  readonly loadChoices: LoadChoices | null
  readonly error: AppErrorData | null
  /** What presets count from. */
  readonly fromMs: number
  readonly nowMs: number
  readonly onExpiry: (expiry: ExpiryStates) => void
  readonly onChange: (name: string, value: string) => void
}

/** The fields of a token in the descriptor's order; those that say when it ends get presets and a date. */
export function TokenFields(props: TokenFieldsProps) {
  const { specs, mode, expiry, values, error, fromMs, nowMs } = props
  const failed = error?.field === undefined ? null : { field: error.field, message: error.message }
  return visibleSpecs(specs, values).map((spec) => {
    if (!isExpirySpec(spec)) {
      return (
        <KindField
          key={spec.name}
          spec={spec}
          values={values}
          error={failed?.field === spec.name ? failed.message : null}
          loadChoices={props.loadChoices}
          onChange={(value) => props.onChange(spec.name, value)}
        />
      )
    }
    const state = expiry[spec.name] ?? initialExpiry(spec, mode)
    return (
      <ExpiryField
        key={spec.name}
        spec={spec}
        mode={mode}
        state={state}
        result={expiryResult(spec, state, fromMs, nowMs)}
        fromMs={fromMs}
        nowMs={nowMs}
        error={failed?.field === spec.name ? failed.message : null}
        onChange={(next) => props.onExpiry({ ...expiry, [spec.name]: next })}
      />
    )
  })
}

type Filled = Pick<TokenFieldsProps, 'mode' | 'expiry' | 'values' | 'fromMs' | 'nowMs'>

/** What is sent: the fields that are shown, with the ends that were chosen. */
export function sentFields(specs: readonly FieldSpec[], filled: Filled): Record<string, string> {
  return sentValues(specs, { ...filled.values, ...expiryValues(specs, filled) })
}

/** Why what is filled in cannot be sent; null = it can, as far as can be seen here. */
export function fieldsProblem(specs: readonly FieldSpec[], filled: Filled): string | null {
  const { mode, expiry, values, fromMs, nowMs } = filled
  for (const spec of visibleSpecs(specs, values).filter(isExpirySpec)) {
    const state = expiry[spec.name] ?? initialExpiry(spec, mode)
    const { problem } = expiryResult(spec, state, fromMs, nowMs)
    if (problem !== null) return problem
  }
  return formProblem(specs, values)
}

function expiryValues(
  specs: readonly FieldSpec[],
  { mode, expiry, fromMs, nowMs }: Filled,
): Record<string, string> {
  return Object.fromEntries(
    specs.filter(isExpirySpec).map((spec) => {
      const state = expiry[spec.name] ?? initialExpiry(spec, mode)
      return [spec.name, expiryResult(spec, state, fromMs, nowMs).value]
    }),
  )
}

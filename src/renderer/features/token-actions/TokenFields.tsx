import type { AppErrorData } from '../../../shared/errors.ts'
import type { FieldSpec } from '../../../shared/model/kind.ts'
import { KindFields } from '../../ui/KindFields.tsx'
import { ExpiryField } from './ExpiryField.tsx'
import { type ExpiryMode, type ExpiryState, expiryResult, initialExpiry, isExpirySpec } from './expiry.ts'

/** What was chosen for each field that says when the token ends, by its name. */
export type ExpiryStates = Readonly<Record<string, ExpiryState>>

interface TokenFieldsProps {
  readonly specs: readonly FieldSpec[]
  readonly mode: ExpiryMode
  readonly expiry: ExpiryStates
  readonly onExpiry: (expiry: ExpiryStates) => void
  /** What the other fields start with. */
  readonly values?: Readonly<Record<string, string>>
  readonly error: AppErrorData | null
  /** What presets count from. */
  readonly fromMs: number
  readonly nowMs: number
}

/** The fields of a token in the descriptor's order; those that say when it ends get presets and a date. */
export function TokenFields(props: TokenFieldsProps) {
  const { specs, mode, expiry, error, fromMs, nowMs } = props
  const failed = error?.field === undefined ? null : { field: error.field, message: error.message }
  return specs.map((spec) => {
    if (!isExpirySpec(spec)) {
      return <KindFields key={spec.name} specs={[spec]} values={props.values ?? {}} error={failed} />
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

/** Why the chosen ends cannot be sent; null = they can. */
export function expiryProblem(
  specs: readonly FieldSpec[],
  { mode, expiry, fromMs, nowMs }: Pick<TokenFieldsProps, 'mode' | 'expiry' | 'fromMs' | 'nowMs'>,
): string | null {
  for (const spec of specs.filter(isExpirySpec)) {
    const state = expiry[spec.name] ?? initialExpiry(spec, mode)
    const { problem } = expiryResult(spec, state, fromMs, nowMs)
    if (problem !== null) return problem
  }
  return null
}

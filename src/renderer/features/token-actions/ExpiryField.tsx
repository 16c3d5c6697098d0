import { useId } from 'react'
import type { FieldSpec } from '../../../shared/model/kind.ts'
import styles from './ExpiryField.module.css'
import { ExpiryOutcome } from './ExpiryOutcome.tsx'
import { type ExpiryMode, type ExpiryResult, type ExpiryState, expiryChoices, localInput } from './expiry.ts'

interface ExpiryFieldProps {
  readonly spec: FieldSpec
  readonly mode: ExpiryMode
  readonly state: ExpiryState
  readonly result: ExpiryResult
  /** What a date picked by hand starts from. */
  readonly fromMs: number
  readonly nowMs: number
  readonly error: string | null
  readonly onChange: (state: ExpiryState) => void
}

/** What a date of one's own starts from after “Never” or “Unchanged”. */
const monthMs = 30 * 86_400_000

/** When a token ends: presets, or a value of one's own, and always the date that comes out. */
export function ExpiryField(props: ExpiryFieldProps) {
  const { spec, mode, state, result, error, onChange } = props
  const id = useId()
  const isCustom = state.choice === 'custom'
  const problem = isCustom && state.custom !== '' ? result.problem : null
  const message = error ?? problem
  return (
    <fieldset className={styles['field']} aria-describedby={`${id}-outcome`}>
      <legend className={styles['legend']}>{spec.label}</legend>
      <div className={styles['choices']}>
        {expiryChoices(spec, mode).map(({ choice, label }) => (
          <label key={choice} className={styles['choice']}>
            <input
              type="radio"
              name={`${spec.name}--choice`}
              className={styles['radio']}
              checked={state.choice === choice}
              onChange={() => {
                const custom =
                  spec.type === 'instant' ? localInput(result.atMs ?? props.fromMs + monthMs) : result.value
                onChange({ choice, custom: choice === 'custom' ? custom : state.custom })
              }}
            />
            {label}
          </label>
        ))}
      </div>
      {isCustom && (
        <input
          className={styles['custom']}
          type={spec.type === 'instant' ? 'datetime-local' : 'text'}
          inputMode={spec.type === 'instant' ? undefined : 'numeric'}
          aria-label={spec.type === 'instant' ? `${spec.label}, local date and time` : spec.label}
          aria-invalid={message !== null}
          aria-describedby={`${id}-outcome`}
          autoComplete="off"
          max={spec.type === 'instant' ? '9999-12-31T23:59' : undefined}
          value={state.custom}
          onChange={(event) => onChange({ choice: 'custom', custom: event.target.value })}
        />
      )}
      <div id={`${id}-outcome`} className={styles['outcome']}>
        {message === null ? (
          <ExpiryOutcome choice={state.choice} result={result} nowMs={props.nowMs} />
        ) : (
          <p role="alert" className={styles['error']}>
            {message}
          </p>
        )}
      </div>
    </fieldset>
  )
}

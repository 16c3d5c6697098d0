import { useId } from 'react'
import type { FieldValues } from '../field-values.ts'
import type { LoadChoices } from '../suggestions.ts'
import { CaveatBuilder } from './CaveatBuilder.tsx'
import styles from './CaveatsField.module.css'
import { tokenTypeOf } from './caveat-input.ts'

interface CaveatsFieldProps {
  readonly label: string
  /** The JSON text of the field. */
  readonly value: string
  /** Of the whole form: what the token is for decides which caveats there are. */
  readonly values: FieldValues
  readonly help: string | null
  readonly error: string | null
  readonly loadChoices: LoadChoices | null
  readonly onChange: (value: string) => void
}

/** Restrictions of a token, as a field of a form. */
export function CaveatsField(props: CaveatsFieldProps) {
  const { label, help, error, values } = props
  const id = useId()
  return (
    <fieldset
      className={styles['field']}
      aria-describedby={[help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || undefined}
    >
      <legend className={styles['legend']}>{label}</legend>
      {help !== null && (
        <p id={`${id}-help`} className={styles['help']}>
          {help}
        </p>
      )}
      <CaveatBuilder
        value={props.value}
        tokenType={tokenTypeOf(values)}
        loadChoices={
          props.loadChoices === null ? null : (field) => props.loadChoices?.(field, filledOf(values)) ?? none
        }
        onChange={props.onChange}
      />
      {error !== null && (
        <p id={`${id}-error`} role="alert" className={styles['error']}>
          {error}
        </p>
      )}
    </fieldset>
  )
}

const none = Promise.resolve({ ok: true as const, value: [] })

function filledOf(values: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

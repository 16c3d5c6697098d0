import { type ReactNode, useId } from 'react'
import styles from './Field.module.css'

/** What a control needs to belong to its label, help and error. */
export interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean
  readonly className: string
}

interface FieldProps {
  readonly label: string
  readonly help?: string | null
  readonly error?: string | null
  readonly isOptional?: boolean
  readonly children: (control: ControlProps) => ReactNode
}

/** Label, control, help and error, tied together for screen readers. */
export function Field({ label, help = null, error = null, isOptional = false, children }: FieldProps) {
  const id = useId()
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={styles['label']}>
        {label}
        {isOptional && <span className={styles['optional']}> optional</span>}
      </label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error !== null,
        className: styles['control'] ?? '',
      })}
      {help !== null && (
        <p id={`${id}-help`} className={styles['help']}>
          {help}
        </p>
      )}
      {error !== null && (
        <p id={`${id}-error`} role="alert" className={styles['error']}>
          {error}
        </p>
      )}
    </div>
  )
}

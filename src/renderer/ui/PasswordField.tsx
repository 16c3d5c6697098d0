import { useId } from 'react'
import styles from './PasswordField.module.css'

interface PasswordFieldProps {
  readonly label: string
  readonly name: string
  readonly isNew?: boolean
  readonly error?: string | null
}

export function PasswordField({ label, name, isNew = false, error = null }: PasswordFieldProps) {
  const id = useId()
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="password"
        required
        autoComplete={isNew ? 'new-password' : 'current-password'}
        className={styles['input']}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
      />
      {error !== null && (
        <p id={`${id}-error`} role="alert" className={styles['error']}>
          {error}
        </p>
      )}
    </div>
  )
}

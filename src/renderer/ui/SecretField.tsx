import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { Field } from './Field.tsx'
import { IconButton } from './IconButton.tsx'
import styles from './SecretField.module.css'

interface SecretFieldProps {
  readonly label: string
  readonly name: string
  readonly help?: string | null
  readonly error?: string | null
  /** `new` for a password being chosen, `current` for the vault's, `off` for credentials of servers. */
  readonly purpose: 'new' | 'current' | 'off'
  readonly isRequired?: boolean
  readonly autoFocus?: boolean
  readonly onChange?: (value: string) => void
}

const autoComplete = { new: 'new-password', current: 'current-password', off: 'off' } as const

/** A password or credential being typed; uncontrolled, so that no store ever holds it. */
export function SecretField(props: SecretFieldProps) {
  const [isShown, setShown] = useState(false)
  return (
    <Field
      label={props.label}
      help={props.help ?? null}
      error={props.error ?? null}
      isOptional={props.isRequired === false}
    >
      {(control) => (
        <div className={styles['box']}>
          <input
            {...control}
            name={props.name}
            type={isShown ? 'text' : 'password'}
            required={props.isRequired !== false}
            autoComplete={autoComplete[props.purpose]}
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: the first field of a form that was just opened
            autoFocus={props.autoFocus}
            onChange={(event) => props.onChange?.(event.target.value)}
          />
          <div className={styles['eye']}>
            <IconButton
              icon={isShown ? EyeOff : Eye}
              label={isShown ? `Hide ${props.label.toLowerCase()}` : `Show ${props.label.toLowerCase()}`}
              onClick={() => setShown(!isShown)}
            />
          </div>
        </div>
      )}
    </Field>
  )
}

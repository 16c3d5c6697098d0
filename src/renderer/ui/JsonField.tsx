import { useState } from 'react'
import { classes } from './classes.ts'
import { Field } from './Field.tsx'
import { parsedJson } from './field-values.ts'
import styles from './JsonField.module.css'

interface JsonFieldProps {
  readonly label: string
  readonly value: string
  readonly help: string | null
  readonly error: string | null
  readonly isRequired: boolean
  readonly onChange: (value: string) => void
}

/** Any JSON, typed. A fault is told when the field is left, not while it is typed. */
export function JsonField({ label, value, help, error, isRequired, onChange }: JsonFieldProps) {
  const [isLeft, setLeft] = useState(false)
  const isWrong = isLeft && value.trim() !== '' && parsedJson(value) === undefined
  return (
    <Field
      label={label}
      help={help}
      error={error ?? (isWrong ? 'This is not valid JSON.' : null)}
      isOptional={!isRequired}
    >
      {(control) => (
        <textarea
          {...control}
          className={classes(control.className, styles['text'])}
          rows={Math.min(12, Math.max(3, value.split('\n').length))}
          spellCheck={false}
          placeholder='{"ticket": "OPS-12"}'
          value={value}
          onFocus={() => setLeft(false)}
          onBlur={() => setLeft(true)}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

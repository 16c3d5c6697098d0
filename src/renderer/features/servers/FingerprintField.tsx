import { classes } from '../../ui/classes.ts'
import { Field } from '../../ui/Field.tsx'
import styles from './PemText.module.css'

interface FingerprintFieldProps {
  readonly value: string
  readonly error: string | null
  readonly onChange: (fingerprint: string) => void
}

/** The fingerprint of a pinned certificate, shown whole so that it can be compared. */
export function FingerprintField({ value, error, onChange }: FingerprintFieldProps) {
  return (
    <Field
      label="SHA-256 fingerprint"
      help="Ask the administrator of the server for it. A test with public authorities shows the one in use."
      error={error}
    >
      {(control) => (
        <textarea
          {...control}
          className={classes(control.className, styles['text'])}
          name="fingerprint"
          rows={2}
          spellCheck={false}
          placeholder="AB:CD:EF:…"
          value={value}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

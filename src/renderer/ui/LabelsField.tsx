import { Plus, X } from 'lucide-react'
import { useId, useRef } from 'react'
import { Button } from './Button.tsx'
import { labelRows } from './field-values.ts'
import { IconButton } from './IconButton.tsx'
import styles from './LabelsField.module.css'

interface LabelsFieldProps {
  readonly label: string
  /** The JSON text of the field. */
  readonly value: string
  readonly help: string | null
  readonly error: string | null
  readonly onChange: (value: string) => void
}

/** Names with values, a row each. */
export function LabelsField({ label, value, help, error, onChange }: LabelsFieldProps) {
  const id = useId()
  const box = useRef<HTMLFieldSetElement>(null)
  const rows = labelRows(value)
  const set = (index: number, change: { readonly name?: string; readonly value?: string }) =>
    onChange(JSON.stringify(rows.map((row, at) => (at === index ? { ...row, ...change } : row))))
  /** After React has drawn the change. */
  const focus = (selector: string) =>
    setTimeout(() => box.current?.querySelector<HTMLElement>(selector)?.focus())
  return (
    <fieldset
      ref={box}
      className={styles['field']}
      aria-describedby={[help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || undefined}
    >
      <legend className={styles['legend']}>{label}</legend>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; two may be the same while they are typed
        <div key={index} className={styles['row']}>
          <input
            className={styles['input']}
            aria-label={`Name of label ${index + 1}`}
            aria-invalid={error !== null}
            placeholder="name"
            autoComplete="off"
            spellCheck={false}
            value={row.name}
            onChange={(event) => set(index, { name: event.target.value })}
          />
          <span aria-hidden="true">=</span>
          <input
            className={styles['input']}
            aria-label={`Value of label ${index + 1}`}
            placeholder="value"
            autoComplete="off"
            spellCheck={false}
            value={row.value}
            onChange={(event) => set(index, { value: event.target.value })}
          />
          <IconButton
            icon={X}
            label={`Remove label ${index + 1}`}
            onClick={() => {
              onChange(JSON.stringify(rows.filter((_, at) => at !== index)))
              focus('[data-add] button')
            }}
          />
        </div>
      ))}
      <div data-add>
        <Button
          icon={Plus}
          onClick={() => {
            onChange(JSON.stringify([...rows, { name: '', value: '' }]))
            focus(`.${styles['row']}:nth-of-type(${rows.length + 1}) input`)
          }}
        >
          Add label
        </Button>
      </div>
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
    </fieldset>
  )
}

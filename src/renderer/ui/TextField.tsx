import { Field } from './Field.tsx'

interface TextFieldProps {
  readonly label: string
  readonly name: string
  readonly value?: string
  readonly initial?: string
  readonly help?: string | null
  readonly error?: string | null
  readonly placeholder?: string
  readonly type?: 'text' | 'url' | 'number' | 'search'
  readonly isRequired?: boolean
  readonly maxLength?: number
  readonly autoFocus?: boolean
  readonly onChange?: (value: string) => void
}

export function TextField(props: TextFieldProps) {
  const { label, name, type = 'text', isRequired = false } = props
  return (
    <Field label={label} help={props.help ?? null} error={props.error ?? null} isOptional={!isRequired}>
      {(control) => (
        <input
          {...control}
          name={name}
          type={type === 'number' ? 'text' : type}
          inputMode={type === 'number' ? 'numeric' : undefined}
          value={props.value}
          defaultValue={props.initial}
          placeholder={props.placeholder}
          required={isRequired}
          maxLength={props.maxLength}
          autoComplete="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the first field of a form that was just opened
          autoFocus={props.autoFocus}
          onChange={(event) => props.onChange?.(event.target.value)}
        />
      )}
    </Field>
  )
}

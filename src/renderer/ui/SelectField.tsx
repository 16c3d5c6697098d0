import { Field } from './Field.tsx'

interface SelectFieldProps {
  readonly label: string
  readonly name: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly value?: string
  readonly initial?: string
  readonly help?: string | null
  readonly error?: string | null
  readonly isRequired?: boolean
  readonly onChange?: (value: string) => void
}

export function SelectField(props: SelectFieldProps) {
  return (
    <Field
      label={props.label}
      help={props.help ?? null}
      error={props.error ?? null}
      isOptional={props.isRequired === false}
    >
      {(control) => (
        <select
          {...control}
          name={props.name}
          value={props.value}
          defaultValue={props.initial}
          onChange={(event) => props.onChange?.(event.target.value)}
        >
          {props.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

import { plainText } from '../../shared/text.ts'
import { ComboInput } from './ComboInput.tsx'
import { Field } from './Field.tsx'
import type { Suggestions } from './suggestions.ts'

interface ChoiceFieldProps {
  readonly label: string
  readonly value: string
  readonly suggestions: Suggestions
  readonly help: string | null
  readonly error: string | null
  readonly isRequired: boolean
  readonly onChange: (value: string) => void
}

/** One value that the server offers, or another one. */
export function ChoiceField({
  label,
  value,
  suggestions,
  help,
  error,
  isRequired,
  onChange,
}: ChoiceFieldProps) {
  const chosen = suggestions.options?.find((option) => option.value === value)
  const name = chosen && chosen.label !== chosen.value ? `${plainText(chosen.label, 120)}.` : null
  return (
    <Field
      label={label}
      help={[name, help].filter(Boolean).join(' ') || null}
      error={error}
      isOptional={!isRequired}
    >
      {(control) => (
        <ComboInput
          control={control}
          label={label}
          text={value}
          suggestions={suggestions}
          onText={onChange}
          onPick={(choice) => onChange(choice.value)}
        />
      )}
    </Field>
  )
}

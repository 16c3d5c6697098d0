import type { FieldSpec } from '../../shared/model/kind.ts'
import { SelectField } from './SelectField.tsx'
import { TextField } from './TextField.tsx'

interface KindFieldsProps {
  readonly specs: readonly FieldSpec[]
  /** What the fields start with instead of the descriptor's initial values. */
  readonly values?: Readonly<Record<string, string>>
  /** The field an error belongs to, and its sentence. */
  readonly error?: { readonly field: string; readonly message: string } | null
}

/** The fields of a descriptor. It knows no vendor: everything comes from the specs. */
export function KindFields({ specs, values = {}, error = null }: KindFieldsProps) {
  return specs.map((spec) => {
    const common = {
      label: spec.label,
      name: spec.name,
      help: spec.help,
      error: error?.field === spec.name ? error.message : null,
      isRequired: spec.required,
      initial: values[spec.name] ?? spec.initial ?? '',
    }
    if (spec.type === 'select' || spec.type === 'boolean') {
      const yesNo = [
        { value: 'true', label: 'Yes' },
        { value: 'false', label: 'No' },
      ]
      const options = spec.type === 'boolean' ? yesNo : spec.options
      return (
        <SelectField
          key={spec.name}
          {...common}
          options={spec.required ? options : [{ value: '', label: '—' }, ...options]}
        />
      )
    }
    return (
      <TextField
        key={spec.name}
        {...common}
        type={spec.type === 'integer' ? 'number' : 'text'}
        {...(spec.maxLength === null ? {} : { maxLength: spec.maxLength })}
        {...(spec.type === 'instant' ? { placeholder: '2027-01-31T00:00:00Z' } : {})}
      />
    )
  })
}

/** The filled-in values of the specs' fields, empty ones left out. */
export function readKindFields(form: HTMLFormElement, specs: readonly FieldSpec[]): Record<string, string> {
  const data = new FormData(form)
  return Object.fromEntries(
    specs.flatMap(({ name }) => {
      const value = data.get(name)
      return typeof value === 'string' && value !== '' ? [[name, value]] : []
    }),
  )
}

import type { FieldSpec } from '../../shared/model/kind.ts'
import { ChoiceField } from './ChoiceField.tsx'
import { CaveatsField } from './caveats/CaveatsField.tsx'
import { Field } from './Field.tsx'
import { type FieldValues, listItems, listText, visibleSpecs } from './field-values.ts'
import { JsonField } from './JsonField.tsx'
import { LabelsField } from './LabelsField.tsx'
import { SelectField } from './SelectField.tsx'
import { type Choice, type LoadChoices, useSuggestions } from './suggestions.ts'
import { TagInput } from './TagInput.tsx'
import { TextField } from './TextField.tsx'

interface KindFieldsProps {
  readonly specs: readonly FieldSpec[]
  /** Of every spec. */
  readonly values: FieldValues
  /** The field an error belongs to, and its sentence. */
  readonly error?: { readonly field: string; readonly message: string } | null
  /** null = there is no server yet that could be asked. */
  readonly loadChoices?: LoadChoices | null
  readonly onChange: (name: string, value: string) => void
}

/** The fields of a descriptor that are shown now. It knows no vendor: everything comes from the specs. */
export function KindFields({ specs, values, error = null, loadChoices = null, onChange }: KindFieldsProps) {
  return visibleSpecs(specs, values).map((spec) => (
    <KindField
      key={spec.name}
      spec={spec}
      values={values}
      error={error?.field === spec.name ? error.message : null}
      loadChoices={loadChoices}
      onChange={(value) => onChange(spec.name, value)}
    />
  ))
}

interface KindFieldProps {
  readonly spec: FieldSpec
  readonly values: FieldValues
  readonly error: string | null
  readonly loadChoices: LoadChoices | null
  readonly onChange: (value: string) => void
}

/** One field, drawn by its type. */
export function KindField({ spec, values, error, loadChoices, onChange }: KindFieldProps) {
  const load = spec.hasChoices === true && loadChoices !== null ? loadChoices : null
  const others = Object.entries(values).filter(([name, value]) => name !== spec.name && value !== '')
  const suggestions = useSuggestions(
    load && (() => load(spec.name, Object.fromEntries(others))),
    JSON.stringify(others),
  )
  const value = values[spec.name] ?? ''
  const common = {
    label: spec.label,
    value,
    help: spec.help,
    error,
    // A choice that has a start cannot be left out.
    isRequired: spec.required || (spec.initial !== null && spec.options.length > 0),
    onChange,
  }
  switch (spec.type) {
    case 'select':
    case 'boolean':
      return <SelectField {...common} name={spec.name} options={optionsOf(spec, value)} />
    case 'json':
      return spec.options.length === 0 ? (
        <JsonField {...common} />
      ) : (
        <SelectField {...common} name={spec.name} options={optionsOf(spec, value)} />
      )
    case 'list':
      return (
        <Field label={spec.label} help={spec.help} error={error} isOptional={!spec.required}>
          {(control) => (
            <TagInput
              control={control}
              label={spec.label}
              items={listItems(value)}
              suggestions={suggestions}
              placeholder="Type and press Enter"
              onChange={(items) => onChange(listText(items))}
            />
          )}
        </Field>
      )
    case 'labels':
      return <LabelsField {...common} />
    case 'caveats':
      return <CaveatsField {...common} values={values} loadChoices={loadChoices} />
    default:
      if (suggestions !== null) return <ChoiceField {...common} suggestions={suggestions} />
      return (
        <TextField
          {...common}
          name={spec.name}
          type={spec.type === 'integer' ? 'number' : 'text'}
          {...(spec.maxLength === null ? {} : { maxLength: spec.maxLength })}
          {...(spec.type === 'instant' ? { placeholder: '2027-01-31T00:00:00Z' } : {})}
        />
      )
  }
}

/** What can be chosen; nothing where that is allowed, and what is there although it is not offered. */
function optionsOf(spec: FieldSpec, value: string): readonly Choice[] {
  const yesNo = [
    { value: 'true', label: 'Yes' },
    { value: 'false', label: 'No' },
  ]
  const offered = spec.type === 'boolean' ? yesNo : spec.options
  const isOffered = value === '' || offered.some((option) => option.value === value)
  return [
    // Where there is a start, empty would mean the same.
    ...(spec.required || spec.initial !== null ? [] : [{ value: '', label: '—' }]),
    ...offered,
    ...(isOffered ? [] : [{ value, label: value }]),
  ]
}

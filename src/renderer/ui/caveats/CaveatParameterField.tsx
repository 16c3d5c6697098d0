import { useMemo } from 'react'
import type { CaveatParameter } from '../../../shared/model/caveat-types.ts'
import { decodeDataPath } from '../../../shared/model/data-path.ts'
import type { Result } from '../../../shared/result.ts'
import { CheckChips } from '../CheckChips.tsx'
import { Field } from '../Field.tsx'
import { SelectField } from '../SelectField.tsx'
import { type Choice, knownSuggestions, useSuggestions } from '../suggestions.ts'
import { TagInput } from '../TagInput.tsx'
import { listValue, localMinute, secondsOf, typedItems } from './caveat-input.ts'
import { countryChoices } from './country-choices.ts'

interface CaveatParameterFieldProps {
  /** Of the caveat. */
  readonly type: string
  readonly parameter: CaveatParameter
  readonly value: unknown
  /** Something is wrong with the caveat. */
  readonly isWrong: boolean
  readonly loadChoices: ((field: string) => Promise<Result<readonly Choice[]>>) | null
  readonly onChange: (value: unknown) => void
}

/** One value of a caveat, by its form. */
export function CaveatParameterField(props: CaveatParameterFieldProps) {
  const { type, parameter, value, isWrong, loadChoices, onChange } = props
  const { form, label, help, options, choices } = parameter
  const isCountry = type === 'geo.country' && form === 'texts'
  const countries = useMemo(() => (isCountry ? knownSuggestions(countryChoices()) : null), [isCountry])
  const asked = useSuggestions(
    loadChoices === null || choices === null ? null : () => loadChoices(choices).then(asTyped(form)),
    choices ?? '',
  )
  if (form === 'instant') {
    return (
      <Field label={label}>
        {(control) => (
          <input
            {...control}
            aria-invalid={isWrong}
            type="datetime-local"
            max="9999-12-31T23:59"
            value={localMinute(value)}
            onChange={(event) => onChange(secondsOf(event.target.value))}
          />
        )}
      </Field>
    )
  }
  if (form === 'select') {
    return (
      <SelectField
        label={label}
        name={parameter.name}
        options={options}
        value={typeof value === 'string' ? value : ''}
        onChange={onChange}
      />
    )
  }
  const items = typedItems(parameter, value)
  if (options.length > 0) {
    return (
      <CheckChips
        label={label}
        options={options}
        chosen={items}
        onChange={(chosen) => onChange(listValue(parameter, chosen))}
      />
    )
  }
  return (
    <Field label={label} help={help}>
      {(control) => (
        <TagInput
          control={{ ...control, 'aria-invalid': isWrong }}
          label={label}
          items={items}
          isMono
          isPlain={form === 'paths'}
          separator={form === 'paths' ? 'line' : 'word'}
          placeholder={parameter.example}
          suggestions={countries ?? asked}
          onChange={(next) => onChange(listValue(parameter, isCountry ? next.map(upper) : next))}
        />
      )}
    </Field>
  )
}

const upper = (text: string) => text.toUpperCase()

/** The server's values as a person types them: paths in the clear. */
function asTyped(form: CaveatParameter['form']) {
  return (result: Result<readonly Choice[]>): Result<readonly Choice[]> => {
    if (!result.ok || form !== 'paths') return result
    const value = result.value.map((choice) =>
      choice.value.startsWith('/')
        ? choice
        : { ...choice, value: decodeDataPath(choice.value) ?? choice.value },
    )
    return { ok: true, value }
  }
}

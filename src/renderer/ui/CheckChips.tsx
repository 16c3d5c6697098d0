import styles from './CheckChips.module.css'

interface CheckChipsProps {
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** Any of a few known values. What is chosen but not offered can be taken out as well. */
export function CheckChips({ label, options, chosen, onChange }: CheckChipsProps) {
  const extra = chosen.filter((value) => !options.some((option) => option.value === value))
  const all = [...options, ...extra.map((value) => ({ value, label: value }))]
  return (
    <fieldset className={styles['field']}>
      <legend className={styles['legend']}>{label}</legend>
      <div className={styles['choices']}>
        {all.map((option) => (
          <label key={option.value} className={styles['choice']}>
            <input
              type="checkbox"
              className={styles['box']}
              checked={chosen.includes(option.value)}
              onChange={(event) =>
                onChange(
                  event.target.checked
                    ? [...chosen, option.value]
                    : chosen.filter((value) => value !== option.value),
                )
              }
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

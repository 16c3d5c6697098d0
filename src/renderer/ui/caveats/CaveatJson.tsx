import { useState } from 'react'
import { classes } from '../classes.ts'
import { Disclosure } from '../Disclosure.tsx'
import { Field } from '../Field.tsx'
import styles from './CaveatJson.module.css'
import { caveatsText, parseCaveats } from './caveat-input.ts'

interface CaveatJsonProps {
  readonly value: string
  /** Whether the value is a JSON array. */
  readonly isReadable: boolean
  readonly onChange: (value: string) => void
}

/** The restrictions as the API has them. What is typed here changes the cards above as soon as it can be read. */
export function CaveatJson({ value, isReadable, onChange }: CaveatJsonProps) {
  /** What is being typed; null = what the cards say. */
  const [draft, setDraft] = useState<string | null>(null)
  const isWrong = draft === null ? !isReadable : parseCaveats(draft) === null
  return (
    <Disclosure summary="As JSON">
      <Field
        label="Caveats as JSON"
        help="As the API has them. You can paste or edit here, too."
        error={isWrong ? 'This is not a JSON array, so the cards still show what was there before.' : null}
      >
        {(control) => (
          <textarea
            {...control}
            className={classes(control.className, styles['text'])}
            rows={Math.min(14, Math.max(4, (draft ?? pretty(value)).split('\n').length))}
            spellCheck={false}
            value={draft ?? pretty(value)}
            onChange={(event) => {
              const text = event.target.value
              setDraft(text)
              const caveats = parseCaveats(text)
              if (caveats !== null) onChange(caveatsText(caveats))
            }}
            onBlur={() => !isWrong && setDraft(null)}
          />
        )}
      </Field>
    </Disclosure>
  )
}

function pretty(value: string): string {
  const caveats = parseCaveats(value)
  return caveats === null ? value : JSON.stringify(caveats, null, 2)
}

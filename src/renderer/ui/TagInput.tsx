import { X } from 'lucide-react'
import { useRef, useState } from 'react'
import { plainText } from '../../shared/text.ts'
import { ComboInput } from './ComboInput.tsx'
import { classes } from './classes.ts'
import type { ControlProps } from './Field.tsx'
import { knownSuggestions, type Suggestions } from './suggestions.ts'
import styles from './TagInput.module.css'

interface TagInputProps {
  readonly control: ControlProps
  readonly label: string
  readonly items: readonly string[]
  readonly suggestions?: Suggestions | null
  readonly placeholder?: string
  /** What ends an item: a line, or any space and comma as well. */
  readonly separator?: 'line' | 'word'
  /** Why an item is wrong; null = it is not. */
  readonly problemOf?: (item: string) => string | null
  readonly isMono?: boolean
  /** Items are shown as they are, although the suggestions have names for them. */
  readonly isPlain?: boolean
  readonly onChange: (items: readonly string[]) => void
}

/** Several short texts, each with a button that takes it out. Enter adds what was typed. */
export function TagInput(props: TagInputProps) {
  const { label, items, onChange, separator = 'line', problemOf = () => null } = props
  const [draft, setDraft] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const split = separator === 'line' ? /[\r\n]+/ : /[\s,;]+/

  /** Somebody who types the name of a choice means its value. */
  const meantBy = (text: string) => {
    const named = props.suggestions?.options?.find(({ label }) => label.toLowerCase() === text.toLowerCase())
    return named?.value ?? text
  }
  const add = (text: string) => {
    const added = text
      .split(split)
      .map((item) => meantBy(item.trim()))
      .filter((item, index, all) => item !== '' && !items.includes(item) && all.indexOf(item) === index)
    setDraft('')
    if (added.length > 0) onChange([...items, ...added])
  }
  const remove = (item: string) => {
    onChange(items.filter((other) => other !== item))
    box.current?.querySelector('input')?.focus()
  }
  /** What is a member already is not offered again. */
  const left = (suggestions: Suggestions): Suggestions =>
    suggestions.options === null
      ? suggestions
      : {
          ...knownSuggestions(suggestions.options.filter(({ value }) => !items.includes(value))),
          ask: suggestions.ask,
        }
  const nameOf = (item: string) =>
    props.isPlain === true
      ? item
      : (props.suggestions?.options?.find(({ value }) => value === item)?.label ?? item)

  return (
    <div ref={box} className={styles['box']}>
      {items.length > 0 && (
        <ul aria-label={label} className={styles['items']}>
          {items.map((item) => {
            const problem = problemOf(item)
            const shown = plainText(nameOf(item), 120)
            return (
              <li
                key={item}
                title={problem ?? (shown === item ? undefined : plainText(item, 120))}
                className={classes(
                  styles['item'],
                  problem !== null && styles['bad'],
                  props.isMono && shown === item && styles['mono'],
                )}
              >
                <span className={styles['text']}>{shown}</span>
                {problem !== null && <span className="visually-hidden">{problem}</span>}
                <button
                  type="button"
                  className={styles['remove']}
                  aria-label={`Remove ${shown}`}
                  title={`Remove ${shown}`}
                  onClick={() => remove(item)}
                >
                  <X size={12} aria-hidden />
                </button>
              </li>
            )
          })}
        </ul>
      )}
      <ComboInput
        control={props.control}
        label={label}
        text={draft}
        suggestions={props.suggestions ? left(props.suggestions) : null}
        isMono={props.isMono === true}
        {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
        onText={(text) => (separator === 'word' && /[\s,;]$/.test(text) ? add(text) : setDraft(text))}
        onPick={({ value }) => add(value)}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text/plain')
          if (!split.test(text.trim())) return
          event.preventDefault()
          add(`${draft}${text}`)
        }}
        onBlur={() => add(draft)}
        onKeyDown={(event) => {
          const last = items.at(-1)
          if (event.key === 'Enter' && draft.trim() !== '') {
            event.preventDefault()
            add(draft)
          } else if (event.key === 'Backspace' && draft === '' && last !== undefined) {
            event.preventDefault()
            onChange(items.slice(0, -1))
          }
        }}
      />
    </div>
  )
}

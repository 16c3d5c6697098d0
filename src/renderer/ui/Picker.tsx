import { Check, ChevronsUpDown } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { classes } from './classes.ts'
import { Field } from './Field.tsx'
import { filterOptions } from './filter-options.ts'
import styles from './Picker.module.css'
import type { PickerOption } from './picker-option.ts'

interface PickerProps {
  readonly label: string
  readonly options: readonly PickerOption[]
  readonly value: string | null
  readonly placeholder: string
  readonly help?: string | null
  readonly error?: string | null
  readonly autoFocus?: boolean
  readonly onPick: (id: string) => void
}

/** More than this is not looked through by eye. */
const shownAtMost = 100

/** One of many, found by typing. What cannot be chosen is listed with the reason. */
export function Picker(props: PickerProps) {
  const { options, value, onPick } = props
  const listId = useId()
  const popover = useRef<HTMLDivElement>(null)
  /** What was typed; null = the list is closed. */
  const [query, setQuery] = useState<string | null>(null)
  const [active, setActive] = useState(0)
  const isOpen = query !== null
  const chosen = options.find((option) => option.id === value)
  const found = isOpen ? filterOptions(options, query) : []
  const visible = found.slice(0, shownAtMost)
  const activeId = isOpen && visible[active] ? `${listId}-${active}` : undefined

  useEffect(() => {
    if (isOpen) popover.current?.showPopover()
    else popover.current?.hidePopover()
  }, [isOpen])
  useEffect(() => {
    if (activeId !== undefined) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' })
  }, [activeId])

  const show = (text: string) => {
    setQuery(text)
    const matches = filterOptions(options, text)
    const start = text === '' ? matches.findIndex((option) => option.id === value) : 0
    setActive(Math.min(Math.max(0, start), shownAtMost - 1))
  }
  const pick = (option: PickerOption | undefined) => {
    if (!option || option.unavailable !== null) return
    setQuery(null)
    if (option.id !== value) onPick(option.id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (isOpen) setActive(Math.max(0, Math.min(visible.length - 1, active + step)))
      else show('')
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (isOpen) pick(visible[active])
      else show('')
    } else if (event.key === 'Escape' && isOpen) {
      // The dialog around it stays open.
      event.preventDefault()
      event.stopPropagation()
      setQuery(null)
    }
  }

  return (
    <Field label={props.label} help={props.help ?? null} error={props.error ?? null}>
      {(control) => (
        <div className={styles['box']}>
          <input
            {...control}
            className={classes(control.className, styles['input'])}
            role="combobox"
            aria-expanded={isOpen}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={activeId}
            autoComplete="off"
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: the next thing to fill in, in a dialog that is open already
            autoFocus={props.autoFocus}
            placeholder={chosen?.label ?? props.placeholder}
            value={query ?? chosen?.label ?? ''}
            onChange={(event) =>
              show(isOpen ? event.target.value : withoutStart(event.target.value, chosen?.label))
            }
            onClick={() => (isOpen ? setQuery(null) : show(''))}
            onBlur={() => setQuery(null)}
            onKeyDown={onKeyDown}
          />
          <ChevronsUpDown size={16} aria-hidden className={styles['chevron']} />
          {/* biome-ignore lint/a11y/noStaticElementInteractions: pressing in the list leaves the focus in the box */}
          <div
            ref={popover}
            popover="manual"
            className={styles['popover']}
            onMouseDown={(event) => event.preventDefault()}
          >
            <div id={listId} role="listbox" aria-label={props.label} className={styles['list']}>
              {visible.map((option, index) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the box has the focus and handles the keys
                <div
                  key={option.id}
                  id={`${listId}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={option.id === value}
                  aria-disabled={option.unavailable !== null}
                  className={classes(styles['option'], index === active && styles['active'])}
                  onMouseMove={() => index !== active && setActive(index)}
                  onClick={() => pick(option)}
                >
                  <span className={styles['line']}>
                    <span className={styles['label']}>{option.label}</span>
                    {option.tag !== null && <span className={styles['tag']}>{option.tag}</span>}
                    {option.detail !== null && <span className={styles['detail']}>{option.detail}</span>}
                    {option.id === value && <Check size={16} aria-hidden className={styles['check']} />}
                  </span>
                  {option.unavailable !== null && (
                    <span className={styles['reason']}>{option.unavailable}</span>
                  )}
                </div>
              ))}
            </div>
            {isOpen && <p className={styles['count']}>{countWords(found.length, options.length)}</p>}
          </div>
          <p className="visually-hidden" role="status">
            {isOpen ? countWords(found.length, options.length) : ''}
          </p>
        </div>
      )}
    </Field>
  )
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

function countWords(found: number, all: number): string {
  if (all === 0) return 'There is nothing to choose.'
  if (found === 0) return 'Nothing matches. Type less.'
  if (found > shownAtMost) return `The first ${shownAtMost} of ${found}. Type to narrow them down.`
  return found === all ? `${all} in all` : `${found} of ${all}`
}

/** What was typed after the label that stood there. */
function withoutStart(text: string, label: string | undefined): string {
  return label !== undefined && text.startsWith(label) ? text.slice(label.length) : text
}

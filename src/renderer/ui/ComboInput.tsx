import { ChevronsUpDown } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { plainText } from '../../shared/text.ts'
import styles from './ComboInput.module.css'
import { classes } from './classes.ts'
import type { ControlProps } from './Field.tsx'
import { type Choice, matchingChoices, type Suggestions } from './suggestions.ts'

interface ComboInputProps {
  readonly control: ControlProps
  /** Names the list of choices. */
  readonly label: string
  readonly text: string
  /** null = it is a plain field. */
  readonly suggestions: Suggestions | null
  readonly placeholder?: string
  readonly maxLength?: number
  readonly isMono?: boolean
  readonly onText: (text: string) => void
  readonly onPick: (choice: Choice) => void
  /** Keys that the list does not take. */
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void
  readonly onPaste?: (event: React.ClipboardEvent<HTMLInputElement>) => void
  readonly onBlur?: () => void
}

/** More than this is not looked through by eye. */
const shownAtMost = 100

/** A text field that offers values. Any other text is fine too. */
export function ComboInput(props: ComboInputProps) {
  const { control, label, text, suggestions } = props
  const listId = useId()
  const popover = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  /** What stood there when the list opened narrows nothing down. */
  const [isTyped, setTyped] = useState(false)
  const [active, setActive] = useState(-1)
  const options = suggestions?.options ?? []
  const found = isTyped ? matchingChoices(options, text) : options
  const visible = found.slice(0, shownAtMost)
  const activeId = isOpen && visible[active] ? `${listId}-${active}` : undefined

  useEffect(() => {
    if (isOpen) popover.current?.showPopover()
    else popover.current?.hidePopover()
  }, [isOpen])
  useEffect(() => {
    if (activeId !== undefined) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' })
  }, [activeId])

  const open = (typed: boolean) => {
    if (suggestions === null) return
    // What the answer depends on may have changed since.
    if (!isOpen) suggestions.ask()
    setOpen(true)
    setTyped(typed)
    setActive(-1)
  }
  const pick = (choice: Choice) => {
    setOpen(false)
    props.onPick(choice)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = suggestions === null ? undefined : steps[event.key]
    const chosen = isOpen ? visible[active] : undefined
    if (step !== undefined) {
      event.preventDefault()
      if (isOpen) setActive(Math.max(-1, Math.min(visible.length - 1, active + step)))
      else open(false)
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault()
      pick(chosen)
    } else if (event.key === 'Escape' && isOpen) {
      // The dialog around it stays open.
      event.preventDefault()
      event.stopPropagation()
      setOpen(false)
    } else props.onKeyDown?.(event)
  }
  const state = suggestions === null ? '' : stateWords(suggestions, found.length)

  return (
    <div className={styles['box']}>
      <input
        {...control}
        className={classes(
          control.className,
          suggestions !== null && styles['input'],
          props.isMono && styles['mono'],
        )}
        {...(suggestions === null
          ? {}
          : {
              role: 'combobox',
              'aria-expanded': isOpen,
              'aria-controls': listId,
              'aria-autocomplete': 'list',
              'aria-activedescendant': activeId,
            })}
        autoComplete="off"
        spellCheck={false}
        placeholder={props.placeholder}
        maxLength={props.maxLength}
        value={text}
        onChange={(event) => {
          props.onText(event.target.value)
          open(true)
        }}
        onClick={() => (isOpen ? setOpen(false) : open(false))}
        onBlur={() => {
          setOpen(false)
          props.onBlur?.()
        }}
        onPaste={props.onPaste}
        onKeyDown={onKeyDown}
      />
      {suggestions !== null && (
        <>
          <ChevronsUpDown size={16} aria-hidden className={styles['chevron']} />
          {/* biome-ignore lint/a11y/noStaticElementInteractions: pressing in the list leaves the focus in the field */}
          <div
            ref={popover}
            popover="manual"
            className={styles['popover']}
            onMouseDown={(event) => event.preventDefault()}
          >
            <div id={listId} role="listbox" aria-label={label} className={styles['list']}>
              {visible.map((choice, index) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and handles the keys
                <div
                  key={choice.value}
                  id={`${listId}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={choice.value === text}
                  className={classes(styles['option'], index === active && styles['active'])}
                  onMouseMove={() => index !== active && setActive(index)}
                  onClick={() => pick(choice)}
                >
                  <span className={styles['label']}>{plainText(choice.label, 120)}</span>
                  {choice.label !== choice.value && (
                    <span className={styles['value']}>{plainText(choice.value, 120)}</span>
                  )}
                </div>
              ))}
            </div>
            {isOpen && state !== '' && (
              <p className={classes(styles['state'], suggestions.error !== null && styles['bad'])}>{state}</p>
            )}
          </div>
          <p className="visually-hidden" role="status">
            {isOpen ? state : ''}
          </p>
        </>
      )}
    </div>
  )
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

function stateWords({ options, error }: Suggestions, found: number): string {
  if (error !== null) return `${error.message} Type the value, or open this again to ask once more.`
  if (options === null) return 'Asking the server for values…'
  if (options.length === 0) return 'The server offers nothing to choose. Type the value.'
  if (found === 0) return 'None of the server’s values matches. What you typed is used as it is.'
  if (found > shownAtMost) return `The first ${shownAtMost} of ${found}. Type to narrow them down.`
  return `${found === options.length ? `${found} in all` : `${found} of ${options.length}`}. Other values can be typed.`
}

import { ChevronDown, X } from 'lucide-react'
import { type ReactNode, useId, useRef } from 'react'
import { classes } from './classes.ts'
import styles from './FilterButton.module.css'

interface FilterButtonProps {
  /** What is filtered by. */
  readonly label: string
  /** What is chosen; null = everything. */
  readonly value: string | null
  readonly onClear: () => void
  /** Called when the panel opens and closes, with the panel itself. */
  readonly onToggle?: (isOpen: boolean, panel: HTMLElement) => void
  /** What is offered in the panel. `close` gives the focus back to the button. */
  readonly children: (close: () => void) => ReactNode
}

/** A chip that opens a panel below itself. Esc and a click elsewhere close it. */
export function FilterButton({ label, value, onClear, onToggle, children }: FilterButtonProps) {
  const id = useId()
  const panel = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <div className={classes(styles['filter'], value !== null && styles['on'])}>
      <button ref={button} type="button" className={styles['button']} popoverTarget={id}>
        <span className={styles['label']}>
          {label}
          {value !== null && ':'}
        </span>
        {value !== null && <span className={styles['value']}>{value}</span>}
        {value === null && <ChevronDown size={14} aria-hidden />}
      </button>
      {value !== null && (
        <button
          type="button"
          className={styles['clear']}
          aria-label={`Clear the filter ${label.toLowerCase()}`}
          title="Clear this filter"
          onClick={() => {
            onClear()
            button.current?.focus()
          }}
        >
          <X size={14} aria-hidden />
        </button>
      )}
      <div
        ref={panel}
        id={id}
        popover="auto"
        className={styles['panel']}
        onToggle={(event) => onToggle?.(event.newState === 'open', event.currentTarget)}
      >
        {children(() => {
          panel.current?.hidePopover()
          button.current?.focus()
        })}
      </div>
    </div>
  )
}

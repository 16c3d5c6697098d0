import { Check } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { FilterButton } from './FilterButton.tsx'
import styles from './FilterMenu.module.css'

export interface FilterOption {
  readonly value: string
  readonly label: string
  /** How many rows it would leave; null = not known. */
  readonly count: number | null
  readonly isChosen: boolean
}

interface FilterMenuProps {
  readonly label: string
  readonly options: readonly FilterOption[]
  /** Several can be chosen; the panel stays open. */
  readonly isMultiple?: boolean
  readonly onToggle: (value: string) => void
  readonly onClear: () => void
}

/** A filter with a few known choices. Arrows move, Enter and space choose, letters jump. */
export function FilterMenu({ label, options, isMultiple = false, onToggle, onClear }: FilterMenuProps) {
  const chosen = options.filter(({ isChosen }) => isChosen)
  const value = chosen.length > 1 ? `${chosen.length} chosen` : (chosen[0]?.label ?? null)
  return (
    <FilterButton
      label={label}
      value={value}
      onClear={onClear}
      onToggle={(isOpen, panel) => {
        const items = itemsOf(panel)
        if (isOpen) (items.find(({ ariaChecked }) => ariaChecked === 'true') ?? items[0])?.focus()
      }}
    >
      {(close) => (
        <div role="menu" tabIndex={-1} aria-label={label} className={styles['menu']} onKeyDown={moveFocus}>
          {options.map((option) => (
            // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles have it
            <button
              key={option.value}
              type="button"
              role={isMultiple ? 'menuitemcheckbox' : 'menuitemradio'}
              aria-checked={option.isChosen}
              tabIndex={-1}
              className={styles['item']}
              onClick={() => {
                onToggle(option.value)
                if (!isMultiple) close()
              }}
            >
              <span className={styles['check']}>{option.isChosen && <Check size={16} aria-hidden />}</span>
              <span className={styles['label']}>{option.label}</span>
              {option.count !== null && (
                <span className={styles['count']}>{option.count.toLocaleString('en')}</span>
              )}
            </button>
          ))}
        </div>
      )}
    </FilterButton>
  )
}

const itemsOf = (panel: HTMLElement) => [...panel.querySelectorAll<HTMLElement>('[role^="menuitem"]')]

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const items = itemsOf(event.currentTarget)
  const at = items.findIndex((item) => item.matches(':focus'))
  const target = targetOf(event.key, items, at)
  if (target === undefined) return
  event.preventDefault()
  target.focus()
}

function targetOf(key: string, items: readonly HTMLElement[], at: number): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return items[(at + 1) % items.length]
    case 'ArrowUp':
      return items.at(at <= 0 ? -1 : at - 1)
    case 'Home':
      return items[0]
    case 'End':
      return items.at(-1)
    default:
      if (key.length !== 1 || key === ' ') return undefined
      return [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) =>
        item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()),
      )
  }
}

import { Ellipsis, type LucideIcon } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, type RefObject, useId, useRef, useState } from 'react'
import { classes } from './classes.ts'
import styles from './Menu.module.css'

interface MenuProps {
  /** What it offers actions for; the only text of its button. */
  readonly label: string
  readonly icon?: LucideIcon
  /** The label is in sight, beside the icon. */
  readonly isLabelled?: boolean
  /** `MenuItem`s. */
  readonly children: ReactNode
  /** The button, for opening the menu from elsewhere with a click on it. */
  readonly buttonRef?: RefObject<HTMLButtonElement | null>
  /** false = left out of the tab order, in a row that has another key for it. */
  readonly isTabStop?: boolean
  /** true = a press with the pointer leaves the focus where it is until the menu is open. */
  readonly isFocusKept?: boolean
}

const itemSelector = '[role="menuitem"]'

/** A button with a menu. The platform's popover closes it on Esc and outside clicks and gives the focus back. */
export function Menu({ label, icon: Icon = Ellipsis, isLabelled = false, ...props }: MenuProps) {
  const { children, buttonRef, isTabStop = true, isFocusKept = false } = props
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Tab') list.current?.hidePopover()
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>(itemSelector)]
    const current = items.findIndex((item) => item.matches(':focus'))
    const target = itemFor(event.key, items, current)
    // A list around the menu has arrow keys of its own.
    event.stopPropagation()
    if (!target) return
    event.preventDefault()
    target.focus()
  }

  return (
    <>
      <button
        ref={(element) => {
          button.current = element
          if (buttonRef) buttonRef.current = element
        }}
        type="button"
        className={classes(styles['button'], isLabelled && styles['labelled'])}
        aria-label={isLabelled ? undefined : label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        popoverTarget={id}
        onMouseDown={isFocusKept ? (event) => event.preventDefault() : undefined}
        tabIndex={isTabStop ? undefined : -1}
        title={isLabelled ? undefined : label}
      >
        <Icon size={16} aria-hidden />
        {isLabelled && label}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={styles['menu']}
        onBeforeToggle={(event) => setOpen(event.newState === 'open')}
        onToggle={(event) => {
          if (event.newState !== 'open') return
          makeRoom(event.currentTarget, button.current)
          event.currentTarget.querySelector<HTMLElement>(itemSelector)?.focus()
        }}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const item = event.target instanceof Element ? event.target.closest(itemSelector) : null
          // Before React draws what the item opens, which then finds the focus where it is to go back to.
          if (item && item.getAttribute('aria-disabled') !== 'true') list.current?.hidePopover()
        }}
      >
        {isOpen && children}
      </div>
    </>
  )
}

/** Kept between a menu and the edge of the window. */
const edgePx = 12

/**
 * Opens the menu to the side where it fits, or else to the larger one, as high as that is. Not left to the style: it
 * measures the room beside a button in something scrolled as if that were not scrolled.
 */
function makeRoom(menu: HTMLElement, button: HTMLElement | null): void {
  if (!button) return
  const { top, bottom } = button.getBoundingClientRect()
  const below = window.innerHeight - bottom - edgePx
  const above = top - edgePx
  const isAbove = menu.scrollHeight > below && above > below
  menu.dataset['side'] = isAbove ? 'above' : 'below'
  menu.style.setProperty('--room', `${Math.max(isAbove ? above : below, 0)}px`)
}

function itemFor(key: string, items: readonly HTMLElement[], current: number): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return items[(current + 1) % items.length]
    case 'ArrowUp':
      return items.at(current <= 0 ? -1 : current - 1)
    case 'Home':
      return items[0]
    case 'End':
      return items.at(-1)
    default: {
      if (key.length !== 1 || key === ' ') return undefined
      const after = [...items.slice(current + 1), ...items]
      return after.find((item) => item.textContent?.toLowerCase().startsWith(key.toLowerCase()))
    }
  }
}

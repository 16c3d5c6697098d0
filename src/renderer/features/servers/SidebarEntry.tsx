import { LoaderCircle, type LucideIcon } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { classes } from '../../ui/classes.ts'
import styles from './SidebarEntry.module.css'

interface SidebarEntryProps {
  readonly name: string
  readonly icon: LucideIcon
  readonly tone?: 'good' | 'neutral' | 'warn' | 'bad'
  /** Number of tokens; null = not known. */
  readonly count: number | null
  readonly isBusy?: boolean
  readonly isSelected: boolean
  /** Whether the Tab key stops at it. */
  readonly isActive: boolean
  readonly isIndented?: boolean
  readonly tooltip?: string
  /** Lines under the name. */
  readonly children?: ReactNode
  /** Its menu, shown when the pointer or the focus is on it, and the button that opens it. */
  readonly menu?: ReactNode
  readonly menuButton?: RefObject<HTMLButtonElement | null>
  readonly onSelect: () => void
  readonly onFocus: () => void
}

/** A row of the sidebar: what it is, how it is, how many tokens it has. */
export function SidebarEntry(props: SidebarEntryProps) {
  const { icon: Icon, tone = 'neutral', count } = props
  const hasMenu = props.menu !== undefined
  const openMenu = () => props.menuButton?.current?.click()
  return (
    <li
      className={classes(
        styles['row'],
        props.isSelected && styles['selected'],
        props.isIndented && styles['indented'],
        hasMenu && styles['withMenu'],
      )}
      data-row
      onFocus={props.onFocus}
      onPointerUp={(event) => {
        // Later: the release of the button that opened a popover would close it again.
        const isOnMenu = event.target instanceof Element && event.target.closest('[popover]') !== null
        if (event.button === 2 && hasMenu && !isOnMenu) setTimeout(openMenu)
      }}
      onContextMenu={(event) => {
        if (!hasMenu) return
        event.preventDefault()
        if (event.nativeEvent.button !== 2) openMenu()
      }}
    >
      <button
        type="button"
        className={styles['entry']}
        data-entry={props.name}
        aria-current={props.isSelected ? 'true' : undefined}
        tabIndex={props.isActive ? 0 : -1}
        title={props.tooltip}
        onClick={props.onSelect}
      >
        {props.isBusy ? (
          <LoaderCircle size={16} aria-hidden className={classes(styles['icon'], styles['busy'])} />
        ) : (
          <Icon size={16} aria-hidden className={classes(styles['icon'], styles[tone])} />
        )}
        <span className={styles['text']}>
          <span className={styles['line']}>
            <span className={styles['name']}>{props.name}</span>
            {count !== null && (
              <span className={styles['count']}>
                {count.toLocaleString('en')}
                <span className="visually-hidden"> {count === 1 ? 'token' : 'tokens'}</span>
              </span>
            )}
          </span>
          {props.children}
        </span>
      </button>
      {hasMenu && <div className={styles['menu']}>{props.menu}</div>}
    </li>
  )
}

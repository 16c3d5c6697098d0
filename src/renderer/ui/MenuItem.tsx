import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './MenuItem.module.css'

interface MenuItemProps {
  readonly icon: LucideIcon
  readonly children: ReactNode
  readonly tone?: 'normal' | 'danger'
  /** A line above it: what follows is of another sort. */
  readonly isSeparated?: boolean
  /** Why it cannot be used now; null = it can. Shown under the text. */
  readonly unavailable?: string | null
  readonly onClick: () => void
}

/** One action of a `Menu`. What cannot be used stays reachable and says why. */
export function MenuItem(props: MenuItemProps) {
  const { icon: Icon, tone = 'normal', isSeparated = false } = props
  const unavailable = props.unavailable ?? null
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={classes(
        styles['item'],
        tone === 'danger' && styles['danger'],
        isSeparated && styles['separated'],
      )}
      aria-disabled={unavailable !== null}
      onClick={() => {
        if (unavailable === null) props.onClick()
      }}
    >
      <Icon size={16} aria-hidden className={styles['icon']} />
      <span className={styles['text']}>
        <span>{props.children}</span>
        {unavailable !== null && <span className={styles['reason']}>{unavailable}</span>}
      </span>
    </button>
  )
}

import type { LucideIcon } from 'lucide-react'
import { classes } from './classes.ts'
import styles from './IconButton.module.css'

interface IconButtonProps {
  readonly icon: LucideIcon
  /** What it does; the only text it has. */
  readonly label: string
  readonly isPending?: boolean
  readonly unavailable?: string | null
  /** Left out of the tab order, for actions of a row that also has a key. */
  readonly isRowAction?: boolean
  readonly onClick: () => void
}

export function IconButton({
  icon: Icon,
  label,
  isPending = false,
  unavailable = null,
  isRowAction = false,
  onClick,
}: IconButtonProps) {
  const isOff = isPending || unavailable !== null
  return (
    <button
      type="button"
      className={classes(styles['button'])}
      aria-label={label}
      aria-disabled={isOff}
      title={unavailable ?? label}
      tabIndex={isRowAction ? -1 : undefined}
      onClick={(event) => {
        event.stopPropagation()
        if (!isOff) onClick()
      }}
    >
      <Icon size={16} aria-hidden />
    </button>
  )
}

import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Button.module.css'
import { classes } from './classes.ts'

interface ButtonProps {
  readonly children: ReactNode
  readonly type?: 'button' | 'submit'
  readonly variant?: 'primary' | 'secondary' | 'danger' | 'quiet'
  readonly icon?: LucideIcon
  /** Its call is running: it stays focusable and does nothing. */
  readonly isPending?: boolean
  /** Why it cannot be used now; null = it can. Shown on hover and told to screen readers. */
  readonly unavailable?: string | null
  readonly autoFocus?: boolean
  readonly onClick?: () => void
}

/** Never `disabled`: what cannot be used stays reachable and says why. */
export function Button(props: ButtonProps) {
  const { children, type = 'button', variant = 'secondary', icon: Icon, isPending = false } = props
  const unavailable = props.unavailable ?? null
  const isOff = isPending || unavailable !== null
  return (
    <button
      type={type}
      className={classes(styles['button'], styles[variant])}
      aria-disabled={isOff}
      aria-busy={isPending}
      title={unavailable ?? undefined}
      // biome-ignore lint/a11y/noAutofocus: a dialog says which of its buttons is the safe one
      autoFocus={props.autoFocus}
      onClick={(event) => {
        if (isOff) event.preventDefault()
        else props.onClick?.()
      }}
    >
      {isPending ? (
        <span className={styles['spinner']} aria-hidden />
      ) : (
        Icon && <Icon size={16} aria-hidden />
      )}
      <span>{children}</span>
    </button>
  )
}

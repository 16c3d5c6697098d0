import type { ReactNode } from 'react'
import styles from './Button.module.css'

interface ButtonProps {
  readonly children: ReactNode
  readonly type?: 'button' | 'submit'
  readonly isPending?: boolean
  readonly onClick?: () => void
}

export function Button({ children, type = 'button', isPending = false, onClick }: ButtonProps) {
  return (
    <button type={type} className={styles['button']} aria-disabled={isPending} onClick={onClick}>
      {isPending ? 'One moment…' : children}
    </button>
  )
}

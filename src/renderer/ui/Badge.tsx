import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Badge.module.css'
import { classes } from './classes.ts'

export type Tone = 'neutral' | 'good' | 'info' | 'warn' | 'bad' | 'special'

interface BadgeProps {
  readonly tone: Tone
  readonly icon?: LucideIcon
  readonly title?: string
  readonly children: ReactNode
}

/** Colour, icon and text together: never colour alone. */
export function Badge({ tone, icon: Icon, title, children }: BadgeProps) {
  return (
    <span className={classes(styles['badge'], styles[tone])} title={title}>
      {Icon && <Icon size={12} aria-hidden />}
      {children}
    </span>
  )
}

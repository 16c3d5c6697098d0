import { CircleAlert, Clock, Infinity as InfinityIcon, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { Token } from '../../../shared/model/token.ts'
import { localTime } from '../../lib/times.ts'
import { classes } from '../../ui/classes.ts'
import styles from './ExpiryBadge.module.css'
import { type ExpiryTone, expiryOf } from './expiry.ts'

const icons: Readonly<Partial<Record<ExpiryTone, LucideIcon>>> = {
  warn: Clock,
  high: TriangleAlert,
  bad: CircleAlert,
  special: InfinityIcon,
}

interface ExpiryBadgeProps {
  readonly token: Pick<Token, 'expiresAt' | 'expiresAtMs' | 'status'>
  readonly nowMs: number
}

/** The time that is left: a colour and an icon by distance, and always the words. */
export function ExpiryBadge({ token, nowMs }: ExpiryBadgeProps) {
  const { tone, text } = expiryOf(token, nowMs)
  const Icon = icons[tone]
  const title = token.expiresAtMs === null ? undefined : localTime(token.expiresAtMs)
  return (
    <span className={classes(styles['badge'], styles[tone])} title={title}>
      {Icon && <Icon size={12} aria-hidden className={styles['icon']} />}
      {tone === 'over' ? (
        <>
          <span className="visually-hidden">expired </span>
          <s>{text}</s>
        </>
      ) : (
        text
      )}
    </span>
  )
}

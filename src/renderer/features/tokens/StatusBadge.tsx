import {
  CircleCheck,
  CirclePause,
  CircleQuestionMark,
  CircleSlash,
  Ghost,
  type LucideIcon,
  TimerOff,
} from 'lucide-react'
import type { TokenStatus } from '../../../shared/model/token.ts'
import { classes } from '../../ui/classes.ts'
import styles from './StatusBadge.module.css'
import { statusTexts } from './status-texts.ts'

const icons: Readonly<Record<TokenStatus, LucideIcon>> = {
  active: CircleCheck,
  disabled: CirclePause,
  revoked: CircleSlash,
  expired: TimerOff,
  gone: Ghost,
  unknown: CircleQuestionMark,
}

/** The usual state is quiet, so that the others stand out. */
export function StatusBadge({ status }: { readonly status: TokenStatus }) {
  const Icon = icons[status]
  const { label, help } = statusTexts[status]
  return (
    <span className={classes(styles['badge'], styles[status])} title={help}>
      <Icon size={14} aria-hidden className={styles['icon']} />
      {label}
    </span>
  )
}

import { CircleAlert, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './NoticeBar.module.css'

interface NoticeBarProps {
  readonly tone: 'info' | 'warn' | 'bad'
  readonly icon?: LucideIcon
  readonly summary: string
  /** Shown when the summary is opened; one line each. */
  readonly details?: readonly string[]
  readonly actions?: ReactNode
}

const icons = { info: Info, warn: TriangleAlert, bad: CircleAlert }

/** A calm line above a list about what the list cannot tell. */
export function NoticeBar({ tone, icon, summary, details = [], actions }: NoticeBarProps) {
  const Icon = icon ?? icons[tone]
  return (
    <div className={classes(styles['bar'], styles[tone])} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={16} aria-hidden className={styles['icon']} />
      {details.length === 0 ? (
        <p className={styles['text']}>{summary}</p>
      ) : (
        <details className={styles['text']}>
          <summary className={styles['summary']}>{summary}</summary>
          <ul className={styles['details']}>
            {details.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  )
}

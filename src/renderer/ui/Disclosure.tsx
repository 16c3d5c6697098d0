import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import styles from './Disclosure.module.css'

interface DisclosureProps {
  readonly summary: string
  /** Why it cannot be opened; null = it can. */
  readonly unavailable?: string | null
  /** Drawn only while it is open. */
  readonly children: ReactNode
}

/** Something that is looked at now and then. What cannot be opened says why. */
export function Disclosure({ summary, unavailable = null, children }: DisclosureProps) {
  const [isOpen, setOpen] = useState(false)
  if (unavailable !== null) {
    return (
      <p className={styles['none']}>
        <span className={styles['name']}>{summary}</span>
        <span>{unavailable}</span>
      </p>
    )
  }
  return (
    <details
      className={styles['details']}
      open={isOpen}
      onToggle={(event) => {
        // One inside this one tells as well.
        if (event.target === event.currentTarget) setOpen(event.currentTarget.open)
      }}
    >
      <summary className={styles['summary']}>
        <ChevronRight size={14} aria-hidden className={styles['arrow']} />
        {summary}
      </summary>
      {isOpen && <div className={styles['content']}>{children}</div>}
    </details>
  )
}

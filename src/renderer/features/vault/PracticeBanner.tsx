import { FlaskConical } from 'lucide-react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { EndPractice } from './EndPractice.tsx'
import styles from './PracticeBanner.module.css'

/** Says, all the while, that this is the practice and not the person's own vault. */
export function PracticeBanner() {
  const { vault } = useServices()
  const isPractice = useStore(vault, ({ status }) => status?.practice === true)
  if (!isPractice) return null
  return (
    <aside aria-label="Practice" className={styles['banner']}>
      <FlaskConical size={16} aria-hidden className={styles['icon']} />
      <p className={styles['text']}>
        <strong>Practice.</strong> Everything here is invented.
      </p>
      <EndPractice />
    </aside>
  )
}

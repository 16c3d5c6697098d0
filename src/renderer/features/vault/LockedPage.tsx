import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import styles from './LockedPage.module.css'

/** The page around every screen that is shown while the vault is not open. */
export function LockedPage({ children }: { readonly children: ReactNode }) {
  const { vault } = useServices()
  const about = useStore(vault, (state) => state.about)
  return (
    <main className={styles['page']}>
      {children}
      {about !== null && (
        <footer className={styles['about']}>
          Latchkey {about.version} · Electron {about.runtime.electron} · Node {about.runtime.node} · SQLite{' '}
          {about.runtime.sqlite} · {about.runtime.cipher}
        </footer>
      )}
    </main>
  )
}

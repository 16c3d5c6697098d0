import { KeyRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { AppNotice } from './AppNotice.tsx'
import styles from './LockedPage.module.css'

/** The page around every screen that is shown while the vault is not open. */
export function LockedPage({ children }: { readonly children: ReactNode }) {
  const { vault } = useServices()
  const about = useStore(vault, (state) => state.about)
  return (
    <div className={styles['page']}>
      <header className={styles['brand']}>
        <span className={styles['mark']}>
          <KeyRound size={16} aria-hidden />
        </span>
        Latchkey
      </header>
      <main className={styles['content']}>
        <AppNotice />
        {children}
      </main>
      <footer className={styles['about']}>
        {about !== null && (
          <>
            Latchkey {about.version} · Electron {about.runtime.electron} · Node {about.runtime.node} · SQLite{' '}
            {about.runtime.sqlite} · {about.runtime.cipher}
          </>
        )}
      </footer>
    </div>
  )
}

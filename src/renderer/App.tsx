import { useStore } from 'zustand'
import styles from './App.module.css'
import { Overview } from './features/overview/Overview.tsx'
import { CreateVault } from './features/vault/CreateVault.tsx'
import { UnlockVault } from './features/vault/UnlockVault.tsx'
import { VaultTrouble } from './features/vault/VaultTrouble.tsx'
import { useServices } from './lib/services.tsx'

/** Shows the screen that belongs to the vault's state. */
export function App() {
  const { vault, overview } = useServices()
  const status = useStore(vault, (state) => state.status)
  const about = useStore(overview, (state) => state.about)
  return (
    <main className={styles['page']}>
      {status === null ? <p role="status">Starting…</p> : screens[status.state](status.message)}
      {about !== null && (
        <footer className={styles['about']}>
          Latchkey {about.version} · Electron {about.runtime.electron} · Node {about.runtime.node} · SQLite{' '}
          {about.runtime.sqlite} · {about.runtime.cipher}
        </footer>
      )}
    </main>
  )
}

const screens = {
  missing: () => <CreateVault />,
  locked: () => <UnlockVault />,
  unlocked: () => <Overview />,
  'in-use': (message: string | null) => <VaultTrouble title="The vault is in use" message={message} />,
  damaged: (message: string | null) => <VaultTrouble title="The vault is damaged" message={message} />,
  newer: (message: string | null) => (
    <VaultTrouble title="The vault needs a newer Latchkey" message={message} />
  ),
}

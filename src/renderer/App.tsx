import { useStore } from 'zustand'
import { Dialogs } from './Dialogs.tsx'
import { ServersSidebar } from './features/servers/ServersSidebar.tsx'
import { TokenDetails } from './features/tokens/TokenDetails.tsx'
import { TokensScreen } from './features/tokens/TokensScreen.tsx'
import { CreateVault } from './features/vault/CreateVault.tsx'
import { LockedPage } from './features/vault/LockedPage.tsx'
import { UnlockVault } from './features/vault/UnlockVault.tsx'
import { VaultTrouble } from './features/vault/VaultTrouble.tsx'
import { useServices } from './lib/services.tsx'
import { Toasts } from './features/feedback/Toasts.tsx'
import styles from './App.module.css'

/** Shows the screen that belongs to the vault's state. */
export function App() {
  const { vault } = useServices()
  const state = useStore(vault, ({ status }) => status?.state ?? null)
  switch (state) {
    case 'unlocked':
      return <Workspace />
    case null:
      return (
        <LockedPage>
          <p role="status">Starting…</p>
        </LockedPage>
      )
    case 'missing':
      return (
        <LockedPage>
          <CreateVault />
        </LockedPage>
      )
    case 'locked':
      return (
        <LockedPage>
          <UnlockVault />
        </LockedPage>
      )
    case 'in-use':
    case 'damaged':
    case 'newer':
      return (
        <LockedPage>
          <VaultTrouble />
        </LockedPage>
      )
    default:
      return state satisfies never
  }
}

/** Servers, tokens, details: the three zones of the open vault. */
function Workspace() {
  const { ui } = useServices()
  const hasDetails = useStore(ui, ({ selectedTokenId }) => selectedTokenId !== null)
  return (
    <div className={styles['workspace']}>
      <ServersSidebar />
      <TokensScreen />
      {hasDetails && <TokenDetails />}
      <Dialogs />
      <Toasts />
    </div>
  )
}

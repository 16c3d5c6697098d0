import { useStore } from 'zustand'
import styles from './App.module.css'
import { Dialogs } from './Dialogs.tsx'
import { Feedback } from './features/feedback/Feedback.tsx'
import { ServersSidebar } from './features/servers/ServersSidebar.tsx'
import { TokenDetails } from './features/tokens/TokenDetails.tsx'
import { TokensScreen } from './features/tokens/TokensScreen.tsx'
import { CreateVault } from './features/vault/CreateVault.tsx'
import { LockButton } from './features/vault/LockButton.tsx'
import { LockedPage } from './features/vault/LockedPage.tsx'
import { PracticeBanner } from './features/vault/PracticeBanner.tsx'
import { Starting } from './features/vault/Starting.tsx'
import { UnlockVault } from './features/vault/UnlockVault.tsx'
import { VaultTrouble } from './features/vault/VaultTrouble.tsx'
import { useServices } from './lib/services.tsx'

export function App() {
  return (
    <>
      <Screen />
      <Feedback />
    </>
  )
}

/** The screen that belongs to the vault's state. */
function Screen() {
  const { vault } = useServices()
  const state = useStore(vault, ({ status }) => status?.state ?? null)
  const isPractice = useStore(vault, ({ status }) => status?.practice === true)
  if (state === 'unlocked') return <Workspace />
  return (
    <LockedPage>
      {/* Nobody types a password for the practice: it is on its way. */}
      {state === null || isPractice ? (
        <Starting />
      ) : state === 'missing' ? (
        <CreateVault />
      ) : state === 'locked' ? (
        <UnlockVault />
      ) : (
        <VaultTrouble state={state} />
      )}
    </LockedPage>
  )
}

/** Servers, tokens, details: the three zones of the open vault. */
function Workspace() {
  const { ui } = useServices()
  const hasDetails = useStore(ui, ({ selectedTokenId }) => selectedTokenId !== null)
  return (
    <div className={styles['app']}>
      <PracticeBanner />
      <div className={styles['workspace']}>
        <ServersSidebar footer={<LockButton />} />
        <TokensScreen />
        {hasDetails && <TokenDetails />}
      </div>
      <Dialogs />
    </div>
  )
}

import { CircleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { NoticeBar } from '../../ui/NoticeBar.tsx'
import { InventoryNotices } from './InventoryNotices.tsx'
import { LoadingTable } from './LoadingTable.tsx'
import { NoServers } from './NoServers.tsx'
import { NoTokens } from './NoTokens.tsx'
import { TokenFilters } from './TokenFilters.tsx'
import { TokensHeader } from './TokensHeader.tsx'
import styles from './TokensScreen.module.css'
import { TokensTable } from './TokensTable.tsx'

/** All tokens of all servers: what they are, and every way to narrow them down. */
export function TokensScreen() {
  const { servers, tokens, ui } = useServices()
  const serverCount = useStore(servers, (state) => state.servers?.length ?? null)
  const total = useStore(tokens, (state) => state.total)
  const error = useStore(tokens, (state) => state.error)
  const search = useRef<HTMLInputElement>(null)

  // From here on the store keeps the first rows ready; the table then says which it shows.
  useEffect(() => tokens.getState().need(0, 60), [tokens])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isFind = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      if (!isFind || event.key.toLowerCase() !== 'f' || ui.getState().dialog !== null) return
      event.preventDefault()
      search.current?.select()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [ui])

  if (serverCount === 0) {
    return (
      <main className={styles['screen']}>
        <h1 className="visually-hidden">Tokens</h1>
        <NoServers />
      </main>
    )
  }
  return (
    <main className={styles['screen']}>
      <TokensHeader />
      <TokenFilters search={search} />
      <div className={styles['notices']}>
        {error !== null && total !== null && (
          <NoticeBar
            tone="bad"
            summary={error.message}
            actions={
              <Button variant="quiet" onClick={() => tokens.getState().retry()}>
                Try again
              </Button>
            }
          />
        )}
        <InventoryNotices />
      </div>
      {total === null && error === null && <LoadingTable />}
      {total === null && error !== null && (
        <EmptyState
          icon={CircleAlert}
          title="The list could not be loaded"
          actions={<Button onClick={() => tokens.getState().retry()}>Try again</Button>}
        >
          <p role="alert">{error.message}</p>
        </EmptyState>
      )}
      {total === 0 && <NoTokens />}
      {total !== null && total > 0 && <TokensTable />}
    </main>
  )
}

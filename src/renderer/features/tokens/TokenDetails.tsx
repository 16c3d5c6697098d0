import { X } from 'lucide-react'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { useNow } from '../../lib/use-now.ts'
import { useToken } from '../../lib/use-token.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { detailsId, focusGrid } from './focus.ts'
import { StatusBadge } from './StatusBadge.tsx'
import { TokenActions } from './TokenActions.tsx'
import styles from './TokenDetails.module.css'
import { TokenFacts } from './TokenFacts.tsx'
import { TokenMarks } from './TokenMarks.tsx'
import { TokenMore } from './TokenMore.tsx'
import { TokenRemoval } from './TokenRemoval.tsx'
import { tokenTitle } from './texts.ts'

/** One token, whole: everything the server said of it and everything that can be done with it. */
export function TokenDetails() {
  const { ui } = useServices()
  const id = useStore(ui, (state) => state.selectedTokenId)
  return id === null ? null : <Details id={id} />
}

function Details({ id }: { readonly id: string }) {
  const { tokens, servers, ui } = useServices()
  const { token: told, error, retry } = useToken(id)
  // What the list has of it is there at once.
  const token = told ?? tokens.getState().find(id) ?? null
  const all = useStore(servers, (state) => state.servers)
  const kinds = useStore(servers, (state) => state.kinds)
  const nowMs = useNow(30_000)
  const isForgotten = error?.code === 'not-found'

  const close = () => {
    ui.getState().select(null)
    focusGrid()
  }
  // It was purged, or its server removed: there is nothing left to show.
  useEffect(() => {
    if (!isForgotten) return
    const hasFocus = document.getElementById(detailsId)?.contains(document.activeElement) === true
    ui.getState().select(null)
    if (hasFocus) focusGrid()
  }, [isForgotten, ui])

  const server = all?.find((candidate) => candidate.id === token?.serverId)
  const kind = kinds.find((candidate) => candidate.id === token?.kind)
  return (
    <aside
      id={detailsId}
      tabIndex={-1}
      aria-label="Token details"
      className={styles['details']}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        close()
      }}
    >
      <header className={styles['header']}>
        {token && (
          <div className={styles['titles']}>
            <h2
              className={
                token.name === null && token.remoteId !== null ? styles['remoteId'] : styles['title']
              }
            >
              {tokenTitle(token) || 'Nameless'}
            </h2>
            <StatusBadge status={token.status} />
          </div>
        )}
        <IconButton icon={X} label="Close the details (Esc)" onClick={close} />
      </header>
      <div className={styles['content']}>
        {error && !isForgotten && (
          <Notice tone="bad" actions={<Button onClick={retry}>Try again</Button>}>
            {error.message}
          </Notice>
        )}
        {token && (
          <>
            <TokenMarks token={token} server={server} kind={kind} nowMs={nowMs} />
            <TokenActions key={`actions-${id}`} token={token} server={server} kind={kind} />
            <TokenFacts token={token} server={server} kind={kind} nowMs={nowMs} />
            <TokenMore key={`more-${id}`} token={token} server={server} kind={kind} />
            <TokenRemoval token={token} server={server} kind={kind} />
          </>
        )}
        {!token && !error && <p role="status">Loading…</p>}
      </div>
    </aside>
  )
}

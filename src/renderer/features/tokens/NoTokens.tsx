import { KeyRound, Plus, RefreshCw, SearchX, Unplug } from 'lucide-react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { whyNot } from '../../lib/why-not.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { shown } from './texts.ts'
import { useRefresh } from './use-refresh.ts'

/** Why the list is empty: filters, a server that was never read, or truly nothing. */
export function NoTokens() {
  const { servers, tokens, refresh, ui } = useServices()
  const view = useStore(tokens, (state) => state.view)
  const all = useStore(servers, (state) => state.servers)
  const kinds = useStore(servers, (state) => state.kinds)
  const isReading = useStore(servers, (state) => state.refreshing.length > 0)
  const isPending = useStore(refresh, (state) => state.isPending)
  const run = useRefresh()
  const server = all?.find(({ id }) => id === view.server)

  if (view.text !== '' || view.owner !== null || view.statuses.length > 0) {
    return (
      <EmptyState
        icon={SearchX}
        title="No token matches"
        actions={<Button onClick={() => tokens.getState().clearFilters()}>Clear filters</Button>}
      >
        The search and the filters hide everything. The search looks in names, owners, servers and ids.
      </EmptyState>
    )
  }

  const again = (
    <Button icon={RefreshCw} isPending={isPending || isReading} onClick={() => void run(server ?? null)}>
      Refresh
    </Button>
  )
  if (server && server.refreshedAt === null) {
    return (
      <EmptyState
        icon={Unplug}
        title={`${shown(server.name)} has not been read yet`}
        actions={
          <>
            {again}
            <Button onClick={() => ui.getState().open({ kind: 'test-server', serverId: server.id })}>
              Test connection
            </Button>
          </>
        }
      >
        {shown(server.stateMessage ?? 'Refresh to see its tokens.')}
      </EmptyState>
    )
  }
  const kind = kinds.find(({ id }) => id === server?.kind)
  return (
    <EmptyState
      icon={KeyRound}
      title={server ? `No tokens on ${shown(server.name)}` : 'No tokens yet'}
      actions={
        <>
          <Button
            icon={Plus}
            variant="primary"
            unavailable={server ? whyNot(server, kind, 'tokens.create') : null}
            onClick={() => ui.getState().open({ kind: 'create-token', serverId: view.server })}
          >
            New token
          </Button>
          {again}
        </>
      }
    >
      {server
        ? 'It was read, and it has none that this credential may see.'
        : 'The servers were read, and they have none that their credentials may see.'}
    </EmptyState>
  )
}

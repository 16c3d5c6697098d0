import { KeyRound, Plus } from 'lucide-react'
import { useServices } from '../../lib/services.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'

/** The first thing a person sees after making a vault. */
export function NoServers() {
  const { ui } = useServices()
  return (
    <EmptyState
      icon={KeyRound}
      title="No servers yet"
      actions={
        <Button variant="primary" icon={Plus} onClick={() => ui.getState().open({ kind: 'add-server' })}>
          Add server
        </Button>
      }
    >
      Add a server and its tokens appear here, with their owners and expiry dates. Latchkey only reads until
      you change something.
    </EmptyState>
  )
}

import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Panel } from '../../ui/Panel.tsx'

/** The open vault: its servers, and the way back to locked. */
export function Overview() {
  const { client, overview } = useServices()
  const servers = useStore(overview, (state) => state.servers)
  const action = useAction()
  return (
    <Panel title="The vault is open">
      {servers.length === 0 ? (
        <p>There are no servers yet. Add the first one on the command line with “server add”.</p>
      ) : (
        <ul>
          {servers.map((server) => (
            <li key={server.id}>
              {server.name}: {server.tokens} tokens, {server.secrets} secrets in the vault ({server.state})
            </li>
          ))}
        </ul>
      )}
      <Button isPending={action.isPending} onClick={() => void action.run(() => client.call('vault.lock'))}>
        Lock
      </Button>
    </Panel>
  )
}

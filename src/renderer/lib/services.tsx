import { createContext, type ReactNode, useContext } from 'react'
import type { Client } from '../../shared/ipc/client.ts'
import { createRefreshStore, type RefreshStore } from '../stores/refresh.ts'
import { createServersStore, type ServersStore } from '../stores/servers.ts'
import { createTokensStore, type TokensStore } from '../stores/tokens.ts'
import { createUiStore, type UiStore } from '../stores/ui.ts'
import { createVaultStore, type VaultStore } from '../stores/vault.ts'

/** What screens work with. A test renders a screen with its own. */
export interface Services {
  readonly client: Client
  readonly vault: VaultStore
  readonly servers: ServersStore
  readonly tokens: TokensStore
  readonly refresh: RefreshStore
  readonly ui: UiStore
}

/** Listeners are in place when this returns; `app.hello` then makes the engine send one snapshot of each topic. */
export function createServices(client: Client): Services {
  const services = {
    client,
    vault: createVaultStore(client),
    servers: createServersStore(client),
    tokens: createTokensStore(client),
    refresh: createRefreshStore(client),
    ui: createUiStore(),
  }
  void client.call('app.hello').then((hello) => {
    if (hello.ok) services.vault.setState({ about: hello.value })
  })
  return services
}

const context = createContext<Services | null>(null)

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <context.Provider value={services}>{children}</context.Provider>
}

export function useServices(): Services {
  const services = useContext(context)
  if (!services) throw new Error('no services around this component')
  return services
}

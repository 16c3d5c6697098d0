import { createContext, type ReactNode, useContext } from 'react'
import type { Client } from '../../shared/ipc/client.ts'
import type { OverviewStore } from '../stores/overview.ts'
import type { VaultStore } from '../stores/vault.ts'

/** What screens work with. A test renders a screen with its own. */
export interface Services {
  readonly client: Client
  readonly vault: VaultStore
  readonly overview: OverviewStore
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

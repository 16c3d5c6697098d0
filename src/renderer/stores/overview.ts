import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Client } from '../../shared/ipc/client.ts'
import type { Output } from '../../shared/ipc/contract.ts'
import type { Server } from '../../shared/model/server.ts'

interface OverviewState {
  readonly servers: readonly Server[]
  /** Versions of what runs; null until the engine has told. */
  readonly about: Output<'app.hello'> | null
}

export type OverviewStore = StoreApi<OverviewState>

export function createOverviewStore(client: Client): OverviewStore {
  const store = createStore<OverviewState>(() => ({ servers: [], about: null }))
  client.on('servers.changed', (servers) => store.setState({ servers }))
  return store
}

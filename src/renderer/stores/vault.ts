import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Client } from '../../shared/ipc/client.ts'
import type { VaultStatus } from '../../shared/model/vault.ts'

interface VaultState {
  /** null until the engine has told. */
  readonly status: VaultStatus | null
}

export type VaultStore = StoreApi<VaultState>

/** Mirrors the engine's vault status; only its events change it. */
export function createVaultStore(client: Client): VaultStore {
  const store = createStore<VaultState>(() => ({ status: null }))
  client.on('vault.changed', (status) => store.setState({ status }))
  return store
}

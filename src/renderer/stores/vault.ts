import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Client } from '../../shared/ipc/client.ts'
import type { EventData, Output } from '../../shared/ipc/contract.ts'

interface VaultState {
  /** null until the engine has told. */
  readonly status: Output<'vault.status'> | null
  /** Something that happened outside the person's doing, such as an engine that ended; null = nothing. */
  readonly notice: EventData<'app.notice'> | null
  /** What of ours is on the clipboard. */
  readonly clipboard: EventData<'clipboard.changed'>
  /** Versions of what runs; null until the engine has told. */
  readonly about: Output<'app.hello'> | null
}

export type VaultStore = StoreApi<VaultState>

/** Mirrors the engine's vault, notices and clipboard; only its events change them. */
export function createVaultStore(client: Client): VaultStore {
  const store = createStore<VaultState>(() => ({
    status: null,
    notice: null,
    clipboard: { tokenId: null, clearsAtMs: null },
    about: null,
  }))
  client.on('vault.changed', (status) => store.setState({ status }))
  client.on('app.notice', (notice) => store.setState({ notice }))
  client.on('clipboard.changed', (clipboard) => store.setState({ clipboard }))
  return store
}

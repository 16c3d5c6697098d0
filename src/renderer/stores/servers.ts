import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Client } from '../../shared/ipc/client.ts'
import type { EventData } from '../../shared/ipc/contract.ts'
import type { KindDescriptor, KindId } from '../../shared/model/kind.ts'
import type { Server } from '../../shared/model/server.ts'

type ReadingProgress = EventData<'refresh.changed'>['progress'][number]

interface ServersState {
  /** null until the engine has told. */
  readonly servers: readonly Server[] | null
  readonly kinds: readonly KindDescriptor[]
  /** Ids of the servers that are being read now. */
  readonly refreshing: readonly string[]
  /** How far it is with those that tell: requests done, and to do as far as known. */
  readonly progress: readonly ReadingProgress[]
  kind(id: KindId): KindDescriptor | undefined
}

export type ServersStore = StoreApi<ServersState>

/** Mirrors the engine's servers; only its events change them. The kinds never change while the app runs. */
export function createServersStore(client: Client): ServersStore {
  const store = createStore<ServersState>((_set, get) => ({
    servers: null,
    kinds: [],
    refreshing: [],
    progress: [],
    kind: (id) => get().kinds.find((kind) => kind.id === id),
  }))
  client.on('servers.changed', (servers) => store.setState({ servers }))
  client.on('refresh.changed', ({ servers, progress }) => store.setState({ refreshing: servers, progress }))
  void client.call('servers.kinds').then((kinds) => {
    if (kinds.ok) store.setState({ kinds: kinds.value })
  })
  return store
}

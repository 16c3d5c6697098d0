import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Client } from '../../shared/ipc/client.ts'
import type { Output } from '../../shared/ipc/contract.ts'
import type { Result } from '../../shared/result.ts'

type Report = Output<'tokens.refresh'>

interface RefreshState {
  /** A refresh that was asked for here is running. */
  readonly isPending: boolean
  /** Owners whose tokens could not be seen, per server, as of the newest refresh of each. */
  readonly hidden: Report['hidden']
  /** Reads one server, or all of them. While one runs, another is not started and null is returned. */
  run(server: { readonly id: string; readonly name: string } | null): Promise<Result<Report> | null>
}

export type RefreshStore = StoreApi<RefreshState>

/** Reading the servers again, and what the newest reading of each could not see. */
export function createRefreshStore(client: Client): RefreshStore {
  return createStore<RefreshState>((set, get) => ({
    isPending: false,
    hidden: [],
    run: async (server) => {
      if (get().isPending) return null
      set({ isPending: true })
      const answer = await client.call('tokens.refresh', server === null ? {} : { server: server.id })
      set(({ hidden }) => ({
        isPending: false,
        hidden: answer.ok ? merge(hidden, answer.value) : hidden,
      }))
      return answer
    },
  }))
}

/** What is known of servers that were not read this time stays. */
function merge(before: Report['hidden'], { refreshed, hidden }: Report): Report['hidden'] {
  return [...before.filter(({ server }) => !refreshed.includes(server)), ...hidden]
}

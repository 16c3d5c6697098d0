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
  /** Reads one server, or all of them. A server that is being read already is not read twice. */
  run(serverId: string | null): Promise<Result<Report>>
}

export type RefreshStore = StoreApi<RefreshState>

/** Reading the servers again, and what the newest reading of each could not see. */
export function createRefreshStore(client: Client): RefreshStore {
  let running = 0
  return createStore<RefreshState>((set) => ({
    isPending: false,
    hidden: [],
    run: async (serverId) => {
      running += 1
      set({ isPending: true })
      const answer = await client.call('tokens.refresh', serverId === null ? {} : { server: serverId })
      running -= 1
      set(({ hidden }) => ({
        isPending: running > 0,
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

import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AppErrorData } from '../../shared/errors.ts'
import type { Client } from '../../shared/ipc/client.ts'
import type { Output } from '../../shared/ipc/contract.ts'
import type { Token, TokenSort, TokenStatus } from '../../shared/model/token.ts'

/** Rows per request. The engine never gives more than 200. */
export const pageSize = 100

/** What the person asked to see. */
export interface TokenView {
  readonly text: string
  /** Server id; null = all. */
  readonly server: string | null
  /** Owner id or name; null = all. */
  readonly owner: string | null
  /** Empty = all. */
  readonly statuses: readonly TokenStatus[]
  readonly sort: TokenSort
  readonly descending: boolean
}

export const startView: TokenView = {
  text: '',
  server: null,
  owner: null,
  statuses: [],
  sort: 'expiresAt',
  descending: false,
}

interface TokensState {
  readonly view: TokenView
  /** Loaded pages by number. Rows of the view before stay until the new ones are there. */
  readonly pages: ReadonlyMap<number, readonly Token[]>
  /** null until the first answer. */
  readonly total: number | null
  readonly facets: Output<'tokens.query'>['facets']
  readonly error: AppErrorData | null
  setView(change: Partial<TokenView>): void
  /** Asks for the rows from one number to another, unless they are there or on their way. */
  need(first: number, last: number): void
  /** The row at a place of the view; undefined = not loaded yet. */
  row(index: number): Token | undefined
}

export type TokensStore = StoreApi<TokensState>

/** A window on the engine's inventory: pages are fetched as they are looked at, and anew when it changes. */
export function createTokensStore(client: Client): TokensStore {
  /** Answers to questions asked before the last change are thrown away. */
  let generation = 0
  const asked = new Set<number>()
  let wanted: readonly [first: number, last: number] = [0, pageSize - 1]

  const fetchPage = async (page: number) => {
    const asking = generation
    asked.add(page)
    const { view } = store.getState()
    const answer = await client.call('tokens.query', {
      text: view.text,
      sort: view.sort,
      descending: view.descending,
      ...(view.server === null ? {} : { server: view.server }),
      ...(view.owner === null ? {} : { owner: view.owner }),
      ...(view.statuses.length === 0 ? {} : { status: [...view.statuses] }),
      offset: page * pageSize,
      limit: pageSize,
    })
    if (asking !== generation) return
    if (!answer.ok) {
      store.setState({ error: answer.error })
      return
    }
    const { rows, total, facets } = answer.value
    store.setState(({ pages }) => {
      const kept = isFresh ? pages : new Map<number, readonly Token[]>()
      isFresh = true
      return { pages: new Map(kept).set(page, rows), total, facets, error: null }
    })
  }
  /** Whether the pages shown belong to the current question. */
  let isFresh = true

  const ask = (first: number, last: number) => {
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page += 1) {
      if (!asked.has(page)) void fetchPage(page)
    }
  }
  const restart = () => {
    generation += 1
    asked.clear()
    isFresh = false
    ask(...wanted)
  }

  const store = createStore<TokensState>((set, get) => ({
    view: startView,
    pages: new Map(),
    total: null,
    facets: { servers: [], statuses: [] },
    error: null,
    setView: (change) => {
      set(({ view }) => ({ view: { ...view, ...change } }))
      wanted = [0, pageSize - 1]
      restart()
    },
    need: (first, last) => {
      wanted = [first, last]
      ask(first, last)
    },
    row: (index) => get().pages.get(Math.floor(index / pageSize))?.[index % pageSize],
  }))
  client.on('inventory.changed', restart)
  return store
}

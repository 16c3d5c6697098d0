import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AppErrorData } from '../../shared/errors.ts'
import type { Client } from '../../shared/ipc/client.ts'
import type { Output } from '../../shared/ipc/contract.ts'
import type { Token } from '../../shared/model/token.ts'
import { isSameView, queryOf, startView, type TokenView } from './token-view.ts'

/** Rows per request. The engine never gives more than 200. */
export const pageSize = 100
/** Pages that are kept; the ones farthest from what is looked at go first. */
export const keptPages = 30
/** How long a pause in the typing must be before it is searched for. */
export const searchDelayMs = 80
/** Changes of the inventory that come faster than this are answered with one question. */
export const changeDelayMs = 250

type Facets = Output<'tokens.query'>['facets']

interface TokensState {
  readonly view: TokenView
  /** What stands in the search field; it becomes `view.text` after a pause in the typing. */
  readonly typed: string
  /** Loaded pages by number. Rows of the view before stay until the new ones are there. */
  readonly pages: ReadonlyMap<number, readonly Token[]>
  /** null until the first answer. */
  readonly total: number | null
  /** Counts by server and by status. Each ignores its own filter, so that the other choices keep their counts. */
  readonly facets: Facets
  readonly error: AppErrorData | null
  /** The rows shown belong to an earlier question; the answer to the current one is on its way. */
  readonly isLoading: boolean
  setView(change: Partial<TokenView>): void
  search(text: string): void
  /** Everything but the order. */
  clearFilters(): void
  /** Asks for the rows from one number to another, unless they are there or on their way. */
  need(first: number, last: number): void
  /** Asks again after an error. */
  retry(): void
  /** The row at a place of the view; undefined = not loaded yet. */
  row(index: number): Token | undefined
  /** A loaded row by its id. */
  find(id: string): Token | undefined
}

export type TokensStore = StoreApi<TokensState>

/** A window on the engine's inventory: pages are fetched as they are looked at, and anew when it changes. */
export function createTokensStore(client: Client): TokensStore {
  /** Answers to questions before this one are thrown away. */
  let question = 0
  const asked = new Set<number>()
  /** null until a screen looks: before that nothing is asked. */
  let wanted: readonly [first: number, last: number] | null = null
  /** The answer that is being collected; null = what is shown is it. */
  let next: Map<number, readonly Token[]> | null = null
  /** The inventory changed while an answer was collected. */
  let isOutdated = false
  let startedMs = 0
  let changeTimer: ReturnType<typeof setTimeout> | null = null
  let searchTimer: ReturnType<typeof setTimeout> | null = null

  const fail = (error: AppErrorData) => {
    // The server that is filtered by was removed.
    if (error.code === 'not-found' && store.getState().view.server !== null) {
      store.getState().setView({ server: null })
      return
    }
    next = null
    asked.clear()
    store.setState({ error, isLoading: false })
  }

  const fetchPage = async (page: number) => {
    const asking = question
    asked.add(page)
    const { view } = store.getState()
    const answer = await client.call('tokens.query', {
      ...queryOf(view),
      offset: page * pageSize,
      limit: pageSize,
    })
    if (asking !== question) return
    if (!answer.ok) fail(answer.error)
    else take(page, answer.value)
  }

  const take = (page: number, { rows, total, facets }: Output<'tokens.query'>) => {
    if (next === null) {
      store.setState(({ pages }) => ({ pages: trim(new Map(pages).set(page, rows)), total, error: null }))
      return
    }
    next.set(page, rows)
    const missing = pagesOf(wanted ?? [0, 0], total).filter((number) => !next?.has(number))
    for (const number of missing) if (!asked.has(number)) void fetchPage(number)
    if (missing.length > 0) return
    const pages = next
    next = null
    store.setState(({ view, facets: shown }) => ({
      pages,
      total,
      facets: {
        servers: view.server === null ? facets.servers : shown.servers,
        statuses: view.statuses.length === 0 ? facets.statuses : shown.statuses,
      },
      error: null,
      isLoading: false,
    }))
    if (isOutdated) start()
  }

  /** The counts of a filter's other choices, which the filtered answer cannot tell. */
  const fetchFacet = async (name: keyof Facets, without: Partial<TokenView>) => {
    const asking = question
    const answer = await client.call('tokens.query', {
      ...queryOf({ ...store.getState().view, ...without }),
      limit: 1,
    })
    if (asking !== question || !answer.ok) return
    const { facets } = answer.value
    store.setState(({ facets: shown }) => ({ facets: { ...shown, [name]: facets[name] } }))
  }

  const trim = (pages: Map<number, readonly Token[]>) => {
    const centre = (wanted?.[0] ?? 0) / pageSize
    const far = [...pages.keys()].sort((a, b) => Math.abs(b - centre) - Math.abs(a - centre))
    for (const page of far.slice(0, Math.max(0, pages.size - keptPages))) {
      pages.delete(page)
      asked.delete(page)
    }
    return pages
  }

  const start = () => {
    if (wanted === null) return
    question += 1
    asked.clear()
    next = new Map()
    isOutdated = false
    startedMs = Date.now()
    store.setState({ isLoading: true })
    const { view, total } = store.getState()
    for (const page of pagesOf(wanted, total ?? 1)) void fetchPage(page)
    if (view.statuses.length > 0) void fetchFacet('statuses', { statuses: [] })
    if (view.server !== null) void fetchFacet('servers', { server: null })
  }

  /** At once when it was quiet, else once for all changes of the next moment: many servers may answer together. */
  const changed = () => {
    if (wanted === null || changeTimer !== null) return
    const waitMs = Math.max(0, startedMs + changeDelayMs - Date.now())
    if (waitMs === 0) restart()
    else changeTimer = setTimeout(restart, waitMs)
  }
  const restart = () => {
    changeTimer = null
    if (next === null) start()
    else isOutdated = true
  }

  const stopTyping = () => {
    if (searchTimer !== null) clearTimeout(searchTimer)
    searchTimer = null
  }

  const store = createStore<TokensState>((set, get) => ({
    view: startView,
    typed: '',
    pages: new Map(),
    total: null,
    facets: { servers: [], statuses: [] },
    error: null,
    isLoading: false,
    setView: (change) => {
      const view = { ...get().view, ...change }
      if (change.text !== undefined) {
        stopTyping()
        set({ typed: change.text })
      }
      if (isSameView(view, get().view)) return
      set({ view })
      if (wanted === null) return
      wanted = [0, pageSize - 1]
      start()
    },
    search: (text) => {
      stopTyping()
      set({ typed: text })
      searchTimer = setTimeout(() => get().setView({ text }), searchDelayMs)
    },
    clearFilters: () => get().setView({ text: '', server: null, owner: null, statuses: [] }),
    need: (first, last) => {
      const isFirst = wanted === null
      wanted = [first, last]
      if (isFirst) start()
      else if (get().error === null) {
        for (const page of pagesOf(wanted, get().total ?? 1)) if (!asked.has(page)) void fetchPage(page)
      }
    },
    retry: start,
    row: (index) => get().pages.get(Math.floor(index / pageSize))?.[index % pageSize],
    find: (id) => {
      for (const rows of get().pages.values()) {
        const found = rows.find((row) => row.id === id)
        if (found) return found
      }
      return undefined
    },
  }))
  client.on('inventory.changed', changed)
  return store
}

/** Numbers of the pages that hold a range of rows, of those that exist. */
function pagesOf([first, last]: readonly [number, number], total: number): number[] {
  const end = Math.max(0, Math.ceil(total / pageSize) - 1)
  const from = Math.min(Math.floor(Math.max(0, first) / pageSize), end)
  const to = Math.min(Math.max(from, Math.floor(last / pageSize)), end)
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

import type { Input } from '../../shared/ipc/contract.ts'
import type { TokenSort, TokenStatus } from '../../shared/model/token.ts'

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

/** The view as the engine is asked for it. */
export function queryOf(view: TokenView): Input<'tokens.query'> {
  return {
    text: view.text,
    sort: view.sort,
    descending: view.descending,
    ...(view.server === null ? {} : { server: view.server }),
    ...(view.owner === null ? {} : { owner: view.owner }),
    ...(view.statuses.length === 0 ? {} : { status: [...view.statuses] }),
  }
}

export const isSameView = (a: TokenView, b: TokenView): boolean =>
  a.text === b.text &&
  a.server === b.server &&
  a.owner === b.owner &&
  a.sort === b.sort &&
  a.descending === b.descending &&
  a.statuses.join() === b.statuses.join()

import type { TokenSort } from '../../../shared/model/token.ts'

export interface Column {
  readonly id: 'name' | 'server' | 'owner' | 'status' | 'expires' | 'used' | 'secret' | 'actions'
  readonly label: string
  /** null = the engine cannot sort by it. */
  readonly sort: TokenSort | null
  /** The label is for screen readers only: there is an icon, or nothing, to see. */
  readonly isLabelHidden?: boolean
}

export const columns: readonly Column[] = [
  { id: 'name', label: 'Name', sort: 'name' },
  { id: 'server', label: 'Server', sort: 'server' },
  { id: 'owner', label: 'Owner', sort: 'owner' },
  { id: 'status', label: 'Status', sort: 'status' },
  { id: 'expires', label: 'Expires', sort: 'expiresAt' },
  { id: 'used', label: 'Last used', sort: 'lastUsedAt' },
  { id: 'secret', label: 'Secret in the vault', sort: null, isLabelHidden: true },
  { id: 'actions', label: 'Actions', sort: null, isLabelHidden: true },
]

/** The columns a column head can be sorted by, in their order. */
export const sortable: readonly { readonly id: Column['id']; readonly sort: TokenSort }[] = columns.flatMap(
  ({ id, sort }) => (sort === null ? [] : [{ id, sort }]),
)

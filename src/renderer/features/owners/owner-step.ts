import type { KindDescriptor } from '../../../shared/model/kind.ts'
import type { Owner, Server } from '../../../shared/model/server.ts'

/** What is open beside the list: one thing done with one owner. */
export type OwnerStep =
  | { readonly kind: 'list' }
  | { readonly kind: 'create' }
  | { readonly kind: 'delete' | 'delete-all' | 'revoke'; readonly owner: Owner }

/** What every step gets. */
export interface OwnerStepProps {
  readonly server: Server
  readonly descriptor: KindDescriptor
  /** Back to the list. `isChanged`: it has to be read again. */
  readonly onBack: (isChanged: boolean) => void
}

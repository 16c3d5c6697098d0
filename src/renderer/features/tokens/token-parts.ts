import type { KindDescriptor } from '../../../shared/model/kind.ts'
import type { Server } from '../../../shared/model/server.ts'
import type { Token } from '../../../shared/model/token.ts'

/** A token with what decides over what it can do. */
export interface TokenParts {
  readonly token: Token
  readonly server: Server | undefined
  readonly kind: KindDescriptor | undefined
}

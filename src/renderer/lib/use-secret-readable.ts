import { useStore } from 'zustand'
import type { Token } from '../../shared/model/token.ts'
import { useServices } from './services.tsx'
import { whyNot } from './why-not.ts'

/** Whether the token's server gives its secret again, as far as is known; false without a token. */
export function useSecretReadable(token: Pick<Token, 'serverId' | 'kind'> | null): boolean {
  const { servers } = useServices()
  const server = useStore(servers, (state) => state.servers?.find(({ id }) => id === token?.serverId))
  const kind = useStore(servers, (state) => state.kinds.find(({ id }) => id === token?.kind))
  return token !== null && whyNot(server, kind, 'tokens.readSecret') === null
}

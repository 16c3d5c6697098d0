import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { RevokeTemporary } from './RevokeTemporary.tsx'

/** Ends all temporary tokens of the identity that Latchkey signs in with. */
export function OwnRevocation({ serverId }: { readonly serverId: string }) {
  const { servers: store, ui } = useServices()
  const server = useStore(store, ({ servers }) => servers?.find(({ id }) => id === serverId))
  if (!server) return null
  return <RevokeTemporary server={server} owner={null} onBack={() => ui.getState().close()} />
}

import type { Owner, Server } from '../../../shared/model/server.ts'
import { useServices } from '../../lib/services.tsx'
import { Confirmation } from './Confirmation.tsx'
import { OwnerTokens } from './OwnerTokens.tsx'
import { shown } from './owner-words.ts'

interface RevokeTemporaryProps {
  readonly server: Server
  /** null = the one that Latchkey signs in as. */
  readonly owner: Pick<Owner, 'id' | 'name'> | null
  readonly onBack: (isChanged: boolean) => void
}

/** Ends all temporary tokens of an owner for good, also those that the vault does not know. */
export function RevokeTemporary({ server, owner, onBack }: RevokeTemporaryProps) {
  const { client, ui } = useServices()
  const self = server.identity
  const name = shown(owner?.name ?? self?.name ?? server.name)
  const ownerId = owner?.id ?? self?.ownerId ?? null
  return (
    <Confirmation
      title={`Revoke all temporary tokens of ${name}`}
      verb="Revoke them for good"
      expected={name}
      back="Keep them"
      call={(confirmed) =>
        client.call('tokens.revokeTemporary', {
          server: server.id,
          confirmed,
          ...(owner === null ? {} : { owner: owner.id }),
        })
      }
      onDone={({ owner: whose, revoked }) => {
        const known = revoked === 1 ? '1 of them was' : `${revoked} of them were`
        ui.getState().tell(
          'good',
          `All temporary tokens of ${shown(whose)} were revoked; ${known} in the vault.`,
        )
        onBack(true)
      }}
      onBack={() => onBack(false)}
    >
      {ownerId !== null && <OwnerTokens serverId={server.id} ownerId={ownerId} only="temporary" />}
    </Confirmation>
  )
}

import type { Owner } from '../../../shared/model/server.ts'
import { useServices } from '../../lib/services.tsx'
import { Confirmation } from './Confirmation.tsx'
import { OwnerTokens } from './OwnerTokens.tsx'
import type { OwnerStepProps } from './owner-step.ts'
import { shown } from './owner-words.ts'

/** Deletes an owner, and with it all its tokens. */
export function DeleteOwner({ server, owner, onBack }: OwnerStepProps & { readonly owner: Owner }) {
  const { client, ui } = useServices()
  const name = shown(owner.name)
  return (
    <Confirmation
      title={`Delete ${name} on ${shown(server.name)}`}
      verb={`Delete ${name}`}
      expected={name}
      back="Keep it"
      call={(confirmed) => client.call('owners.delete', { server: server.id, owner: owner.id, confirmed })}
      onDone={({ tokens }) => {
        const what = tokens === 1 ? '1 token' : `${tokens} tokens`
        ui.getState().tell('good', `${name} was deleted on ${shown(server.name)}, with ${what}.`)
        onBack(true)
      }}
      onBack={() => onBack(false)}
    >
      <OwnerTokens serverId={server.id} ownerId={owner.id} />
    </Confirmation>
  )
}

import type { Owner } from '../../../shared/model/server.ts'
import { useServices } from '../../lib/services.tsx'
import { Confirmation } from './Confirmation.tsx'
import { OwnerTokens } from './OwnerTokens.tsx'
import type { OwnerStepProps } from './owner-step.ts'
import { shown } from './owner-words.ts'

/** Deletes all listed tokens of an owner in one call. */
export function DeleteAllTokens({ server, owner, onBack }: OwnerStepProps & { readonly owner: Owner }) {
  const { client, ui } = useServices()
  const name = shown(owner.name)
  return (
    <Confirmation
      title={`Delete all tokens of ${name}`}
      verb={`Delete all tokens of ${name}`}
      expected={name}
      back="Keep them"
      call={(confirmed) => client.call('tokens.deleteAll', { server: server.id, owner: owner.id, confirmed })}
      onDone={({ deleted }) => {
        const what = deleted === 1 ? '1 token' : `${deleted} tokens`
        ui.getState().tell('good', `${what} of ${name} on ${shown(server.name)} were deleted.`)
        onBack(true)
      }}
      onBack={() => onBack(false)}
    >
      <OwnerTokens serverId={server.id} ownerId={owner.id} only="listed" />
    </Confirmation>
  )
}

import { useState } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { useAnswer } from '../../lib/use-answer.ts'
import { CreateOwner } from './CreateOwner.tsx'
import { DeleteAllTokens } from './DeleteAllTokens.tsx'
import { DeleteOwner } from './DeleteOwner.tsx'
import { OwnerList } from './OwnerList.tsx'
import type { OwnerStep, OwnerStepProps } from './owner-step.ts'
import { RevokeTemporary } from './RevokeTemporary.tsx'

/** The owners of a server: who there is, how many tokens they have, and what can be done with all of them at once. */
export function OwnersDialog({ serverId }: { readonly serverId: string }) {
  const { client, servers: store, ui } = useServices()
  const server = useStore(store, ({ servers }) => servers?.find(({ id }) => id === serverId))
  const descriptor = useStore(store, ({ kinds }) => kinds.find(({ id }) => id === server?.kind))
  const [step, setStep] = useState<OwnerStep>({ kind: 'list' })
  const owners = useAnswer(serverId, () => client.call('owners.list', { server: serverId }))
  if (!server || !descriptor) return null
  const common: OwnerStepProps = {
    server,
    descriptor,
    onBack: (isChanged) => {
      setStep({ kind: 'list' })
      if (isChanged) owners.retry()
    },
  }
  switch (step.kind) {
    case 'list':
      return (
        <OwnerList
          server={server}
          descriptor={descriptor}
          owners={owners.value}
          error={owners.error}
          onRetry={owners.retry}
          onStep={setStep}
          onClose={() => ui.getState().close()}
        />
      )
    case 'create':
      return <CreateOwner {...common} />
    case 'delete':
      return <DeleteOwner {...common} owner={step.owner} />
    case 'delete-all':
      return <DeleteAllTokens {...common} owner={step.owner} />
    case 'revoke':
      return <RevokeTemporary {...common} owner={step.owner} />
    default:
      return step satisfies never
  }
}

import { useState } from 'react'
import { useStore } from 'zustand'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { ServerForm } from './ServerForm.tsx'
import { ServerGone } from './ServerGone.tsx'
import { contactChange, credentialOf, type TypedServer } from './server-input.ts'
import { useOutcome } from './use-outcome.ts'

/** Changes a server. A new name alone does not contact it; anything else is tested before it is kept. */
export function EditServer({ serverId }: { readonly serverId: string }) {
  const { client, servers: store, ui } = useServices()
  const servers = useStore(store, (state) => state.servers)
  const kinds = useStore(store, (state) => state.kinds)
  // As it was when the dialog opened: what is typed must not change under the person's hands.
  const [server] = useState(() => servers?.find(({ id }) => id === serverId))
  const descriptor = kinds.find(({ id }) => id === server?.kind)
  const action = useAction()
  const outcome = useOutcome()
  const { close, tell } = ui.getState()
  if (!server || !descriptor) return <ServerGone onClose={close} />

  const submit = async (typed: TypedServer, unchecked: boolean) => {
    const { name, secret, proxySecret } = typed
    const change = {
      ...(name === server.name ? {} : { name }),
      ...contactChange(server, typed),
      ...(proxySecret === null ? {} : { proxySecret }),
      ...credentialOf(typed),
    }
    if (Object.keys(change).length === 0) {
      close()
      return
    }
    const shownName = plainText(name, 80)
    const isOnlyName = Object.keys(change).every((part) => part === 'name')
    const done = isOnlyName ? `The server is now called ${shownName}.` : `${shownName} was tested and saved.`
    const saved = await action.run(() =>
      outcome(
        () => client.call('servers.edit', { server: serverId, ...change, unchecked }),
        [secret, proxySecret],
        {
          done: () => done,
          failed: (error) => `${shownName} was not changed. ${plainText(error.message, 400)}`,
        },
      ),
    )
    // Closed meanwhile: the outcome was told, and another dialog may be open.
    const { dialog } = ui.getState()
    if (saved === null || dialog?.kind !== 'edit-server' || dialog.serverId !== serverId) return
    close()
    if (saved.error === null) tell('good', done)
    else tell('bad', `${shownName} was saved, but its test failed. ${plainText(saved.error.message, 400)}`)
  }
  return (
    <ServerForm
      title={`Edit ${plainText(server.name, 200)}`}
      descriptor={descriptor}
      server={server}
      takenNames={[]}
      isPending={action.isPending}
      error={action.error}
      onBack={null}
      onSubmit={(typed, isUnchecked) => void submit(typed, isUnchecked)}
      onClose={close}
    />
  )
}

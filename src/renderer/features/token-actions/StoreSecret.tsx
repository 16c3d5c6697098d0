import { useState } from 'react'
import { useStore } from 'zustand'
import type { Token } from '../../../shared/model/token.ts'
import { useServices } from '../../lib/services.tsx'
import { takeSecret } from '../../lib/take-secret.ts'
import { useAction } from '../../lib/use-action.ts'
import { whyNot } from '../../lib/why-not.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { SecretField } from '../../ui/SecretField.tsx'
import { TokenGate } from './TokenGate.tsx'
import { ownerTitle, shown, tokenTitle } from './token-title.ts'

/** The person has the secret of a token that the vault has not. */
export function StoreSecret({ tokenId }: { readonly tokenId: string }) {
  return <TokenGate tokenId={tokenId}>{(token) => <Store token={token} />}</TokenGate>
}

function Store({ token }: { readonly token: Token }) {
  const { client, servers, ui } = useServices()
  const server = useStore(servers, (state) => state.servers?.find(({ id }) => id === token.serverId))
  const kind = useStore(servers, (state) => state.kinds.find(({ id }) => id === token.kind))
  const action = useAction()
  const [isEmpty, setEmpty] = useState(false)
  const close = () => ui.getState().close()
  const serverName = shown(token.server)
  const unavailable =
    token.status === 'gone' && !action.isPending
      ? 'The token is no longer on the server, so nothing can confirm its secret.'
      : whyNot(server, kind, 'tokens.verify')

  const submit = async (form: HTMLFormElement) => {
    const secret = takeSecret(form)
    setEmpty(secret.length === 0)
    if (secret.length === 0) return form.querySelector('input')?.focus()
    const stored = await action.run(() => client.call('tokens.store', { id: token.id, secret }))
    secret.fill(0)
    if (!stored) return form.querySelector('input')?.focus()
    ui.getState().tell(
      'good',
      stored.isConfirmed
        ? `${serverName} confirmed the secret of ${tokenTitle(token)}. It is in the vault.`
        : `The secret of ${tokenTitle(token)} works and is in the vault. ${serverName} cannot tell whose it is.`,
    )
    close()
  }

  return (
    <Dialog
      title={`Store the secret of ${tokenTitle(token)}`}
      onClose={action.isPending ? null : close}
      onSubmit={(form) => void submit(form)}
      actions={
        <>
          <Button onClick={close} unavailable={action.isPending ? `${serverName} is being asked.` : null}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" isPending={action.isPending} unavailable={unavailable}>
            Check and store
          </Button>
        </>
      }
    >
      <p>
        {serverName} is asked first whether this secret works and belongs to {ownerTitle(token)}. Only then is
        it stored in the vault.
      </p>
      {token.hasSecret && !action.isPending && (
        <Notice tone="info">
          The vault has a secret for this token already. A confirmed one takes its place.
        </Notice>
      )}
      {unavailable !== null && <Notice tone="warn">{unavailable}</Notice>}
      <SecretField
        label="Secret"
        name="secret"
        purpose="off"
        help="Paste it here. Spaces around it are left out."
        error={isEmpty ? 'Paste the secret first.' : (action.error?.message ?? null)}
        autoFocus
      />
      <p role="status" className="visually-hidden">
        {action.isPending ? `Asking ${serverName}.` : ''}
      </p>
    </Dialog>
  )
}

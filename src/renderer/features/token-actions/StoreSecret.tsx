import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { AppErrorData } from '../../../shared/errors.ts'
import type { Token } from '../../../shared/model/token.ts'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { takeSecret } from '../../lib/take-secret.ts'
import { useAction } from '../../lib/use-action.ts'
import { whyNot } from '../../lib/why-not.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
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
  /** The engine's own sentence on what would be replaced; null = it did not ask. */
  const [sentence, setSentence] = useState<string | null>(null)
  const held = useHeldSecret()
  const close = () => ui.getState().close()
  const serverName = shown(token.server)
  const unavailable =
    token.status === 'gone' && !action.isPending
      ? 'The token is no longer on the server, so nothing can confirm its secret.'
      : whyNot(server, kind, 'tokens.verify')

  const submit = async (form: HTMLFormElement) => {
    const confirmed = sentence !== null
    const secret = confirmed ? held.take() : takeSecret(form)
    setEmpty(secret.length === 0)
    if (secret.length === 0) return form.querySelector('input')?.focus()
    let refusal: AppErrorData | null = null
    const stored = await action.run(async () => {
      const result = await client.call('tokens.store', { id: token.id, secret, confirmed })
      refusal = result.ok ? null : result.error
      return result
    })
    const question = questionIn(refusal)
    setSentence(question)
    if (question !== null) return held.keep(secret)
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

  const cancel = (
    <Button onClick={close} unavailable={action.isPending ? `${serverName} is being asked.` : null}>
      Cancel
    </Button>
  )
  return (
    <Dialog
      title={`Store the secret of ${tokenTitle(token)}`}
      onClose={action.isPending ? null : close}
      onSubmit={(form) => void submit(form)}
      actions={
        <>
          {sentence === null ? cancel : <FirstFocus>{cancel}</FirstFocus>}
          <Button
            type="submit"
            variant={sentence === null ? 'primary' : 'danger'}
            isPending={action.isPending}
            unavailable={unavailable}
          >
            {sentence === null ? 'Check and store' : 'Replace the secret'}
          </Button>
        </>
      }
    >
      <p>
        {serverName} is asked first whether this secret works and belongs to {ownerTitle(token)}. Only then is
        it stored in the vault.
      </p>
      {token.hasSecret && sentence === null && !action.isPending && (
        <Notice tone="info">
          The vault has a secret for this token already. A confirmed one takes its place.
        </Notice>
      )}
      {sentence !== null && (
        <Notice tone="warn" title="This cannot be undone">
          {sentence}
        </Notice>
      )}
      {unavailable !== null && <Notice tone="warn">{unavailable}</Notice>}
      {sentence === null && (
        <SecretField
          label="Secret"
          name="secret"
          purpose="off"
          help="Paste it here. Spaces around it are left out."
          error={isEmpty ? 'Paste the secret first.' : (action.error?.message ?? null)}
          autoFocus
        />
      )}
      <p role="status" className="visually-hidden">
        {action.isPending ? `Asking ${serverName}.` : ''}
      </p>
    </Dialog>
  )
}

/** What the engine asks to be confirmed; null = nothing. */
const questionIn = (refusal: AppErrorData | null): string | null =>
  refusal?.code === 'confirmation-missing' ? plainText(refusal.message, 1000) : null

/** A secret that waits for the person to confirm; wiped when the dialog goes. */
function useHeldSecret() {
  const state = useRef<{ secret: Uint8Array; isOpen: boolean }>({ secret: new Uint8Array(), isOpen: true })
  useEffect(() => {
    const { current } = state
    current.isOpen = true
    return () => {
      current.isOpen = false
      current.secret.fill(0)
    }
  }, [])
  return {
    keep: (secret: Uint8Array) => {
      if (!state.current.isOpen) secret.fill(0)
      state.current.secret = secret
    },
    /** Empty when there is none. */
    take: () => {
      const { secret } = state.current
      state.current.secret = new Uint8Array()
      return secret
    },
  }
}

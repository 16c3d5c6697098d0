import type { Token } from '../../../shared/model/token.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { useConfirmation } from '../../lib/use-confirmation.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { TokenGate } from './TokenGate.tsx'
import { shown, tokenTitle } from './token-title.ts'

/** Forgets a row that is gone from its server, and its secret. */
export function PurgeToken({ tokenId }: { readonly tokenId: string }) {
  return <TokenGate tokenId={tokenId}>{(token) => <Purge token={token} />}</TokenGate>
}

function Purge({ token }: { readonly token: Token }) {
  const { client, ui } = useServices()
  const { sentence, refusal } = useConfirmation(() =>
    client.call('tokens.purge', { id: token.id, confirmed: false }),
  )
  const action = useAction()
  const close = () => ui.getState().close()
  const unavailable =
    refusal?.message ?? (sentence === null ? 'One moment: it is being looked up what this hits.' : null)

  const purge = async () => {
    const purged = await action.run(() => client.call('tokens.purge', { id: token.id, confirmed: true }))
    if (!purged) return
    const { selectedTokenId, select, tell } = ui.getState()
    if (selectedTokenId === token.id) select(null)
    const what = token.hasSecret ? 'Its row and its secret are' : 'Its row is'
    tell('good', `${tokenTitle(token)} of ${shown(token.server)} was purged. ${what} gone from the vault.`)
    close()
  }

  return (
    <Dialog
      title={`Purge ${tokenTitle(token)}`}
      onClose={action.isPending ? null : close}
      actions={
        <>
          <FirstFocus>
            <Button onClick={close}>Cancel</Button>
          </FirstFocus>
          {token.status !== 'gone' && (
            <Button onClick={() => ui.getState().open({ kind: 'delete-token', tokenId: token.id })}>
              Delete it first
            </Button>
          )}
          <Button
            variant="danger"
            isPending={action.isPending}
            unavailable={unavailable}
            onClick={() => void purge()}
          >
            Purge {tokenTitle(token)}
          </Button>
        </>
      }
    >
      {refusal && <Notice tone="bad">{refusal.message}</Notice>}
      {sentence !== null && <p>{sentence}</p>}
      {refusal === null && token.hasSecret && (
        <Notice tone="warn" title="The stored secret goes too">
          Nothing on the server changes: the token is no longer there. Only a backup made earlier still has
          the secret.
        </Notice>
      )}
      {action.error && <Notice tone="bad">{action.error.message}</Notice>}
    </Dialog>
  )
}

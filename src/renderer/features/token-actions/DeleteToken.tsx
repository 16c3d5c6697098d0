import { useStore } from 'zustand'
import type { Token } from '../../../shared/model/token.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { useConfirmation } from '../../lib/use-confirmation.ts'
import { useNow } from '../../lib/use-now.ts'
import { whyNot } from '../../lib/why-not.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { DisableInstead } from './DisableInstead.tsx'
import { lastUsedWords } from './last-used-words.ts'
import { TokenGate } from './TokenGate.tsx'
import { ownerTitle, shown, tokenTitle } from './token-title.ts'

/** Deletes a token on its server, after the person saw exactly what it hits. */
export function DeleteToken({ tokenId }: { readonly tokenId: string }) {
  return <TokenGate tokenId={tokenId}>{(token) => <Delete token={token} />}</TokenGate>
}

function Delete({ token }: { readonly token: Token }) {
  const { client, servers, ui } = useServices()
  const server = useStore(servers, (state) => state.servers?.find(({ id }) => id === token.serverId))
  const kind = useStore(servers, (state) => state.kinds.find(({ id }) => id === token.kind))
  const nowMs = useNow(null)
  const { sentence, refusal } = useConfirmation(() =>
    client.call('tokens.delete', { id: token.id, confirmed: false }),
  )
  const action = useAction()
  const close = () => ui.getState().close()
  /** The server does not list it: deleting it forgets it here. */
  const isTemporary = token.remoteId === null
  const verb = isTemporary ? 'Forget' : 'Delete'
  const unavailable =
    (isTemporary ? null : whyNot(server, kind, 'tokens.delete')) ??
    refusal?.message ??
    (sentence === null ? 'One moment: it is being looked up what this hits.' : null)

  const remove = async () => {
    const gone = await action.run(() => client.call('tokens.delete', { id: token.id, confirmed: true }))
    if (!gone) return
    if (isTemporary) {
      const { selectedTokenId, select, tell } = ui.getState()
      if (selectedTokenId === token.id) select(null)
      tell('good', `${tokenTitle(token)} of ${shown(token.server)} was forgotten.`)
      close()
      return
    }
    const kept = token.hasSecret
      ? 'Its row and its secret stay here until you purge them.'
      : 'Its row stays here until you purge it.'
    ui.getState().tell('good', `${tokenTitle(token)} was deleted on ${shown(token.server)}. ${kept}`)
    close()
  }

  return (
    <Dialog
      title={`${verb} ${tokenTitle(token)} ${isTemporary ? 'of' : 'on'} ${shown(token.server)}`}
      onClose={action.isPending ? null : close}
      actions={
        <>
          <FirstFocus>
            <Button onClick={close} unavailable={action.isPending ? 'The server is being asked.' : null}>
              Cancel
            </Button>
          </FirstFocus>
          <Button
            variant="danger"
            isPending={action.isPending}
            unavailable={unavailable}
            onClick={() => void remove()}
          >
            {verb} {tokenTitle(token)}
          </Button>
        </>
      }
    >
      {refusal && <Notice tone="bad">{refusal.message}</Notice>}
      {sentence !== null && <p>{sentence}</p>}
      {token.isCredential && (
        <Notice tone="warn" title="Latchkey signs in with this token">
          Give {shown(token.server)} another credential first, then delete this one.
        </Notice>
      )}
      <Facts
        facts={[
          { term: 'Owner', value: ownerTitle(token) },
          { term: 'Last used', value: lastUsedWords(token, whyNot(server, kind, 'tokens.lastUsed'), nowMs) },
          { term: 'Created by', value: creatorWords(token, whyNot(server, kind, 'tokens.creator')) },
        ]}
      />
      {refusal === null && !isTemporary && !token.isCredential && (
        <DisableInstead
          token={token}
          unavailable={whyNot(server, kind, 'tokens.disable')}
          switchedOff={kind?.switchedOff ?? 'disabled'}
          isBusy={action.isPending}
        />
      )}
      {action.error && <Notice tone="bad">{action.error.message}</Notice>}
    </Dialog>
  )
}

function creatorWords({ creator }: Token, notTold: string | null): string {
  if (creator) return shown(creator.name ?? creator.id)
  return notTold ?? 'The server does not tell.'
}

import type { Token } from '../../../shared/model/token.ts'
import { useServices } from '../../lib/services.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { type Fact, Facts } from '../../ui/Facts.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { instantWords } from './instant-words.ts'
import { SecretBox } from './SecretBox.tsx'
import styles from './SecretDialog.module.css'
import { TokenGate } from './TokenGate.tsx'
import { ownerTitle, shown, tokenTitle } from './token-title.ts'

interface SecretDialogProps {
  readonly tokenId: string
  /** Just created: its secret was committed before this opened. */
  readonly isNew: boolean
}

export function SecretDialog({ tokenId, isNew }: SecretDialogProps) {
  return <TokenGate tokenId={tokenId}>{(token) => <Secret token={token} isNew={isNew} />}</TokenGate>
}

function Secret({ token, isNew }: { readonly token: Token; readonly isNew: boolean }) {
  const { ui } = useServices()
  const close = () => ui.getState().close()
  const showRow = () => {
    ui.getState().select(token.id)
    close()
  }
  return (
    <Dialog
      title={isNew ? `${tokenTitle(token)} was created` : `Secret of ${tokenTitle(token)}`}
      onClose={close}
      actions={
        <>
          {isNew && (
            <Button variant="quiet" onClick={showRow}>
              Show in the list
            </Button>
          )}
          <Button onClick={close}>Done</Button>
        </>
      }
    >
      {isNew && token.hasSecret && (
        <Notice tone="good" title="Saved in your vault">
          The secret was stored before this opened, so you can close it at any time.
        </Notice>
      )}
      <Facts facts={factsOf(token)} />
      {token.hasSecret ? <SecretBox tokenId={token.id} /> : <NoSecret token={token} />}
      {isNew && token.hasSecret && (
        <p className={styles['hint']}>
          To find it again, select the token in the list and choose Copy. It stays in the vault until you
          purge the token.
        </p>
      )}
    </Dialog>
  )
}

function NoSecret({ token }: { readonly token: Token }) {
  const { ui } = useServices()
  if (token.orphan) {
    return (
      <Notice
        tone="warn"
        title="Nobody has this secret"
        actions={
          <Button onClick={() => ui.getState().open({ kind: 'delete-token', tokenId: token.id })}>
            Delete the token
          </Button>
        }
      >
        The server made the token, but its answer with the secret never arrived.
      </Notice>
    )
  }
  return (
    <Notice
      tone="info"
      title="The vault has no secret for this token"
      actions={
        <Button onClick={() => ui.getState().open({ kind: 'store-secret', tokenId: token.id })}>
          I have this secret
        </Button>
      }
    >
      If you have it, {shown(token.server)} is asked whether it works before it is stored.
    </Notice>
  )
}

function factsOf(token: Token): Fact[] {
  return [
    { term: 'Owner', value: ownerTitle(token) },
    { term: 'Server', value: shown(token.server) },
    {
      term: 'Expires',
      value:
        token.expiresAtMs === null ? (token.expiresAt ?? 'Never') : instantWords(token.expiresAtMs).local,
    },
  ]
}

import type { Token } from '../../../shared/model/token.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import styles from './DisableInstead.module.css'
import { shown, tokenTitle } from './token-title.ts'

interface DisableInsteadProps {
  readonly token: Token
  /** Why tokens cannot be disabled here; null = they can. */
  readonly unavailable: string | null
  /** What it is called here. */
  readonly switchedOff: 'disabled' | 'revoked'
  /** The delete is running. */
  readonly isBusy: boolean
}

/** The safer neighbour of deleting: what is disabled can be enabled again. */
export function DisableInstead({ token, unavailable, switchedOff, isBusy }: DisableInsteadProps) {
  const { client, ui } = useServices()
  const action = useAction()
  if (unavailable !== null) return <p className={styles['none']}>There is no way back. {unavailable}</p>
  if (token.status === 'disabled' || token.status === 'revoked') {
    return (
      <p className={styles['none']}>It is {switchedOff} already. There is no way back from deleting it.</p>
    )
  }
  if (token.status !== 'active') return null
  const isRevoke = switchedOff === 'revoked'
  const disable = async () => {
    const disabled = await action.run(() =>
      client.call('tokens.setEnabled', { id: token.id, enabled: false }),
    )
    if (!disabled) return
    const { tell, close } = ui.getState()
    tell(
      'good',
      `${tokenTitle(token)} on ${shown(token.server)} is ${switchedOff}. You can take that back at any time.`,
    )
    close()
  }
  return (
    <Notice
      tone="info"
      title={`You can ${isRevoke ? 'revoke' : 'disable'} it first`}
      actions={
        <Button
          isPending={action.isPending}
          unavailable={isBusy ? 'The token is being deleted.' : null}
          onClick={() => void disable()}
        >
          {isRevoke ? 'Revoke it instead' : 'Disable it instead'}
        </Button>
      }
    >
      {action.error?.message ??
        `A ${switchedOff} token is refused everywhere, and that can be taken back. Watch for a while what stops working, then delete it.`}
    </Notice>
  )
}

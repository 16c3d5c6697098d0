import { Copy, Eye, KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../../../shared/ipc/contract.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { whyNot } from '../../lib/why-not.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import styles from './TokenActions.module.css'
import { noSecret, shown, tokenTitle } from './texts.ts'
import type { TokenParts } from './token-parts.ts'
import { useCopySecret } from './use-copy-secret.ts'

const gone = 'This token is no longer on the server.'

/** Everything that can be taken back. */
export function TokenActions({ token, server, kind }: TokenParts) {
  const { client, ui } = useServices()
  const { open, tell } = ui.getState()
  const copying = useAction()
  const verifying = useAction()
  const switching = useAction()
  const [verdict, setVerdict] = useState<Output<'tokens.verify'> | null>(null)
  const copy = useCopySecret()
  const isGone = token.status === 'gone'
  const isOff = token.status === 'disabled' || token.status === 'revoked'

  const verify = async () => {
    setVerdict(null)
    setVerdict(await verifying.run(() => client.call('tokens.verify', { id: token.id })))
  }
  const setEnabled = async (enabled: boolean) => {
    const changed = await switching.run(() => client.call('tokens.setEnabled', { id: token.id, enabled }))
    if (changed) tell('good', `“${tokenTitle(token)}” is ${enabled ? 'enabled' : 'disabled'}.`)
  }

  const whyNoChange =
    (isGone ? gone : null) ??
    (kind?.updateFields.length === 0
      ? (whyNot(server, kind, 'tokens.extend') ?? 'Nothing of a token can be changed on this kind of server.')
      : null)
  const whyNoSwitch =
    (isGone ? gone : null) ??
    whyNot(server, kind, 'tokens.disable') ??
    (token.status === 'expired' ? 'It has expired; there is nothing to disable.' : null) ??
    (token.isCredential && !isOff
      ? 'Latchkey signs in with this token; disabled, it could not be enabled again from here.'
      : null)
  const whyNoVerify =
    (token.hasSecret ? null : `${noSecret} Verifying uses the secret once.`) ??
    whyNot(server, kind, 'tokens.verify')

  /** In sight as well, for whoever has no pointer to rest on a button; when it is gone, that was said above. */
  const whyNots = [...new Set([whyNoVerify, whyNoChange, whyNoSwitch])].filter(
    (reason) => reason !== null && reason !== gone,
  )

  return (
    <section aria-label="Actions" className={styles['actions']}>
      <div className={styles['group']}>
        {token.hasSecret ? (
          <>
            <Button
              variant="primary"
              icon={Copy}
              isPending={copying.isPending}
              onClick={() =>
                void copying.run(async () => {
                  await copy(token)
                  return { ok: true, value: null }
                })
              }
            >
              Copy secret
            </Button>
            <Button icon={Eye} onClick={() => open({ kind: 'secret', tokenId: token.id, isNew: false })}>
              Show secret
            </Button>
          </>
        ) : (
          <Button
            icon={KeyRound}
            unavailable={isGone ? gone : null}
            onClick={() => open({ kind: 'store-secret', tokenId: token.id })}
          >
            I have this secret
          </Button>
        )}
      </div>
      <div className={styles['group']}>
        <Button isPending={verifying.isPending} unavailable={whyNoVerify} onClick={() => void verify()}>
          Verify
        </Button>
        <Button unavailable={whyNoChange} onClick={() => open({ kind: 'change-token', tokenId: token.id })}>
          Change
        </Button>
        <Button
          isPending={switching.isPending}
          unavailable={whyNoSwitch}
          onClick={() => void setEnabled(isOff)}
        >
          {isOff ? 'Enable' : 'Disable'}
        </Button>
      </div>
      {whyNots.length > 0 && (
        <ul className={styles['reasons']}>
          {whyNots.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {verdict && <Verdict verdict={verdict} />}
      {[verifying.error, switching.error].map(
        (error) =>
          error && (
            <Notice key={error.message} tone="bad">
              {error.message}
            </Notice>
          ),
      )}
    </section>
  )
}

function Verdict({
  verdict: { ok, isCertain, owner, reason },
}: {
  readonly verdict: Output<'tokens.verify'>
}) {
  const unknown = isCertain ? '' : ' This server does not tell whose it is.'
  const whose = owner === null ? unknown : ` It belongs to ${shown(owner.name ?? owner.id)}.`
  return ok ? (
    <Notice tone="good">The stored secret works.{whose}</Notice>
  ) : (
    <Notice tone="warn" title="The stored secret does not work">
      {shown(reason ?? 'The server does not tell why.')}
      {whose}
    </Notice>
  )
}

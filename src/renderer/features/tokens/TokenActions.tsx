import { Copy, Download, Eye, KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../../../shared/ipc/contract.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { whyNoChange, whyNot } from '../../lib/why-not.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { switchWords } from './switch-words.ts'
import styles from './TokenActions.module.css'
import { noSecret, shown, tokenTitle } from './texts.ts'
import type { TokenParts } from './token-parts.ts'
import { useCopySecret } from './use-copy-secret.ts'

const gone = 'This token is no longer on the server.'
const unlisted = 'The server does not list a temporary token, so it can only be forgotten.'

/** Everything that can be taken back. */
export function TokenActions({ token, server, kind }: TokenParts) {
  const { client, ui } = useServices()
  const { open, tell } = ui.getState()
  const copying = useAction()
  const verifying = useAction()
  const switching = useAction()
  const fetching = useAction()
  const [verdict, setVerdict] = useState<Output<'tokens.verify'> | null>(null)
  const copy = useCopySecret()
  const isGone = token.status === 'gone'
  const words = switchWords(kind)
  const whyNowhere = (isGone ? gone : null) ?? (token.remoteId === null ? unlisted : null)
  const isOff = token.status === 'disabled' || token.status === 'revoked'

  const verify = async () => {
    setVerdict(null)
    setVerdict(await verifying.run(() => client.call('tokens.verify', { id: token.id })))
  }
  const setEnabled = async (enabled: boolean) => {
    const changed = await switching.run(() => client.call('tokens.setEnabled', { id: token.id, enabled }))
    if (changed) tell('good', `“${tokenTitle(token)}” is ${enabled ? words.isOn : words.isOff}.`)
  }
  const fetchSecret = async () => {
    const fetched = await fetching.run(() => client.call('tokens.fetchSecret', { id: token.id }))
    if (fetched) tell('good', `The secret of “${tokenTitle(token)}” is in the vault.`)
  }

  const whyUnchanged = whyNowhere ?? whyNoChange(server, kind)
  const whyNoSwitch =
    whyNowhere ??
    whyNot(server, kind, 'tokens.disable') ??
    (token.status === 'expired' ? 'It has expired; there is nothing to switch off.' : null) ??
    (token.isCredential && !isOff
      ? `Latchkey signs in with this token; ${words.isOff}, it could not be brought back from here.`
      : null)
  const whyNoVerify =
    (token.hasSecret ? null : `${noSecret} Verifying uses the secret once.`) ??
    whyNot(server, kind, 'tokens.verify')

  const whyNoFetch = token.hasSecret ? null : (whyNowhere ?? whyNot(server, kind, 'tokens.readSecret'))

  /** In sight as well, for whoever has no pointer to rest on a button; when it is gone, that was said above. */
  const whyNots = [...new Set([whyNoFetch, whyNoVerify, whyUnchanged, whyNoSwitch])].filter(
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
          <>
            <Button
              variant={whyNoFetch === null ? 'primary' : 'secondary'}
              icon={Download}
              isPending={fetching.isPending}
              unavailable={whyNoFetch}
              onClick={() => void fetchSecret()}
            >
              Fetch secret
            </Button>
            <Button
              icon={KeyRound}
              unavailable={whyNowhere}
              onClick={() => open({ kind: 'store-secret', tokenId: token.id })}
            >
              I have this secret
            </Button>
          </>
        )}
      </div>
      <div className={styles['group']}>
        <Button isPending={verifying.isPending} unavailable={whyNoVerify} onClick={() => void verify()}>
          Verify
        </Button>
        <Button unavailable={whyUnchanged} onClick={() => open({ kind: 'change-token', tokenId: token.id })}>
          Change
        </Button>
        <Button
          isPending={switching.isPending}
          unavailable={whyNoSwitch}
          onClick={() => void setEnabled(isOff)}
        >
          {isOff ? words.on : words.off}
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
      {[fetching.error, verifying.error, switching.error].map(
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

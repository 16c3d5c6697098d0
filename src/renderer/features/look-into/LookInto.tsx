import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Output } from '../../../shared/ipc/contract.ts'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { whyNot } from '../../lib/why-not.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { SecretField } from '../../ui/SecretField.tsx'
import { Examination } from './Examination.tsx'
import styles from './LookInto.module.css'
import { readPasted } from './read-pasted.ts'
import { Weaken } from './Weaken.tsx'

type Found = Output<'tokens.examine'>

/** What is inside a token's text, whose it is, which data it reaches, and a weaker one made from it. Nothing is kept. */
export function LookInto({ serverId }: { readonly serverId: string }) {
  const { client, servers: store, ui } = useServices()
  const server = useStore(store, ({ servers }) => servers?.find(({ id }) => id === serverId))
  const kind = useStore(store, ({ kinds }) => kinds.find(({ id }) => id === server?.kind))
  const examining = useAction()
  const scoping = useAction()
  const [found, setFound] = useState<Found | null>(null)
  const [scope, setScope] = useState<Found | null>(null)
  const [isEmpty, setEmpty] = useState(false)
  const [isWeakening, setWeakening] = useState(false)
  const content = useRef<HTMLDivElement>(null)
  const result = useRef<HTMLDivElement>(null)
  const close = () => ui.getState().close()
  const name = plainText(server?.name ?? '', 80)

  // The text does not outlive the dialog, not even as the value of a removed field.
  useEffect(() => {
    const form = content.current?.closest('form')
    return () => form?.reset()
  }, [])
  const pasted = () => readPasted(content.current?.closest('form') ?? null)
  const forget = () => {
    setFound(null)
    setScope(null)
    setEmpty(false)
    setWeakening(false)
    examining.clear()
    scoping.clear()
  }
  const examine = async () => {
    const secret = pasted()
    forget()
    setEmpty(secret.length === 0)
    if (secret.length === 0) return
    const answer = await examining.run(() => client.call('tokens.examine', { server: serverId, secret }))
    secret.fill(0)
    setFound(answer)
    if (answer) setTimeout(() => result.current?.focus())
  }
  const ask = async () => {
    const secret = pasted()
    setScope(await scoping.run(() => client.call('tokens.scope', { server: serverId, secret })))
    secret.fill(0)
  }
  const serverParts = server && kind ? ([server, kind] as const) : null
  const whyNoScope = serverParts && whyNot(...serverParts, 'tokens.scope')
  const whyNoConfine = serverParts && whyNot(...serverParts, 'tokens.confine')
  return (
    <Dialog
      title="Look into a token"
      width="wide"
      onClose={close}
      onSubmit={() => void examine()}
      actions={
        <>
          <Button onClick={close}>Close</Button>
          <Button
            type="submit"
            variant={found === null ? 'primary' : 'secondary'}
            isPending={examining.isPending}
            unavailable={
              serverParts === null ? 'The server is gone.' : whyNot(...serverParts, 'tokens.examine')
            }
          >
            {found === null ? 'Look into it' : 'Look again'}
          </Button>
        </>
      }
    >
      <div ref={content}>
        <FirstFocus>
          <SecretField
            label="Token"
            name="secret"
            purpose="off"
            help={`Paste its text. ${name} is asked what is inside; nothing of it is kept.`}
            error={isEmpty ? 'Paste the token first.' : (examining.error?.message ?? null)}
            onChange={() => {
              if (found !== null || examining.error !== null || isEmpty) forget()
            }}
          />
        </FirstFocus>
      </div>
      <p role="status" className="visually-hidden">
        {examining.isPending || scoping.isPending ? `Asking ${name}.` : ''}
      </p>
      {found !== null && (
        <>
          <Examination ref={result} title="What is inside" found={found} />
          {scope !== null && <Examination title="Which data it reaches" found={scope} />}
          {(scope === null || !isWeakening) && (
            <div className={styles['actions']}>
              {scope === null && (
                <Button isPending={scoping.isPending} unavailable={whyNoScope} onClick={() => void ask()}>
                  Which data does it reach?
                </Button>
              )}
              {!isWeakening && (
                <Button unavailable={whyNoConfine} onClick={() => setWeakening(true)}>
                  Make a weaker one
                </Button>
              )}
            </div>
          )}
          {scoping.error && <Notice tone="bad">{scoping.error.message}</Notice>}
          {isWeakening && <Weaken serverId={serverId} details={found.details} readToken={pasted} />}
        </>
      )}
    </Dialog>
  )
}

import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { AppErrorData } from '../../../shared/errors.ts'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { ServerGone } from './ServerGone.tsx'

/** Asks the engine what would go, shows exactly that, and removes the server when it is confirmed. */
export function RemoveServer({ serverId }: { readonly serverId: string }) {
  const { client, servers, tokens, ui } = useServices()
  const known = useStore(servers, (state) => state.servers)
  const [server] = useState(() => known?.find(({ id }) => id === serverId))
  const [question, setQuestion] = useState<AppErrorData | null>(null)
  const hasAsked = useRef(false)
  const action = useAction()
  const { close, tell } = ui.getState()
  const isAnswered = question?.code === 'confirmation-missing'

  useEffect(() => {
    if (hasAsked.current) return
    hasAsked.current = true
    void client.call('servers.remove', { server: serverId, confirmed: false }).then((answer) => {
      if (!answer.ok) setQuestion(answer.error)
    })
  })
  if (!server) return <ServerGone onClose={close} />

  const name = plainText(server.name, 80)
  const remove = async () => {
    const removed = await action.run(() =>
      client.call('servers.remove', { server: serverId, confirmed: true }),
    )
    if (removed === null) return
    if (tokens.getState().view.server === serverId) tokens.getState().setView({ server: null, owner: null })
    close()
    // What had the focus before the dialog is gone with the server.
    setTimeout(() => document.querySelector<HTMLElement>('[data-entry]')?.focus())
    tell(
      'good',
      `${name} was removed, with ${countOf(removed.tokens, 'token')} and ${countOf(removed.secrets, 'secret')}.`,
    )
  }
  return (
    <Dialog
      title={`Remove ${name}`}
      onClose={close}
      actions={
        <>
          <FirstFocus>
            <Button onClick={close}>Keep it</Button>
          </FirstFocus>
          <Button
            variant="danger"
            isPending={action.isPending}
            unavailable={isAnswered ? null : 'First it has to be known what would be removed.'}
            onClick={() => void remove()}
          >
            Remove {name}
          </Button>
        </>
      }
    >
      {question === null ? (
        <p role="status">Looking up what belongs to it…</p>
      ) : isAnswered ? (
        <Notice tone="warn" title="This cannot be undone">
          {plainText(question.message, 600)}
        </Notice>
      ) : (
        <Notice tone="bad">{plainText(question.message, 600)}</Notice>
      )}
      {action.error !== null && (
        <Notice tone="bad" title="It was not removed">
          {plainText(action.error.message, 600)}
        </Notice>
      )}
    </Dialog>
  )
}

function countOf(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count.toLocaleString('en')} ${what}s`
}

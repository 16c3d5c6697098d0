import { type ReactNode, useState } from 'react'
import type { Result } from '../../../shared/result.ts'
import { useAction } from '../../lib/use-action.ts'
import { useConfirmation } from '../../lib/use-confirmation.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { TypedConfirmation, unconfirmed } from '../../ui/TypedConfirmation.tsx'

interface ConfirmationProps<T> {
  readonly title: string
  /** On the button that does it. */
  readonly verb: string
  /** Has to be typed first; null = the button is enough. */
  readonly expected: string | null
  /** What the safe button says. */
  readonly back: string
  /** What it will hit, beside the engine's own sentence. */
  readonly children?: ReactNode
  readonly call: (confirmed: boolean) => Promise<Result<T>>
  readonly onDone: (value: T) => void
  readonly onBack: () => void
}

/** Asks the engine what an action would hit, shows exactly that, and does it when it is confirmed. */
export function Confirmation<T>(props: ConfirmationProps<T>) {
  const { expected, call } = props
  const { sentence, refusal } = useConfirmation(() => call(false))
  const [typed, setTyped] = useState('')
  const action = useAction()
  const unavailable =
    refusal?.message ??
    (sentence === null ? 'One moment: it is being looked up what this hits.' : null) ??
    (expected === null ? null : unconfirmed(expected, typed))
  const submit = async () => {
    if (unavailable !== null) return
    const done = await action.run(() => call(true))
    if (done !== null) props.onDone(done)
  }
  return (
    <Dialog
      title={props.title}
      onClose={action.isPending ? null : props.onBack}
      onSubmit={() => void submit()}
      actions={
        <>
          <FirstFocus>
            <Button
              onClick={props.onBack}
              unavailable={action.isPending ? 'The server is being asked.' : null}
            >
              {props.back}
            </Button>
          </FirstFocus>
          <Button type="submit" variant="danger" isPending={action.isPending} unavailable={unavailable}>
            {props.verb}
          </Button>
        </>
      }
    >
      {refusal && <Notice tone="bad">{refusal.message}</Notice>}
      {!refusal && sentence === null && <p role="status">Looking up what this hits…</p>}
      {sentence !== null && (
        <Notice tone="warn" title="This cannot be undone">
          {sentence}
        </Notice>
      )}
      {props.children}
      {expected !== null && refusal === null && (
        <TypedConfirmation expected={expected} typed={typed} onType={setTyped} />
      )}
      {action.error && <Notice tone="bad">{action.error.message}</Notice>}
    </Dialog>
  )
}

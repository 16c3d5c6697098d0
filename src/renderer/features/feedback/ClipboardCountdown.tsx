import { ClipboardCheck, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './ClipboardCountdown.module.css'

interface ClipboardCountdownProps {
  readonly clearsAtMs: number
  /** From the copy to the clearing. */
  readonly seconds: number
}

/** So long after its time a secret that is still there was not cleared. */
const overdueSeconds = -3

/** What is left, in figures and as a line that shortens; and the way to end it now. */
export function ClipboardCountdown({ clearsAtMs, seconds }: ClipboardCountdownProps) {
  const { client, ui } = useServices()
  const action = useAction()
  const [left, setLeft] = useState(seconds)
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.ceil((clearsAtMs - Date.now()) / 1000)), 200)
    return () => clearInterval(timer)
  }, [clearsAtMs])
  const clear = () =>
    action.run(async () => {
      const cleared = await client.call('clipboard.clear')
      if (cleared.ok) ui.getState().tell('good', 'The secret is no longer on the clipboard.')
      else ui.getState().tell('bad', cleared.error.message)
      return cleared
    })
  const isOverdue = left <= overdueSeconds
  const Icon = isOverdue ? TriangleAlert : ClipboardCheck
  return (
    <div className={styles['card']}>
      <Icon size={18} aria-hidden className={isOverdue ? styles['overdue'] : styles['icon']} />
      {isOverdue ? (
        <p role="alert" className={styles['text']}>
          The clipboard could not be cleared. Copy something else to take the secret off it.
        </p>
      ) : (
        // The hidden status says it once; a figure that changes every second is not for the ear.
        <p aria-hidden className={styles['text']}>
          {left > 0 ? `Copied. The clipboard is cleared in ${left} s.` : 'Clearing the clipboard…'}
        </p>
      )}
      <Button isPending={action.isPending} onClick={() => void clear()}>
        {isOverdue ? 'Try again' : 'Clear now'}
      </Button>
      <progress aria-hidden className={styles['line']} max={seconds} value={Math.max(0, left)} />
    </div>
  )
}

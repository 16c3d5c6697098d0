import { useState } from 'react'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { CountdownRing } from './CountdownRing.tsx'
import styles from './OnClipboard.module.css'
import { secondsLeft } from './seconds-left.ts'

interface OnClipboardProps {
  readonly clearsAtMs: number
  readonly nowMs: number
}

/** The secret is on the clipboard: how long still, and a way to take it off now. */
export function OnClipboard({ clearsAtMs, nowMs }: OnClipboardProps) {
  const { client } = useServices()
  const cleared = useAction()
  /** The longest it was seen to be there: a full ring. */
  const [full, setFull] = useState({ clearsAtMs, totalMs: clearsAtMs - nowMs })
  if (full.clearsAtMs !== clearsAtMs) setFull({ clearsAtMs, totalMs: clearsAtMs - nowMs })
  return (
    <div className={styles['line']}>
      <CountdownRing left={(clearsAtMs - nowMs) / Math.max(1, full.totalMs)} />
      <span className={styles['text']}>
        {cleared.error?.message ?? `Copied. Cleared from the clipboard in ${secondsLeft(clearsAtMs, nowMs)}`}
      </span>
      <Button
        variant="quiet"
        isPending={cleared.isPending}
        onClick={() => void cleared.run(() => client.call('clipboard.clear'))}
      >
        Clear now
      </Button>
    </div>
  )
}

import { useState } from 'react'
import { CountdownRing } from './CountdownRing.tsx'
import styles from './OnClipboard.module.css'
import { secondsLeft } from './seconds-left.ts'

interface OnClipboardProps {
  readonly clearsAtMs: number
  readonly nowMs: number
}

/** The secret is on the clipboard, and for how long still. Taking it off now is offered beside the toasts. */
export function OnClipboard({ clearsAtMs, nowMs }: OnClipboardProps) {
  /** The longest it was seen to be there: a full ring. */
  const [full, setFull] = useState({ clearsAtMs, totalMs: clearsAtMs - nowMs })
  if (full.clearsAtMs !== clearsAtMs) setFull({ clearsAtMs, totalMs: clearsAtMs - nowMs })
  return (
    <p className={styles['line']}>
      <CountdownRing left={(clearsAtMs - nowMs) / Math.max(1, full.totalMs)} />
      <span>On the clipboard for {secondsLeft(clearsAtMs, nowMs)}</span>
    </p>
  )
}

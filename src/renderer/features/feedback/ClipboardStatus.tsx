import { useState } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { ClipboardCountdown } from './ClipboardCountdown.tsx'

/** Says that a secret is on the clipboard, until when, and that it is off again. */
export function ClipboardStatus() {
  const { vault } = useServices()
  const clearsAtMs = useStore(vault, ({ clipboard }) => clipboard.clearsAtMs)
  const [held, setHeld] = useState<{ readonly clearsAtMs: number; readonly seconds: number } | null>(null)
  const [wasHeld, setWasHeld] = useState(false)
  if (clearsAtMs !== (held?.clearsAtMs ?? null)) {
    setHeld(clearsAtMs === null ? null : { clearsAtMs, seconds: secondsUntil(clearsAtMs) })
    if (clearsAtMs !== null) setWasHeld(true)
  }
  const spoken =
    held !== null
      ? `Copied. The clipboard is cleared in ${held.seconds} seconds.`
      : wasHeld
        ? 'The secret is no longer on the clipboard.'
        : ''
  return (
    <>
      <p role="status" className="visually-hidden">
        {spoken}
      </p>
      {held !== null && (
        <ClipboardCountdown key={held.clearsAtMs} clearsAtMs={held.clearsAtMs} seconds={held.seconds} />
      )}
    </>
  )
}

function secondsUntil(ms: number): number {
  return Math.max(0, Math.ceil((ms - Date.now()) / 1000))
}

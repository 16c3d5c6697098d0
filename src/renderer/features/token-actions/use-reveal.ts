import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppErrorData } from '../../../shared/errors.ts'
import { useServices } from '../../lib/services.tsx'

export const revealSeconds = 20

export interface Reveal {
  /** The secret while it is shown; null = hidden. The bytes are wiped when it is hidden. */
  readonly bytes: Uint8Array | null
  /** When it hides by itself, epoch milliseconds. */
  readonly endsAtMs: number
  readonly isPending: boolean
  readonly error: AppErrorData | null
  /** Why it was hidden; null = by the person, or not shown yet. */
  readonly ended: 'time' | 'focus' | null
  show(): Promise<void>
  hide(): void
}

/** Fetches a secret only when asked to, and forgets it after a while, when the window loses the focus, and at the end. */
export function useReveal(tokenId: string): Reveal {
  const { client } = useServices()
  const held = useRef<Uint8Array | null>(null)
  /** Counts up with every hiding: an answer that comes afterwards is wiped unseen. */
  const round = useRef(0)
  const [shown, setShown] = useState<{ readonly bytes: Uint8Array; readonly endsAtMs: number } | null>(null)
  const [isPending, setPending] = useState(false)
  const [error, setError] = useState<AppErrorData | null>(null)
  const [ended, setEnded] = useState<Reveal['ended']>(null)

  const hide = useCallback((why: Reveal['ended']) => {
    round.current += 1
    setPending(false)
    if (held.current === null) return
    setShown(null)
    setEnded(why)
    held.current.fill(0)
    held.current = null
  }, [])

  const show = async () => {
    if (isPending || held.current) return
    const asking = round.current
    setPending(true)
    setError(null)
    setEnded(null)
    const answer = await client.call('tokens.reveal', { id: tokenId })
    if (asking !== round.current) {
      if (answer.ok) answer.value.secret.fill(0)
      return
    }
    setPending(false)
    if (!answer.ok) {
      setError(answer.error)
      return
    }
    held.current = answer.value.secret
    setShown({ bytes: answer.value.secret, endsAtMs: Date.now() + revealSeconds * 1000 })
  }

  useEffect(() => {
    const onBlur = () => hide('focus')
    const onVisibility = () => document.visibilityState === 'hidden' && hide('focus')
    window.addEventListener('blur', onBlur)
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      window.removeEventListener('blur', onBlur)
      document.removeEventListener('visibilitychange', onVisibility)
      hide(null)
    }
  }, [hide])
  const endsAtMs = shown?.endsAtMs ?? null
  useEffect(() => {
    if (endsAtMs === null) return
    const timer = setTimeout(() => hide('time'), Math.max(0, endsAtMs - Date.now()))
    return () => clearTimeout(timer)
  }, [endsAtMs, hide])

  return {
    bytes: shown?.bytes ?? null,
    endsAtMs: shown?.endsAtMs ?? 0,
    isPending,
    error,
    ended,
    show,
    hide: () => hide(null),
  }
}

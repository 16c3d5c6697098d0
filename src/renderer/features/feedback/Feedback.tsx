import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { ClipboardStatus } from './ClipboardStatus.tsx'
import styles from './Feedback.module.css'
import { keepOnTop } from './keep-on-top.ts'
import { Toasts } from './Toasts.tsx'

/** What the app has to say, in one corner, above everything and usable beside an open dialog. */
export function Feedback() {
  const [host] = useState(createHost)
  useEffect(() => keepOnTop(host), [host])
  return createPortal(
    <>
      <Toasts />
      <ClipboardStatus />
    </>,
    host,
  )
}

function createHost(): HTMLElement {
  const host = document.createElement('section')
  host.className = styles['feedback'] ?? ''
  host.popover = 'manual'
  host.setAttribute('aria-label', 'Messages')
  return host
}

import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import type { Toast } from '../../stores/ui.ts'
import { classes } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import styles from './ToastCard.module.css'

const shownMs = 8_000
const icons = { good: CircleCheck, info: Info, bad: CircleAlert }

/** Goes by itself, except while the pointer or the focus is on it. What failed stays until it is dismissed. */
export function ToastCard({ toast }: { readonly toast: Toast }) {
  const { ui } = useServices()
  const [isHeld, setHeld] = useState(false)
  const stays = isHeld || toast.tone === 'bad'
  useEffect(() => {
    if (stays) return
    const timer = setTimeout(() => ui.getState().dismiss(toast.id), shownMs)
    return () => clearTimeout(timer)
  }, [ui, toast.id, stays])
  const Icon = icons[toast.tone]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while someone reads it
    <div
      className={classes(styles['toast'], styles[toast.tone])}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon size={18} aria-hidden className={styles['icon']} />
      <p className={styles['text']}>{plainText(toast.text, 400)}</p>
      <IconButton icon={X} label="Dismiss" onClick={() => ui.getState().dismiss(toast.id)} />
    </div>
  )
}

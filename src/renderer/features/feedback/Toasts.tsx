import { X } from 'lucide-react'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import type { Toast } from '../../stores/ui.ts'
import { classes } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import styles from './Toasts.module.css'

const shownMs = 8_000

/** Facts about what was done, in a corner, read out politely. */
export function Toasts() {
  const { ui } = useServices()
  const toasts = useStore(ui, (state) => state.toasts)
  return (
    <div className={styles['region']} role="status" aria-live="polite">
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function OneToast({ toast }: { readonly toast: Toast }) {
  const { ui } = useServices()
  useEffect(() => {
    const timer = setTimeout(() => ui.getState().dismiss(toast.id), shownMs)
    return () => clearTimeout(timer)
  }, [ui, toast.id])
  return (
    <div className={classes(styles['toast'], styles[toast.tone])}>
      <span>{toast.text}</span>
      <IconButton icon={X} label="Dismiss" onClick={() => ui.getState().dismiss(toast.id)} />
    </div>
  )
}

import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { ToastCard } from './ToastCard.tsx'
import styles from './Toasts.module.css'

/** Facts about what was done. What failed is read out at once, the rest when the reader pauses. */
export function Toasts() {
  const { ui } = useServices()
  const toasts = useStore(ui, (state) => state.toasts)
  return (
    <>
      <div role="alert" className={styles['list']}>
        {toasts.map((toast) => toast.tone === 'bad' && <ToastCard key={toast.id} toast={toast} />)}
      </div>
      <div role="status" className={styles['list']}>
        {toasts.map((toast) => toast.tone !== 'bad' && <ToastCard key={toast.id} toast={toast} />)}
      </div>
    </>
  )
}

import { type ReactNode, useEffect, useRef } from 'react'
import styles from './FirstFocus.module.css'

/** Around the control that has the focus when its dialog opens. */
export function FirstFocus({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Later: the dialog opens after its parts are there, and then takes the focus itself.
    queueMicrotask(() => place.current?.querySelector<HTMLElement>('input, button')?.focus())
  }, [])
  return (
    <div ref={place} className={styles['place']}>
      {children}
    </div>
  )
}

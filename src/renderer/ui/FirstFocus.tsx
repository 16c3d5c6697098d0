import { type ReactNode, useEffect, useRef } from 'react'
import styles from './FirstFocus.module.css'

/** What takes the focus when it appears: the safe button of a dialog, or the way on after a failure. */
export function FirstFocus({ children }: { readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const focus = () => box.current?.querySelector<HTMLElement>('button, input')?.focus()
    // A dialog around it opens after this and would give the focus to its first control.
    if (box.current?.closest('dialog')?.open) focus()
    else queueMicrotask(focus)
  }, [])
  return (
    <div ref={box} className={styles['box']}>
      {children}
    </div>
  )
}

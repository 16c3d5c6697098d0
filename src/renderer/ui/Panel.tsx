import { type ReactNode, useId } from 'react'
import styles from './Panel.module.css'

/** The one card of a screen that asks for one thing. */
export function Panel({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section className={styles['panel']} aria-labelledby={id}>
      <h1 id={id} className={styles['title']}>
        {title}
      </h1>
      {children}
    </section>
  )
}

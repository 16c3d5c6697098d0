import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { EndPractice } from './EndPractice.tsx'
import styles from './Starting.module.css'

const slowAfterMs = 8_000

/** Between the first paint and the first word of the engine. Shows nothing at first: usually it is a moment. */
export function Starting() {
  const { vault } = useServices()
  const isPractice = useStore(vault, ({ status }) => status?.practice === true)
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowAfterMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={styles['starting']}>
      <div role="status" className={styles['status']}>
        <span className={styles['spinner']} aria-hidden />
        <h1 className={styles['title']}>{isPractice ? 'Starting the practice servers…' : 'Starting…'}</h1>
        {isSlow && (
          <p className={styles['slow']}>
            This takes longer than usual. Nothing is lost by waiting, or by closing the window and starting
            Latchkey again.
          </p>
        )}
      </div>
      {isPractice && <EndPractice />}
    </div>
  )
}

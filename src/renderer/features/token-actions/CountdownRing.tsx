import styles from './CountdownRing.module.css'

/** How much of a short time is left, as a ring. The words beside it say the same. */
export function CountdownRing({ left }: { readonly left: number }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className={styles['ring']}>
      <circle cx="8" cy="8" r="6.5" className={styles['track']} />
      <circle
        cx="8"
        cy="8"
        r="6.5"
        pathLength="100"
        strokeDasharray="100"
        strokeDashoffset={100 - Math.max(0, Math.min(1, left)) * 100}
        className={styles['left']}
      />
    </svg>
  )
}

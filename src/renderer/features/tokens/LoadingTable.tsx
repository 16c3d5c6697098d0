import styles from './LoadingTable.module.css'

const rows = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

/** Instead of the table, until the first answer; seen only when that takes longer than an eye blink. */
export function LoadingTable() {
  return (
    <div role="status" className={styles['loading']}>
      <span className="visually-hidden">Loading tokens</span>
      {rows.map((row) => (
        <div key={row} className={styles['row']} aria-hidden>
          <span className={styles['bone']} />
          <span className={styles['bone']} />
          <span className={styles['bone']} />
        </div>
      ))}
    </div>
  )
}

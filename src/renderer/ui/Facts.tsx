import type { ReactNode } from 'react'
import styles from './Facts.module.css'

export interface Fact {
  readonly term: string
  readonly value: ReactNode
}

/** A few facts about one thing, in two columns. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles['facts']}>
      {facts.map(({ term, value }) => (
        <div key={term} className={styles['fact']}>
          <dt className={styles['term']}>{term}</dt>
          <dd className={styles['value']}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

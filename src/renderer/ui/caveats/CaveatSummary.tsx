import { describeCaveats, isUnfilled } from '../../../shared/model/caveat-summary.ts'
import type { CaveatTokenType } from '../../../shared/model/caveat-types.ts'
import styles from './CaveatSummary.module.css'
import { countryName } from './country-choices.ts'

interface CaveatSummaryProps {
  readonly tokenType: CaveatTokenType
  readonly caveats: readonly unknown[]
  readonly nowMs: number
}

/** What the token will be able to do, in words. */
export function CaveatSummary({ tokenType, caveats, nowMs }: CaveatSummaryProps) {
  const lines = describeCaveats(
    tokenType,
    caveats.filter((caveat) => !isUnfilled(caveat)),
    nowMs,
    countryName,
  )
  return (
    <section aria-label="What the token will be able to do" className={styles['summary']}>
      <h3 className={styles['title']}>What it will be able to do</h3>
      <ul className={styles['lines']}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}

import styles from './ExpiryOutcome.module.css'
import type { ExpiryChoice, ExpiryResult } from './expiry.ts'
import { instantWords } from './instant-words.ts'

interface ExpiryOutcomeProps {
  readonly choice: ExpiryChoice
  readonly result: ExpiryResult
  readonly nowMs: number
}

/** What the choice means: a date with its weekday, local and UTC. */
export function ExpiryOutcome({ choice, result, nowMs }: ExpiryOutcomeProps) {
  if (choice === 'never') {
    return (
      <p className={styles['never']}>
        It never expires. Whoever has the secret can use it until the token is deleted.
      </p>
    )
  }
  if (choice === 'keep') return <p className={styles['muted']}>The end stays as it is.</p>
  if (result.atMs === null) return <p className={styles['muted']}>{result.problem}</p>
  const { local, utc } = instantWords(result.atMs)
  return (
    <p>
      Ends {daysWords(result.atMs - nowMs)}: {local}
      {utc !== null && <span className={styles['muted']}> ({utc})</span>}
    </p>
  )
}

function daysWords(distanceMs: number): string {
  const days = Math.round(distanceMs / 86_400_000)
  if (days < 1) return 'within a day'
  return days === 1 ? 'in 1 day' : `in ${days} days`
}

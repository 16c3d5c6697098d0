import { classes } from '../../ui/classes.ts'
import type { Strength } from './password-strength.ts'
import styles from './StrengthMeter.module.css'

const words = ['Very weak', 'Weak', 'Fair', 'Good', 'Strong'] as const
const tones = ['bad', 'bad', 'warn', 'good', 'good'] as const
const parts = [1, 2, 3, 4] as const

/** A bar and words: never colour alone. `strength` null = nothing typed yet, or it cannot be told. */
export function StrengthMeter({ strength }: { readonly strength: Strength | null }) {
  // The worst password still fills one part: an empty bar reads as "not measured".
  const filled = strength === null ? 0 : Math.max(1, strength.score)
  const tone = strength === null ? null : tones[strength.score]
  return (
    <div className={styles['meter']}>
      <div className={classes(styles['bar'], tone !== null && styles[tone])} aria-hidden>
        {parts.map((part) => (
          <span key={part} className={classes(styles['part'], part <= filled && styles['filled'])} />
        ))}
      </div>
      <p role="status" className={styles['text']}>
        {strength === null ? (
          'At least 8 characters. A few words that do not belong together are easy to remember and hard to guess.'
        ) : (
          <>
            <strong className={classes(tone !== null && styles[tone])}>{words[strength.score]}.</strong>{' '}
            {strength.advice.slice(0, 2).join(' ')}
          </>
        )}
      </p>
    </div>
  )
}

import { plainText } from '../../shared/text.ts'
import { classes } from './classes.ts'
import styles from './SecretText.module.css'

/** Always as long, whatever the secret is. */
const mask = '•'.repeat(32)

/** A secret in sight, or a mask. Not a live region: a secret is never read aloud unasked. */
export function SecretText({ text }: { readonly text: string | null }) {
  const safe = text === null ? null : plainText(text, 65_536)
  return (
    <>
      <div className={styles['row']}>
        <code className={classes(styles['secret'], safe === null && styles['masked'])}>
          {safe ?? <span aria-hidden="true">{mask}</span>}
          {safe === null && <span className="visually-hidden">The secret is hidden.</span>}
        </code>
      </div>
      {safe !== null && safe !== text && (
        <p className={styles['note']}>It has characters that cannot be shown. A copy is exact.</p>
      )}
    </>
  )
}

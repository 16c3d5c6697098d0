import { ChevronRight } from 'lucide-react'
import styles from './ForgottenPassword.module.css'

export function ForgottenPassword() {
  return (
    <details className={styles['details']}>
      <summary className={styles['summary']}>
        <ChevronRight size={14} aria-hidden className={styles['chevron']} />
        If you do not know the password
      </summary>
      <p className={styles['text']}>
        Look where you wrote it down: nobody can recover or reset it, and this version has no recovery code.
        The vault stays as it is, however often you try. To begin with a new one, close Latchkey, move the
        folder above to another place and start Latchkey again. Your servers keep their tokens.
      </p>
    </details>
  )
}

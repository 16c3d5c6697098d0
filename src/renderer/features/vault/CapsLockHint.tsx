import { ArrowBigUp } from 'lucide-react'
import styles from './CapsLockHint.module.css'

/** Always there, so that a screen reader hears it when the text comes. */
export function CapsLockHint({ isOn }: { readonly isOn: boolean }) {
  return (
    <p role="status" className={styles['hint']}>
      {isOn && (
        <>
          <ArrowBigUp size={16} aria-hidden />
          Caps Lock is on.
        </>
      )}
    </p>
  )
}

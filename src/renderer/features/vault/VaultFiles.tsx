import { CircleAlert, CircleCheck } from 'lucide-react'
import type { Check } from '../../../shared/model/server.ts'
import { plainText } from '../../../shared/text.ts'
import styles from './VaultFiles.module.css'

/** What was found in each file of the vault. */
export function VaultFiles({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <ul aria-label="The files of the vault" className={styles['list']}>
      {checks.map(({ check, ok, message }) => (
        <li key={check} className={styles['line']}>
          {ok ? (
            <CircleCheck size={16} className={styles['good']} aria-label="Whole" />
          ) : (
            <CircleAlert size={16} className={styles['bad']} aria-label="Not whole" />
          )}
          <span>{plainText(message, 500)}</span>
        </li>
      ))}
    </ul>
  )
}

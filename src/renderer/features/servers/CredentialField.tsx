import { type ReactNode, useId, useState } from 'react'
import type { KindDescriptor } from '../../../shared/model/kind.ts'
import { SecretField } from '../../ui/SecretField.tsx'
import styles from './TrustFields.module.css'

interface CredentialFieldProps {
  readonly descriptor: KindDescriptor
  /** `new` server, `stored` = one is in the vault, `moved` = there is one, but it belongs to another URL. */
  readonly state: 'new' | 'stored' | 'moved'
  readonly error: string | null
  /** Signing in with the browser instead; null = this kind has no such way. */
  readonly signIn: ReactNode | null
  /** The other way was chosen: what the first one brought is not wanted any more. */
  readonly onWay: () => void
}

/** What Latchkey signs in with. */
export function CredentialField({ descriptor, state, error, signIn, onWay }: CredentialFieldProps) {
  const id = useId()
  const [isBrowser, setBrowser] = useState(false)
  const { credential } = descriptor
  const help = {
    new: credential.help,
    stored: 'Leave it empty to keep the stored one.',
    moved:
      'The URL leads to another system. The stored credential is never sent there: enter the one for the new URL.',
  }[state]
  const field = (
    <SecretField
      label={credential.label}
      name="secret"
      purpose="off"
      isRequired={state !== 'stored'}
      help={help}
      error={error}
    />
  )
  if (signIn === null) return field
  return (
    <fieldset className={styles['trust']}>
      <legend className={styles['legend']}>How Latchkey signs in</legend>
      <div className={styles['options']}>
        {[false, true].map((way) => (
          <label key={`${way}`} className={styles['option']}>
            <input
              type="radio"
              name={id}
              checked={isBrowser === way}
              onChange={() => {
                setBrowser(way)
                onWay()
              }}
            />
            {way ? 'With the browser' : 'With a credential'}
          </label>
        ))}
      </div>
      <div className={styles['detail']}>{isBrowser ? signIn : field}</div>
    </fieldset>
  )
}

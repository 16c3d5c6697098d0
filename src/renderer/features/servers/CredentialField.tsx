import type { KindDescriptor } from '../../../shared/model/kind.ts'
import { SecretField } from '../../ui/SecretField.tsx'

interface CredentialFieldProps {
  readonly descriptor: KindDescriptor
  /** `new` server, `stored` = one is in the vault, `moved` = there is one, but it belongs to another URL. */
  readonly state: 'new' | 'stored' | 'moved'
  readonly error: string | null
}

/** What Latchkey signs in with. */
export function CredentialField({ descriptor: { credential }, state, error }: CredentialFieldProps) {
  const help = {
    new: credential.help,
    stored: 'Leave it empty to keep the stored one.',
    moved:
      'The URL leads to another system. The stored credential is never sent there: enter the one for the new URL.',
  }[state]
  return (
    <SecretField
      label={credential.label}
      name="secret"
      purpose="off"
      isRequired={state !== 'stored'}
      help={help}
      error={error}
    />
  )
}

import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Picker } from '../../ui/Picker.tsx'
import styles from './OwnerPicker.module.css'
import { ownerOptions } from './owner-options.ts'
import type { Owners } from './use-owners.ts'

interface OwnerPickerProps {
  readonly owners: Owners
  readonly serverName: string
  readonly value: string | null
  readonly error: string | null
  /** It is the next thing to fill in when it appears. */
  readonly isNext: boolean
  readonly onPick: (id: string) => void
}

/** Who the token is for, as the server lists them. */
export function OwnerPicker({ owners, serverName, value, error, isNext, onPick }: OwnerPickerProps) {
  if (owners.error) {
    return (
      <Notice
        tone="bad"
        title="The owners cannot be read"
        actions={<Button onClick={owners.retry}>Try again</Button>}
      >
        {owners.error.message}
      </Notice>
    )
  }
  if (owners.owners === null) {
    return (
      <div className={styles['waiting']}>
        <span className={styles['label']}>Owner</span>
        <p role="status" className={styles['box']}>
          Asking {serverName} for its owners…
        </p>
      </div>
    )
  }
  if (owners.owners.length === 0) {
    return (
      <Notice tone="warn" actions={<Button onClick={owners.retry}>Try again</Button>}>
        {serverName} shows no owner to this credential, so there is nobody to create a token for.
      </Notice>
    )
  }
  return (
    <Picker
      label="Owner"
      options={ownerOptions(owners.owners)}
      value={value}
      placeholder="Choose who the token is for"
      error={error}
      autoFocus={isNext || owners.isRetry}
      onPick={onPick}
    />
  )
}

import styles from './CreatePending.module.css'

interface CreatePendingProps {
  readonly isPending: boolean
  readonly serverName: string
}

/** While the server works on a create: why nobody should ask again. Shown only when it takes a moment. */
export function CreatePending({ isPending, serverName }: CreatePendingProps) {
  return (
    <div role="status" className={styles['region']}>
      {isPending && (
        <p className={styles['text']}>
          Waiting for the answer of {serverName}. The request is sent once and not repeated, because a second
          one could make a second token. The secret is stored in the vault as soon as it arrives.
        </p>
      )}
    </div>
  )
}

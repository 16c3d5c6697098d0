import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAnswer } from '../../lib/use-answer.ts'
import styles from './OwnerTokens.module.css'

interface OwnerTokensProps {
  readonly serverId: string
  readonly ownerId: string
  /** Only those that the server does not list, or only those that it does; left out = all. */
  readonly only?: 'temporary' | 'listed'
}

const statuses = ['active', 'disabled', 'revoked', 'expired', 'unknown'] as const

/** The exact tokens that something will hit, as the inventory has them. */
export function OwnerTokens({ serverId, ownerId, only }: OwnerTokensProps) {
  const { client } = useServices()
  const { value, error } = useAnswer(`${serverId} ${ownerId}`, () =>
    client.call('tokens.query', { server: serverId, owner: ownerId, status: [...statuses], limit: 200 }),
  )
  if (error) return null
  if (value === null) return <p role="status">Looking up its tokens…</p>
  const rows = value.rows.filter(
    // The query takes a name, too: another owner may be called like this one's id.
    ({ remoteId, owner }) =>
      owner.id === ownerId && (only === undefined || (remoteId === null) === (only === 'temporary')),
  )
  if (rows.length === 0) return <p className={styles['none']}>The inventory has none of these tokens.</p>
  const more = value.total - value.rows.length
  return (
    <section aria-label="Tokens that this hits">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <ul className={styles['tokens']} tabIndex={0} aria-label="Tokens">
        {rows.map((token) => (
          <li key={token.id} className={styles['token']}>
            <span className={styles['name']}>
              {plainText(token.name ?? token.remoteId ?? 'temporary token', 120)}
            </span>
            <span className={styles['status']}>
              {token.isCredential ? 'Latchkey signs in with it · ' : ''}
              {token.status}
              {token.hasSecret ? ' · secret in the vault' : ''}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className={styles['none']}>And {more} more.</p>}
    </section>
  )
}

import { Copy, KeyRound, PanelRight } from 'lucide-react'
import { memo } from 'react'
import type { Token } from '../../../shared/model/token.ts'
import { localTime, relativeTime } from '../../lib/times.ts'
import { classes } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { ExpiryBadge } from './ExpiryBadge.tsx'
import { NameCell } from './NameCell.tsx'
import { StatusBadge } from './StatusBadge.tsx'
import styles from './TokensTable.module.css'
import { noSecret, ownerTitle, shown } from './texts.ts'

interface TokenRowProps {
  readonly token: Token
  readonly index: number
  /** Measured, from the top of the table’s body. */
  readonly top: number
  readonly isActive: boolean
  readonly isSelected: boolean
  readonly kindName: string
  /** Why this server does not tell the last use; null = it does. */
  readonly noLastUse: string | null
  readonly nowMs: number
  readonly onOpen: (index: number, token: Token) => void
  readonly onCopy: (token: Token) => void
}

export const rowId = (index: number) => `tokens-row-${index}`

export const TokenRow = memo(function TokenRow(props: TokenRowProps) {
  const { token, index, nowMs, noLastUse } = props
  return (
    <tr
      id={rowId(index)}
      aria-rowindex={index + 2}
      aria-selected={props.isSelected}
      data-index={index}
      className={classes(
        styles['cells'],
        styles['row'],
        props.isActive && styles['isActive'],
        props.isSelected && styles['isSelected'],
        token.status === 'gone' && styles['isGone'],
      )}
      style={{ transform: `translateY(${props.top}px)` }}
    >
      <td aria-colindex={1} className={styles['name']}>
        <NameCell token={token} nowMs={nowMs} />
      </td>
      <td aria-colindex={2} className={styles['server']} title={`${token.server} (${props.kindName})`}>
        <span className={styles['clip']}>{shown(token.server)}</span>
        <span className={styles['kind']}>{props.kindName}</span>
      </td>
      <td aria-colindex={3} className={styles['owner']} title={ownerTitle(token)}>
        <span className={styles['clip']}>{ownerTitle(token)}</span>
      </td>
      <td aria-colindex={4} className={styles['status']}>
        <StatusBadge status={token.status} />
      </td>
      <td aria-colindex={5} className={styles['expires']}>
        <ExpiryBadge token={token} nowMs={nowMs} />
      </td>
      <td aria-colindex={6} className={styles['used']}>
        <LastUsed token={token} nowMs={nowMs} noLastUse={noLastUse} />
      </td>
      <td aria-colindex={7} className={styles['secret']}>
        {token.hasSecret ? (
          <span title="The secret is in the vault." className={styles['hasSecret']}>
            <KeyRound size={15} aria-hidden />
            <span className="visually-hidden">Secret in the vault</span>
          </span>
        ) : (
          <span className="visually-hidden">No secret in the vault</span>
        )}
      </td>
      <td aria-colindex={8} className={styles['actions']}>
        <IconButton
          icon={Copy}
          label="Copy the secret (C)"
          isRowAction
          unavailable={token.hasSecret ? null : noSecret}
          onClick={() => props.onCopy(token)}
        />
        <IconButton
          icon={PanelRight}
          label="Details (Enter)"
          isRowAction
          onClick={() => props.onOpen(index, token)}
        />
      </td>
    </tr>
  )
})

function LastUsed({ token, nowMs, noLastUse }: Pick<TokenRowProps, 'token' | 'nowMs' | 'noLastUse'>) {
  if (token.lastUsedAtMs !== null) {
    return <span title={localTime(token.lastUsedAtMs)}>{relativeTime(token.lastUsedAtMs, nowMs)}</span>
  }
  if (noLastUse !== null) {
    return (
      <span className={styles['muted']} title={noLastUse}>
        not told
      </span>
    )
  }
  return <span className={styles['muted']}>never</span>
}

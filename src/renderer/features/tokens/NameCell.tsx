import { CloudAlert, History, Hourglass, PlugZap } from 'lucide-react'
import type { Token } from '../../../shared/model/token.ts'
import { relativeTime } from '../../lib/times.ts'
import { useSecretReadable } from '../../lib/use-secret-readable.ts'
import { Badge } from '../../ui/Badge.tsx'
import styles from './TokensTable.module.css'
import { orphanHelp, shown, temporaryHelp, tokenTitle } from './texts.ts'

/** What the token is called, and what is special about it. */
export function NameCell({ token, nowMs }: { readonly token: Token; readonly nowMs: number }) {
  return (
    <>
      {/* Its badge says what there is to say. */}
      {(token.name !== null || token.remoteId !== null) && (
        <span
          className={token.name === null ? styles['remoteId'] : styles['title']}
          title={tokenTitle(token)}
        >
          {tokenTitle(token) || 'Nameless'}
        </span>
      )}
      {token.remoteId === null && (
        <Badge tone="special" icon={Hourglass} title={temporaryHelp}>
          Temporary
        </Badge>
      )}
      {token.orphan && <OrphanBadge token={token} />}
      {token.isCredential && (
        <span
          className={styles['mark']}
          title={`Latchkey signs in to ${shown(token.server)} with this token.`}
        >
          <PlugZap size={14} aria-hidden />
          <span className="visually-hidden">Used by Latchkey</span>
        </span>
      )}
      {token.stale && token.status !== 'gone' && (
        <span
          className={styles['mark']}
          title={`Not confirmed by the newest refresh. Last seen ${relativeTime(Date.parse(token.seenAt), nowMs)}.`}
        >
          <History size={14} aria-hidden />
          <span className="visually-hidden">Last seen {relativeTime(Date.parse(token.seenAt), nowMs)}</span>
        </span>
      )}
    </>
  )
}

function OrphanBadge({ token }: { readonly token: Token }) {
  const isSecretReadable = useSecretReadable(token)
  return (
    <Badge tone="warn" icon={CloudAlert} title={orphanHelp(isSecretReadable)}>
      Lost create
    </Badge>
  )
}

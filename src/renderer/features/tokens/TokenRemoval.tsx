import { Eraser, Trash2 } from 'lucide-react'
import { useServices } from '../../lib/services.tsx'
import { whyNot } from '../../lib/why-not.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './TokenRemoval.module.css'
import { shown } from './texts.ts'
import type { TokenParts } from './token-parts.ts'

/** What cannot be taken back, apart from the rest. Each asks once more, with the consequences. */
export function TokenRemoval({ token, server, kind }: TokenParts) {
  const { ui } = useServices()
  const { open } = ui.getState()
  return (
    <section aria-label="Removal" className={styles['removal']}>
      {token.status === 'gone' ? (
        <>
          <p className={styles['text']}>
            Forgets the row{token.hasSecret ? ' and its secret' : ''} for good. The server has it no more.
          </p>
          <Button icon={Eraser} onClick={() => open({ kind: 'purge-token', tokenId: token.id })}>
            Remove from Latchkey…
          </Button>
        </>
      ) : (
        <>
          <p className={styles['text']}>
            {token.remoteId === null
              ? `Forgets it here. On ${shown(token.server)} it works until it expires or all temporary tokens are revoked.`
              : `Ends it on ${shown(token.server)} for good.`}
          </p>
          <Button
            icon={Trash2}
            unavailable={token.remoteId === null ? null : whyNot(server, kind, 'tokens.delete')}
            onClick={() => open({ kind: 'delete-token', tokenId: token.id })}
          >
            {token.remoteId === null ? 'Forget…' : 'Delete…'}
          </Button>
        </>
      )}
    </section>
  )
}

import type { Token } from '../../../shared/model/token.ts'
import { useServices } from '../../lib/services.tsx'
import { localTime } from '../../lib/times.ts'
import { useAnswer } from '../../lib/use-answer.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import styles from './TokenEvents.module.css'
import { shown } from './texts.ts'

/** What the server recorded about a token, newest first; asked from it now. */
export function TokenEvents({ token }: { readonly token: Token }) {
  const { client } = useServices()
  const { value, error, retry } = useAnswer(token.id, () => client.call('tokens.events', { id: token.id }))
  if (error) {
    return (
      <Notice tone="bad" actions={<Button onClick={retry}>Try again</Button>}>
        {error.message}
      </Notice>
    )
  }
  if (value === null) return <p role="status">Asking {shown(token.server)}…</p>
  if (value.length === 0) return <p className={styles['muted']}>The server has recorded nothing about it.</p>
  return (
    <ol className={styles['events']} aria-label="Events">
      {value.map((event, index) => {
        const ms = Date.parse(event.at)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two events may be the same in every part
          <li key={index} className={styles['event']}>
            <span>{shown(event.what)}</span>
            <span className={styles['muted']}>
              {Number.isNaN(ms) ? shown(event.at) : localTime(ms)}
              {event.by && ` · ${shown(event.by.name ?? event.by.id)}`}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

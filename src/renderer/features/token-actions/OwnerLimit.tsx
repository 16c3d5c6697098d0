import { useStore } from 'zustand'
import type { Server } from '../../../shared/model/server.ts'
import { useServices } from '../../lib/services.tsx'
import { relativeTime } from '../../lib/times.ts'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import styles from './OwnerLimit.module.css'
import { shown } from './token-title.ts'

interface OwnerLimitProps {
  readonly server: Server
  readonly owner: { readonly id: string; readonly name: string }
  /** How many tokens the inventory has of the owner. */
  readonly count: number
  /** How many one owner may have. */
  readonly limit: number
  readonly nowMs: number
  /** The server was read again. */
  readonly onRead: () => void
}

/** How many of the owner's places are taken, and what to do when all are. */
export function OwnerLimit({ server, owner, count, limit, nowMs, onRead }: OwnerLimitProps) {
  const { client, tokens, ui, servers } = useServices()
  const reading = useAction()
  const isRefreshing = useStore(servers, ({ refreshing }) => refreshing.includes(server.id))
  const used = `${shown(owner.name)} has ${count} of ${limit} tokens`
  if (count < limit) return <p className={styles['used']}>{used}.</p>
  const age = server.refreshedAt === null ? null : Date.parse(server.refreshedAt)
  const showThem = () => {
    tokens.getState().setView({ text: '', server: server.id, owner: owner.id, statuses: [] })
    ui.getState().close()
  }
  const readAgain = async () => {
    const read = await reading.run(() => client.call('tokens.refresh', { server: server.id }))
    if (read) onRead()
  }
  return (
    <Notice
      tone="warn"
      title={`${used}, which is all it may have`}
      actions={
        <>
          <Button onClick={showThem}>Show them</Button>
          <Button isPending={reading.isPending || isRefreshing} onClick={() => void readAgain()}>
            Read the server again
          </Button>
        </>
      }
    >
      Delete one of them first, or choose another owner.
      {age !== null && ` The server was last read ${relativeTime(age, nowMs)}.`}
      {reading.error && ` ${reading.error.message}`}
    </Notice>
  )
}

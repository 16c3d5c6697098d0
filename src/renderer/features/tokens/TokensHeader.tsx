import { Plus, RefreshCw } from 'lucide-react'
import { useStore } from 'zustand'
import type { KindDescriptor } from '../../../shared/model/kind.ts'
import type { Server } from '../../../shared/model/server.ts'
import { useServices } from '../../lib/services.tsx'
import { relativeTime } from '../../lib/times.ts'
import { useNow } from '../../lib/use-now.ts'
import { whyNot } from '../../lib/why-not.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './TokensHeader.module.css'
import { counted, shown } from './texts.ts'
import { useRefresh } from './use-refresh.ts'

/** What is shown, how old that knowledge is, and the two things one does with the whole. */
export function TokensHeader() {
  const { servers, tokens, refresh, ui } = useServices()
  const all = useStore(servers, (state) => state.servers)
  const kinds = useStore(servers, (state) => state.kinds)
  const reading = useStore(servers, (state) => state.refreshing.length)
  const serverId = useStore(tokens, (state) => state.view.server)
  const isPending = useStore(refresh, (state) => state.isPending)
  const run = useRefresh()
  const server = all?.find(({ id }) => id === serverId)

  return (
    <header className={styles['header']}>
      <div className={styles['titles']}>
        <h1 className={styles['title']}>{server ? shown(server.name) : 'All tokens'}</h1>
        <p className={styles['subtitle']}>
          <Count />
          <Age servers={server ? [server] : (all ?? [])} reading={reading} />
        </p>
      </div>
      <div className={styles['actions']}>
        <div className={styles['refresh']}>
          <Button
            icon={RefreshCw}
            isPending={isPending || reading > 0}
            onClick={() => void run(server ?? null)}
          >
            Refresh
          </Button>
        </div>
        <Button
          variant="primary"
          icon={Plus}
          unavailable={whyNoCreate(server ? [server] : (all ?? []), kinds)}
          onClick={() => ui.getState().open({ kind: 'create-token', serverId })}
        >
          New token
        </Button>
      </div>
    </header>
  )
}

/** Read out when it changes: it is the result of every search and filter. */
function Count() {
  const { tokens } = useServices()
  const total = useStore(tokens, (state) => state.total)
  const isFailed = useStore(tokens, (state) => state.error !== null)
  return (
    <span role="status">
      {total === null ? (isFailed ? 'Not loaded' : 'Loading') : counted(total, 'token', 'tokens')}
    </span>
  )
}

function Age({ servers, reading }: { readonly servers: readonly Server[]; readonly reading: number }) {
  const nowMs = useNow(30_000)
  if (reading > 0) return <span>Reading {counted(reading, 'server', 'servers')}…</span>
  const times = servers.flatMap(({ refreshedAt }) => (refreshedAt === null ? [] : [Date.parse(refreshedAt)]))
  if (times.length === 0) return <span>Not read yet</span>
  const oldest = relativeTime(Math.min(...times), nowMs)
  return (
    <span title="When the server that was read the longest ago was last read completely.">
      {oldest === 'now' ? 'As of now' : `As of ${oldest}`}
    </span>
  )
}

/** null as soon as one of them can. */
function whyNoCreate(servers: readonly Server[], kinds: readonly KindDescriptor[]): string | null {
  const reasons = servers.map((server) =>
    whyNot(
      server,
      kinds.find(({ id }) => id === server.kind),
      'tokens.create',
    ),
  )
  if (reasons.includes(null)) return null
  return reasons[0] ?? 'Add a server first.'
}

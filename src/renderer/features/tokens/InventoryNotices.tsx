import { EyeOff } from 'lucide-react'
import { useStore } from 'zustand'
import type { Server } from '../../../shared/model/server.ts'
import { useServices } from '../../lib/services.tsx'
import { relativeTime } from '../../lib/times.ts'
import { useNow } from '../../lib/use-now.ts'
import { Button } from '../../ui/Button.tsx'
import { NoticeBar } from '../../ui/NoticeBar.tsx'
import { counted, listed, shown } from './texts.ts'
import { useRefresh } from './use-refresh.ts'

/** What the list below cannot tell: servers that were not read completely, and owners nobody let us see. */
export function InventoryNotices() {
  const { servers, tokens, refresh } = useServices()
  const all = useStore(servers, (state) => state.servers)
  const chosen = useStore(tokens, (state) => state.view.server)
  const allHidden = useStore(refresh, (state) => state.hidden)
  const isPending = useStore(refresh, (state) => state.isPending)
  const nowMs = useNow(30_000)
  const run = useRefresh()

  const looked = (all ?? []).filter(({ id }) => chosen === null || id === chosen)
  const failing = looked.filter(({ state }) => state !== 'ok' && state !== 'unknown')
  const hidden = allHidden.filter(({ server }) => looked.some(({ name }) => name === server))
  const [only] = failing
  const owners = hidden.reduce((sum, entry) => sum + entry.owners, 0)

  return (
    <>
      {only && (
        <NoticeBar
          tone="warn"
          summary={
            failing.length === 1
              ? `${shown(only.name)} was not read completely. ${age(only, nowMs)}`
              : `${listed(failing.map(({ name }) => shown(name)))} were not read completely. Their rows are shown as last seen.`
          }
          details={shortened(failing.map((server) => failure(server, failing.length > 1, nowMs)))}
          actions={
            <Button
              variant="quiet"
              isPending={isPending}
              onClick={() => void run(failing.length === 1 ? only : null)}
            >
              Refresh
            </Button>
          }
        />
      )}
      {hidden.length > 0 && (
        <NoticeBar
          tone="info"
          icon={EyeOff}
          summary={`Not visible to you: tokens of ${counted(owners, 'owner', 'owners')} on ${listed([
            ...new Set(hidden.map(({ server }) => shown(server))),
          ])}.`}
          details={shortened(
            hidden.map(
              (entry) =>
                `${shown(entry.server)}, ${counted(entry.owners, 'owner', 'owners')}: ${shown(entry.reason)}`,
            ),
          )}
        />
      )}
    </>
  )
}

/** The list of tokens must stay in sight; choosing a server shows its own line. */
function shortened(lines: readonly string[]): readonly string[] {
  const most = 6
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most), `${lines.length - most} more. Choose a server to see its own.`]
}

function failure(server: Server, isNamed: boolean, nowMs: number): string {
  const message = shown(server.stateMessage ?? 'It does not tell why.')
  return isNamed ? `${shown(server.name)}: ${message} ${age(server, nowMs)}` : message
}

const age = ({ refreshedAt }: Server, nowMs: number): string =>
  refreshedAt === null
    ? 'It was never read completely.'
    : `The last complete reading was ${relativeTime(Date.parse(refreshedAt), nowMs)}.`

import { Layers, Plus, RefreshCw } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { useStore } from 'zustand'
import type { Server } from '../../../shared/model/server.ts'
import { useServices } from '../../lib/services.tsx'
import { useNow } from '../../lib/use-now.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { refreshServers } from './refresh-servers.ts'
import { ServerEntry } from './ServerEntry.tsx'
import styles from './ServersSidebar.module.css'
import { SidebarEntry } from './SidebarEntry.tsx'
import { groupServers } from './server-groups.ts'
import { useEntryKeys } from './use-entry-keys.ts'

/** Stands for all servers where an id is expected; no server has it. */
const all = 'all'
const ageStepMs = 30_000

/** Where one is: all servers or one of them, with the state of each. */
export function ServersSidebar({ footer }: { readonly footer?: ReactNode }) {
  const services = useServices()
  const { servers: store, tokens, ui } = services
  const servers = useStore(store, (state) => state.servers)
  const refreshing = useStore(store, (state) => state.refreshing.length)
  const add = () => ui.getState().open({ kind: 'add-server' })
  return (
    <nav className={styles['sidebar']} aria-label="Servers">
      <header className={styles['header']}>
        <h2 className={styles['title']}>Servers</h2>
        <span className={refreshing > 0 ? styles['busy'] : undefined}>
          <IconButton
            icon={RefreshCw}
            label="Refresh all servers"
            isPending={refreshing > 0}
            unavailable={servers?.length === 0 ? 'There are no servers yet.' : null}
            onClick={() => void refreshServers(services, null)}
          />
        </span>
        <IconButton icon={Plus} label="Add server" onClick={add} />
      </header>
      <p role="status" className="visually-hidden">
        {refreshing === 0 ? '' : refreshing === 1 ? 'Reading 1 server.' : `Reading ${refreshing} servers.`}
      </p>
      <div className={styles['scroll']}>
        {servers === null ? (
          <p className={styles['quiet']} role="status">
            Loading servers…
          </p>
        ) : servers.length === 0 ? (
          <div className={styles['quiet']}>
            <p>No servers yet. Add one to see its tokens here.</p>
            <Button icon={Plus} onClick={add}>
              Add server
            </Button>
          </div>
        ) : (
          <Entries
            servers={servers}
            onSelect={(server) => tokens.getState().setView({ server, owner: null })}
          />
        )}
      </div>
      {footer !== undefined && <footer className={styles['footer']}>{footer}</footer>}
    </nav>
  )
}

interface EntriesProps {
  readonly servers: readonly Server[]
  /** null = all. */
  readonly onSelect: (serverId: string | null) => void
}

function Entries({ servers, onSelect }: EntriesProps) {
  const { tokens } = useServices()
  const selected = useStore(tokens, ({ view }) => view.server) ?? all
  const groups = useMemo(() => groupServers(servers), [servers])
  const keys = useEntryKeys([all, ...servers.map(({ id }) => id)], selected)
  const nowMs = useNow(ageStepMs)
  const row = (id: string) => ({
    isSelected: id === selected,
    isActive: id === keys.active,
    onFocus: () => keys.activate(id),
    onSelect: () => onSelect(id === all ? null : id),
  })
  return (
    <ul className={styles['list']} onKeyDown={keys.onKeyDown}>
      <SidebarEntry
        {...row(all)}
        name="All servers"
        icon={Layers}
        count={servers.reduce((sum, server) => sum + server.acting, 0)}
      />
      {groups.map((group) => {
        const entries = group.servers.map((server) => (
          <ServerEntry
            key={server.id}
            {...row(server.id)}
            server={server}
            nowMs={nowMs}
            isIndented={group.heading !== null}
          />
        ))
        if (group.heading === null) return entries
        return (
          <li key={group.key} className={styles['group']}>
            <p className={styles['heading']} title={`Several credentials on ${group.heading}`}>
              {group.heading}
            </p>
            <ul className={styles['list']} aria-label={group.heading}>
              {entries}
            </ul>
          </li>
        )
      })}
    </ul>
  )
}

import { useRef } from 'react'
import { useStore } from 'zustand'
import type { Server } from '../../../shared/model/server.ts'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { localTime } from '../../lib/times.ts'
import { classes } from '../../ui/classes.ts'
import { ageText, readingText } from './ages.ts'
import { needsPlainHttp } from './connection-input.ts'
import { ServerActions } from './ServerActions.tsx'
import styles from './ServerEntry.module.css'
import { SidebarEntry } from './SidebarEntry.tsx'
import { stateLooks } from './server-states.ts'

interface ServerEntryProps {
  readonly server: Server
  readonly nowMs: number
  readonly isSelected: boolean
  readonly isActive: boolean
  readonly isIndented: boolean
  readonly onSelect: () => void
  readonly onFocus: () => void
}

/** A server in the sidebar: kind, state, tokens, age of the knowledge, and its menu. */
export function ServerEntry({ server, nowMs, ...row }: ServerEntryProps) {
  const { servers } = useServices()
  const menuButton = useRef<HTMLButtonElement>(null)
  const kindName = useStore(servers, ({ kinds }) => kinds.find(({ id }) => id === server.kind)?.name)
  const isBusy = useStore(servers, ({ refreshing }) => refreshing.includes(server.id))
  const progress = useStore(servers, (state) => state.progress.find(({ id }) => id === server.id))
  const look = stateLooks[server.state]
  const name = plainText(server.name, 200)
  const message = server.stateMessage === null ? null : plainText(server.stateMessage, 400)
  const isWell = server.state === 'ok'
  return (
    <SidebarEntry
      {...row}
      name={name}
      icon={look.icon}
      tone={look.tone}
      count={server.refreshedAt === null && server.tokens === 0 ? null : server.tokens}
      isBusy={isBusy}
      tooltip={tooltipOf(server, name, message)}
      menuButton={menuButton}
      menu={
        <ServerActions
          server={server}
          isRefreshing={isBusy}
          isTabStop={row.isActive}
          buttonRef={menuButton}
        />
      }
    >
      <span className={styles['facts']}>
        <span className={styles['kind']}>{kindName ?? server.kind}</span>
        <span className={styles['age']}>
          {isBusy ? (
            readingText(progress)
          ) : server.refreshedAt === null ? (
            'never read'
          ) : (
            <>
              <span className="visually-hidden">read </span>
              {ageText(server.refreshedAt, nowMs)}
            </>
          )}
        </span>
      </span>
      {isBusy && progress && progress.total > 1 && (
        <progress aria-hidden className={styles['progress']} max={progress.total} value={progress.done} />
      )}
      {isWell ? (
        <span className="visually-hidden">{look.label}</span>
      ) : (
        <span className={classes(styles['state'], styles[look.tone])}>{look.label}</span>
      )}
      {needsPlainHttp(server.url) && (
        <span className={classes(styles['state'], styles['warn'])}>Not encrypted</span>
      )}
      {message !== null &&
        (row.isSelected ? (
          <span className={styles['message']}>{message}</span>
        ) : (
          <span className="visually-hidden">{message}</span>
        ))}
    </SidebarEntry>
  )
}

function tooltipOf(server: Server, name: string, message: string | null): string {
  const read =
    server.refreshedAt === null ? 'Never read' : `Last read ${localTime(Date.parse(server.refreshedAt))}`
  const state = `${stateLooks[server.state].label}${message === null ? '' : `: ${message}`}`
  return [name, plainText(server.url, 200), state, read].join('\n')
}

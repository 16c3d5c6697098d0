import {
  ListChecks,
  Pencil,
  Plus,
  RefreshCw,
  ScanSearch,
  Stethoscope,
  TimerOff,
  Trash2,
  Users,
} from 'lucide-react'
import type { RefObject } from 'react'
import { useStore } from 'zustand'
import type { Server } from '../../../shared/model/server.ts'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { whyNot } from '../../lib/why-not.ts'
import { Menu } from '../../ui/Menu.tsx'
import { MenuItem } from '../../ui/MenuItem.tsx'
import { refreshServers } from './refresh-servers.ts'

interface ServerActionsProps {
  readonly server: Server
  readonly isRefreshing: boolean
  readonly isTabStop: boolean
  readonly buttonRef: RefObject<HTMLButtonElement | null>
}

/** What can be done with a server. */
export function ServerActions({ server, isRefreshing, isTabStop, buttonRef }: ServerActionsProps) {
  const services = useServices()
  const { open } = services.ui.getState()
  const kind = useStore(services.servers, ({ kinds }) => kinds.find(({ id }) => id === server.kind))
  return (
    <Menu label={`Actions for ${plainText(server.name, 80)}`} isTabStop={isTabStop} buttonRef={buttonRef}>
      <MenuItem
        icon={RefreshCw}
        unavailable={isRefreshing ? 'It is being read now.' : null}
        onClick={() => void refreshServers(services, server)}
      >
        Refresh
      </MenuItem>
      <MenuItem icon={Stethoscope} onClick={() => open({ kind: 'test-server', serverId: server.id })}>
        Test connection
      </MenuItem>
      <MenuItem
        icon={Plus}
        unavailable={whyNot(server, kind, 'tokens.create')}
        onClick={() => open({ kind: 'create-token', serverId: server.id })}
      >
        Create token
      </MenuItem>
      <MenuItem
        icon={Users}
        unavailable={whyNot(server, kind, 'owners.list')}
        onClick={() => open({ kind: 'owners', serverId: server.id })}
      >
        Owners…
      </MenuItem>
      <MenuItem icon={ListChecks} onClick={() => open({ kind: 'capabilities', serverId: server.id })}>
        What it can do…
      </MenuItem>
      <MenuItem
        icon={ScanSearch}
        isSeparated
        unavailable={whyNot(server, kind, 'tokens.examine')}
        onClick={() => open({ kind: 'look-into', serverId: server.id })}
      >
        Look into a token…
      </MenuItem>
      <MenuItem
        icon={TimerOff}
        tone="danger"
        unavailable={whyNot(server, kind, 'tokens.revokeTemporary')}
        onClick={() => open({ kind: 'revoke-temporary', serverId: server.id })}
      >
        Revoke all temporary tokens…
      </MenuItem>
      <MenuItem icon={Pencil} isSeparated onClick={() => open({ kind: 'edit-server', serverId: server.id })}>
        Edit
      </MenuItem>
      <MenuItem
        icon={Trash2}
        tone="danger"
        onClick={() => open({ kind: 'remove-server', serverId: server.id })}
      >
        Remove
      </MenuItem>
    </Menu>
  )
}

import { Pencil, Plus, RefreshCw, Stethoscope, Trash2 } from 'lucide-react'
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

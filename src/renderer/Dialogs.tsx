import { useStore } from 'zustand'
import { LookInto } from './features/look-into/LookInto.tsx'
import { OwnersDialog } from './features/owners/OwnersDialog.tsx'
import { OwnRevocation } from './features/owners/OwnRevocation.tsx'
import { AddServer } from './features/servers/AddServer.tsx'
import { Capabilities } from './features/servers/Capabilities.tsx'
import { EditServer } from './features/servers/EditServer.tsx'
import { RemoveServer } from './features/servers/RemoveServer.tsx'
import { TestServer } from './features/servers/TestServer.tsx'
import { ChangeToken } from './features/token-actions/ChangeToken.tsx'
import { CreateToken } from './features/token-actions/CreateToken.tsx'
import { DeleteToken } from './features/token-actions/DeleteToken.tsx'
import { PurgeToken } from './features/token-actions/PurgeToken.tsx'
import { SecretDialog } from './features/token-actions/SecretDialog.tsx'
import { StoreSecret } from './features/token-actions/StoreSecret.tsx'
import { useServices } from './lib/services.tsx'

/** The one dialog that is open, if any. */
export function Dialogs() {
  const { ui } = useServices()
  const dialog = useStore(ui, (state) => state.dialog)
  switch (dialog?.kind) {
    case undefined:
      return null
    case 'add-server':
      return <AddServer />
    case 'edit-server':
      return <EditServer serverId={dialog.serverId} />
    case 'test-server':
      return <TestServer serverId={dialog.serverId} />
    case 'remove-server':
      return <RemoveServer serverId={dialog.serverId} />
    case 'capabilities':
      return <Capabilities serverId={dialog.serverId} />
    case 'owners':
      return <OwnersDialog serverId={dialog.serverId} />
    case 'revoke-temporary':
      return <OwnRevocation serverId={dialog.serverId} />
    case 'look-into':
      return <LookInto serverId={dialog.serverId} />
    case 'create-token':
      return <CreateToken serverId={dialog.serverId} />
    case 'secret':
      return <SecretDialog tokenId={dialog.tokenId} isNew={dialog.isNew} />
    case 'store-secret':
      return <StoreSecret tokenId={dialog.tokenId} />
    case 'change-token':
      return <ChangeToken tokenId={dialog.tokenId} />
    case 'delete-token':
      return <DeleteToken tokenId={dialog.tokenId} />
    case 'purge-token':
      return <PurgeToken tokenId={dialog.tokenId} />
    default:
      return dialog satisfies never
  }
}

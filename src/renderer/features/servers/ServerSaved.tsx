import type { Output } from '../../../shared/ipc/contract.ts'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { CheckList } from './CheckList.tsx'
import { passedWords, withoutShown } from './failure-words.ts'

interface ServerSavedProps {
  readonly report: Output<'servers.add'>
  readonly onClose: () => void
}

/** Last step of adding: what was found and read. */
export function ServerSaved({ report: { server, checks, error }, onClose }: ServerSavedProps) {
  const { tokens } = useServices()
  const name = plainText(server.name, 200)
  const isWell = error === null && server.stateMessage === null
  const count = server.tokens === 1 ? '1 token' : `${server.tokens.toLocaleString('en')} tokens`
  return (
    <Dialog
      title={`${name} was added`}
      onClose={onClose}
      actions={
        <>
          <Button
            onClick={() => {
              tokens.getState().setView({ server: server.id, owner: null })
              onClose()
            }}
          >
            Show its tokens
          </Button>
          <FirstFocus>
            <Button variant="primary" onClick={onClose}>
              Done
            </Button>
          </FirstFocus>
        </>
      }
    >
      {isWell ? (
        <Notice tone="good" title={passedWords(checks)}>
          {server.tokens === 0
            ? 'The server was read. This credential sees no tokens on it yet.'
            : `The server was read: it has ${count} that this credential can see.`}
        </Notice>
      ) : (
        <Notice
          tone="warn"
          title={error === null ? 'The server was read in part' : 'Saved with a failed check'}
        >
          {plainText(error?.message ?? server.stateMessage ?? '', 900)}
        </Notice>
      )}
      {checks.length > 0 && <CheckList checks={withoutShown(checks)} />}
    </Dialog>
  )
}

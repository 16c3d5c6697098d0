import { useState } from 'react'
import type { AppErrorData } from '../../../shared/errors.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { useSecretReadable } from '../../lib/use-secret-readable.ts'
import { useToken } from '../../lib/use-token.ts'
import { Button } from '../../ui/Button.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { ownerTitle, shown, tokenTitle } from './token-title.ts'

interface LostCreateProps {
  readonly error: AppErrorData
  readonly serverId: string
  readonly serverName: string
  readonly ownerId: string
  /** What is known was settled: the form may be used again. */
  readonly onSettled: () => void
}

/** The answer to a create was lost: what that means, and the way on. */
export function LostCreate(props: LostCreateProps) {
  const { error } = props
  /** Found by reading the server again. */
  const [found, setFound] = useState<string | null>(null)
  const id = error.id ?? found
  return id === null ? (
    <Unsettled {...props} onFound={setFound} />
  ) : (
    <Orphan id={id} message={error.message} />
  )
}

/** Reading back found the token. */
function Orphan({ id, message }: { readonly id: string; readonly message: string }) {
  const { ui } = useServices()
  const { token } = useToken(id)
  const isSecretReadable = useSecretReadable(token)
  const show = () => {
    ui.getState().select(id)
    ui.getState().close()
  }
  return (
    <>
      <Notice
        tone="bad"
        title={
          isSecretReadable
            ? 'The token was made, but its secret did not arrive'
            : 'The token was made, but its secret is lost'
        }
        actions={
          <FirstFocus>
            <Button onClick={show}>Show it</Button>
            <Button onClick={() => ui.getState().open({ kind: 'delete-token', tokenId: id })}>
              Delete it
            </Button>
          </FirstFocus>
        }
      >
        {token ? lostWords(isSecretReadable) : message}
      </Notice>
      {token && (
        <Facts
          facts={[
            { term: 'Token', value: tokenTitle(token) },
            { term: 'Owner', value: ownerTitle(token) },
            { term: 'Server', value: shown(token.server) },
          ]}
        />
      )}
    </>
  )
}

const lostWords = (isSecretReadable: boolean): string =>
  `The server made it, but the answer with the secret never arrived. ${
    isSecretReadable
      ? 'The server gives the secret again: show the token and choose “Fetch secret”. Or delete it.'
      : 'Nobody has the secret, so nobody can use the token. Delete it, then create a new one.'
  }`

/** Whether the token was made is not known yet. */
function Unsettled(props: LostCreateProps & { readonly onFound: (id: string) => void }) {
  const { error, serverId, serverName, ownerId, onSettled, onFound } = props
  const { client, ui } = useServices()
  const reading = useAction()
  const [failure, setFailure] = useState<string | null>(null)
  const readAgain = async () => {
    const read = await reading.run(() => client.call('tokens.refresh', { server: serverId }))
    const [failed] = read?.failures ?? []
    setFailure(failed?.message ?? null)
    if (!read || failed) return
    const pending = await client.call('tokens.pending')
    if (!pending.ok) return setFailure(pending.error.message)
    const isOpen = pending.value.some((create) => create.serverId === serverId && create.ownerId === ownerId)
    if (isOpen) return setFailure(`${serverName} shows no new token so far. Read it again in a few minutes.`)
    const rows = await client.call('tokens.query', { server: serverId, owner: ownerId, limit: 200 })
    if (!rows.ok) return setFailure(rows.error.message)
    const orphan = rows.value.rows.find((row) => row.orphan && row.status !== 'gone')
    if (orphan) return onFound(orphan.id)
    ui.getState().tell('info', `${serverName} did not make the token. You can create it now.`)
    onSettled()
  }
  return (
    <Notice
      tone="warn"
      title="Do not create it again yet"
      actions={
        <FirstFocus>
          <Button isPending={reading.isPending} onClick={() => void readAgain()}>
            Read {serverName} again
          </Button>
        </FirstFocus>
      }
    >
      {reading.error?.message ?? failure ?? error.message}
    </Notice>
  )
}

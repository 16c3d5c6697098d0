import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { FieldSpec } from '../../../shared/model/kind.ts'
import type { Token } from '../../../shared/model/token.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { useNow } from '../../lib/use-now.ts'
import { whyNoChange } from '../../lib/why-not.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { type FieldValues, startValues } from '../../ui/field-values.ts'
import { Notice } from '../../ui/Notice.tsx'
import { changedFields, knownValues } from './changed-fields.ts'
import { instantWords } from './instant-words.ts'
import { type ExpiryStates, fieldsProblem, sentFields, TokenFields } from './TokenFields.tsx'
import { TokenGate } from './TokenGate.tsx'
import { ownerTitle, shown, tokenTitle } from './token-title.ts'

/** What of a token can be changed after it was made. Switching it off and on is an action of its own. */
export function ChangeToken({ tokenId }: { readonly tokenId: string }) {
  return <TokenGate tokenId={tokenId}>{(token) => <Change token={token} />}</TokenGate>
}

function Change({ token }: { readonly token: Token }) {
  const { client, servers, ui } = useServices()
  const server = useStore(servers, (state) => state.servers?.find(({ id }) => id === token.serverId))
  const kind = useStore(servers, (state) => state.kinds.find(({ id }) => id === token.kind))
  const action = useAction()
  const [expiry, setExpiry] = useState<ExpiryStates>({})
  const [isSame, setSame] = useState(false)
  const nowMs = useNow(30_000)
  const specs = (kind?.updateFields ?? noSpecs).filter((spec) => spec.type !== 'boolean')
  const endsMs = token.expiresAtMs ?? 0
  const mode = endsMs > nowMs ? 'extend' : 'set'
  const fromMs = Math.max(nowMs, endsMs)
  /** What is known was asked for when the dialog opened: it must not change under the person's hands. */
  const details = useDetails(token.id)
  const [typed, setTyped] = useState<FieldValues>({})
  const known = knownValues(specs, token, details)
  const filled = { mode, expiry, values: { ...startValues(specs, known), ...typed }, fromMs, nowMs } as const
  const unavailable =
    token.status === 'gone'
      ? 'The token is no longer on the server.'
      : (whyNoChange(server, kind) ?? fieldsProblem(specs, filled))
  const close = () => ui.getState().close()

  const submit = async () => {
    const fields = changedFields(sentFields(specs, filled), specs, token, known)
    setSame(Object.keys(fields).length === 0)
    if (Object.keys(fields).length === 0) return
    const changed = await action.run(() => client.call('tokens.update', { id: token.id, fields }))
    if (!changed) return
    ui.getState().tell('good', resultWords(token, changed))
    close()
  }

  return (
    <Dialog
      title={`Change ${tokenTitle(token)}`}
      onClose={action.isPending ? null : close}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button onClick={close} unavailable={action.isPending ? 'The server is being asked.' : null}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" isPending={action.isPending} unavailable={unavailable}>
            Save changes
          </Button>
        </>
      }
    >
      <Facts
        facts={[
          { term: 'Owner', value: ownerTitle(token) },
          { term: 'Server', value: shown(token.server) },
          { term: 'Expires now', value: endWords(token) },
        ]}
      />
      {specs.length === 0 || token.status === 'gone' ? (
        <Notice tone="info">{unavailable}</Notice>
      ) : (
        <TokenFields
          {...filled}
          specs={specs}
          loadChoices={(field, fields) =>
            client.call('servers.choices', { server: token.serverId, field, fields: { ...fields } })
          }
          error={action.error}
          onExpiry={(next) => {
            setSame(false)
            setExpiry(next)
          }}
          onChange={(name, value) => {
            setSame(false)
            setTyped((before) => ({ ...before, [name]: value }))
          }}
        />
      )}
      {isSame && <Notice tone="info">Nothing was changed yet. Choose a new value first.</Notice>}
      {action.error && !specs.some(({ name }) => name === action.error?.field) && (
        <Notice tone="bad">{action.error.message}</Notice>
      )}
    </Dialog>
  )
}

const noSpecs: readonly FieldSpec[] = []

function endWords({ expiresAt, expiresAtMs }: Token): string {
  if (expiresAtMs === null) return expiresAt === null ? 'Never' : shown(expiresAt)
  return instantWords(expiresAtMs).local
}

/** The server's own record as it was last read; null = not there yet, or none. */
function useDetails(id: string): Readonly<Record<string, unknown>> | null {
  const { client } = useServices()
  const [details, setDetails] = useState<Readonly<Record<string, unknown>> | null>(null)
  useEffect(() => {
    let isOpen = true
    void client.call('tokens.details', { id }).then((answer) => {
      if (isOpen && answer.ok) setDetails(answer.value.details)
    })
    return () => {
      isOpen = false
    }
  }, [client, id])
  return details
}

/** What the server now says, not what was asked for. */
function resultWords(before: Token, after: Token): string {
  const where = `${tokenTitle(after)} on ${shown(after.server)}`
  if (after.expiresAt === before.expiresAt) return `${where} was changed.`
  return after.expiresAt === null ? `${where} now never expires.` : `${where} now expires ${endWords(after)}.`
}

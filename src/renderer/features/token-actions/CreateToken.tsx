import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { FieldSpec, FieldTemplate } from '../../../shared/model/kind.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { useNow } from '../../lib/use-now.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { type FieldValues, filledIn, startValues } from '../../ui/field-values.ts'
import { Notice } from '../../ui/Notice.tsx'
import { Picker } from '../../ui/Picker.tsx'
import { TemplatePicker } from '../../ui/TemplatePicker.tsx'
import { CreatePending } from './CreatePending.tsx'
import styles from './CreateToken.module.css'
import { LostCreate } from './LostCreate.tsx'
import { OwnerLimit } from './OwnerLimit.tsx'
import { OwnerPicker } from './OwnerPicker.tsx'
import { possibleFields } from './possible-fields.ts'
import { serverOptions } from './server-options.ts'
import { type ExpiryStates, fieldsProblem, sentFields, TokenFields } from './TokenFields.tsx'
import { templateExpiry } from './template-expiry.ts'
import { shown } from './token-title.ts'
import { useOwnerTokens } from './use-owner-tokens.ts'
import { useOwners } from './use-owners.ts'

/** Creates a token: server, owner, and the fields of that kind of server. */
export function CreateToken({ serverId: given }: { readonly serverId: string | null }) {
  const { client, servers: serversStore, tokens, ui } = useServices()
  const servers = useStore(serversStore, (state) => state.servers)
  const kinds = useStore(serversStore, (state) => state.kinds)
  const options = serverOptions(servers ?? [], kinds)
  const possible = options.filter(({ unavailable }) => unavailable === null)
  const [picked, setPicked] = useState(given)
  const serverId = picked ?? (possible.length === 1 ? (possible[0]?.id ?? null) : null)
  const server = servers?.find(({ id }) => id === serverId)
  const kind = kinds.find(({ id }) => id === server?.kind)
  const refused = options.find(({ id }) => id === serverId)?.unavailable ?? null
  const { specs, reasons } = possibleFields(kind?.createFields ?? noSpecs, server, kind)

  const owners = useOwners(refused === null ? serverId : null)
  const [pickedOwner, setPickedOwner] = useState<string | null>(null)
  /** Whose tokens the list shows is likely meant here too. */
  const [wanted] = useState(() => tokens.getState().view.owner)
  const offered = owners.owners?.filter(({ manageable }) => manageable) ?? []
  const owner =
    offered.find(({ id }) => id === pickedOwner) ??
    (pickedOwner === null ? offered.find(({ id, name }) => id === wanted || name === wanted) : undefined) ??
    (offered.length === 1 ? offered[0] : undefined)
  const limit = owner?.slots?.limit ?? kind?.tokensPerOwner ?? null
  const known = useOwnerTokens(limit === null ? null : serverId, owner?.id ?? null)
  // The server's own count is newer than the inventory's.
  const count = owner?.slots?.used ?? known

  const nowMs = useNow(30_000)
  const [expiry, setExpiry] = useState<ExpiryStates>({})
  /** What was typed or filled in by a template, on top of what the fields start with. */
  const [typed, setTyped] = useState<FieldValues>({})
  const [template, setTemplate] = useState<FieldTemplate | null>(null)
  const filled = {
    mode: 'create' as const,
    expiry,
    values: { ...startValues(specs), ...typed },
    fromMs: nowMs,
    nowMs,
  }
  const action = useAction()
  const lost = action.error?.code === 'outcome-unknown' ? action.error : null
  const isFull = limit !== null && count !== null && count >= limit
  const unavailable =
    refused ??
    (server === undefined ? 'Choose a server first.' : null) ??
    (owner === undefined ? 'Choose an owner first.' : null) ??
    (isFull ? `${shown(owner?.name ?? '')} has all the tokens it may have.` : null) ??
    fieldsProblem(specs, filled)
  const isField = [...specs.map(({ name }) => name), 'owner'].includes(action.error?.field ?? '')

  const fields = useRef<HTMLDivElement>(null)
  /** Where the focus was when the request left: the fields cannot have it while it runs. */
  const before = useRef<Element | null>(null)
  useEffect(() => {
    const isElsewhere = document.activeElement !== document.body
    if (!action.error && isElsewhere) return
    const invalid = fields.current?.querySelector('[aria-invalid="true"]')
    const next = invalid ?? before.current
    if (next instanceof HTMLElement) next.focus()
  }, [action.error])

  const close = () => ui.getState().close()
  const submit = async () => {
    if (!server || !owner) return
    const values = sentFields(specs, filled)
    before.current = document.activeElement
    const created = await action.run(() =>
      client.call('tokens.create', { server: server.id, owner: owner.id, fields: values }),
    )
    if (created) ui.getState().open({ kind: 'secret', tokenId: created.id, isNew: true })
  }

  return (
    <Dialog
      title="Create a token"
      width={specs.some(({ type }) => type === 'caveats') ? 'wide' : 'normal'}
      onClose={action.isPending ? null : close}
      onSubmit={() => void submit()}
      actions={
        lost ? (
          <Button onClick={close}>Close</Button>
        ) : (
          <>
            <Button onClick={close} unavailable={action.isPending ? 'The server is being asked.' : null}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" isPending={action.isPending} unavailable={unavailable}>
              Create token
            </Button>
          </>
        )
      }
    >
      {lost && (
        <LostCreate
          error={lost}
          serverId={server?.id ?? ''}
          serverName={shown(server?.name ?? '')}
          ownerId={owner?.id ?? ''}
          onSettled={action.clear}
        />
      )}
      <div ref={fields} className={styles['fields']} hidden={lost !== null} inert={action.isPending}>
        <FirstFocus>
          <Picker
            label="Server"
            options={options}
            value={serverId}
            placeholder={servers === null ? 'Reading…' : 'Choose a server'}
            error={refused}
            onPick={(id) => {
              setPicked(id)
              setPickedOwner(null)
              setExpiry({})
              setTyped({})
              setTemplate(null)
              action.clear()
            }}
          />
        </FirstFocus>
        {!server && servers !== null && (
          <p className={styles['hint']}>
            {possible.length === 0
              ? 'There is no server on which a token can be created.'
              : 'The owners of the server and the fields of its tokens appear here.'}
          </p>
        )}
        {server && refused === null && server.stateMessage !== null && (
          <Notice tone="warn">{server.stateMessage}</Notice>
        )}
        {server && refused === null && (
          <OwnerPicker
            owners={owners}
            serverName={shown(server.name)}
            value={owner?.id ?? null}
            error={action.error?.field === 'owner' ? action.error.message : null}
            isNext={picked === given && given !== null}
            onPick={setPickedOwner}
          />
        )}
        {server && owner && limit !== null && count !== null && (
          <OwnerLimit
            server={server}
            owner={owner}
            count={count}
            limit={limit}
            nowMs={nowMs}
            onRead={owners.retry}
          />
        )}
        {refused === null &&
          reasons.map((reason) => (
            <p key={reason} className={styles['hint']}>
              {reason}
            </p>
          ))}
        {server && kind && refused === null && kind.templates.length > 0 && (
          <TemplatePicker
            templates={kind.templates}
            chosen={template}
            onChoose={(chosen) => {
              setTemplate(chosen)
              setTyped(filledIn(typed, chosen, template))
              setExpiry({ ...expiry, ...templateExpiry(specs, chosen) })
            }}
          />
        )}
        {server && refused === null && (
          <TokenFields
            key={server.id}
            {...filled}
            specs={specs}
            loadChoices={(field, fields) =>
              client.call('servers.choices', { server: server.id, field, fields: { ...fields } })
            }
            error={action.error}
            onExpiry={setExpiry}
            onChange={(name, value) => setTyped((before) => ({ ...before, [name]: value }))}
          />
        )}
      </div>
      {action.error && !lost && !isField && <Notice tone="bad">{action.error.message}</Notice>}
      <CreatePending isPending={action.isPending} serverName={shown(server?.name ?? '')} />
    </Dialog>
  )
}

const noSpecs: readonly FieldSpec[] = []

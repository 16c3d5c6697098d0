import { useState } from 'react'
import { useStore } from 'zustand'
import type { Output } from '../../../shared/ipc/contract.ts'
import type { KindDescriptor } from '../../../shared/model/kind.ts'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { KindPicker } from './KindPicker.tsx'
import { ServerForm } from './ServerForm.tsx'
import { ServerSaved } from './ServerSaved.tsx'
import { credentialOf, type TypedServer } from './server-input.ts'
import { useOutcome } from './use-outcome.ts'

/** Adding a server in three steps: its kind, the form with a real test, what was found. */
export function AddServer() {
  const { client, servers, ui } = useServices()
  const kinds = useStore(servers, (state) => state.kinds)
  const known = useStore(servers, (state) => state.servers)
  const [picked, setPicked] = useState<KindDescriptor | null>(null)
  const [report, setReport] = useState<Output<'servers.add'> | null>(null)
  const action = useAction()
  const outcome = useOutcome()
  const { close } = ui.getState()
  const [onlyKind] = kinds.length === 1 ? kinds : []
  const kind = picked ?? onlyKind ?? null

  if (report !== null) return <ServerSaved report={report} onClose={close} />
  if (kind === null) return <KindPicker kinds={kinds} onPick={setPicked} onClose={close} />

  const submit = async (typed: TypedServer, unchecked: boolean) => {
    const { name, url, fields, trust, connection, secret, proxySecret } = typed
    const input = {
      kind: kind.id,
      name,
      url,
      fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')),
      ...(trust === null ? {} : { trust }),
      connection,
      ...(proxySecret === null ? {} : { proxySecret }),
      ...credentialOf(typed),
      unchecked,
    }
    const shownName = plainText(name, 80)
    const added = await action.run(() =>
      outcome(() => client.call('servers.add', input), [secret, proxySecret], {
        done: () => `${shownName} was added.`,
        failed: (error) => `${shownName} was not added. ${plainText(error.message, 400)}`,
      }),
    )
    if (added !== null) setReport(added)
  }
  return (
    <ServerForm
      key={kind.id}
      title={`Add ${kind.name} server`}
      descriptor={kind}
      server={null}
      takenNames={(known ?? []).map(({ name }) => name)}
      isPending={action.isPending}
      error={action.error}
      onBack={
        onlyKind === undefined
          ? () => {
              action.clear()
              setPicked(null)
            }
          : null
      }
      onSubmit={(typed, isUnchecked) => void submit(typed, isUnchecked)}
      onClose={close}
    />
  )
}

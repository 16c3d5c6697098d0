import { Check, Minus } from 'lucide-react'
import { useStore } from 'zustand'
import type { Capability } from '../../../shared/model/kind.ts'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { useNow } from '../../lib/use-now.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { ageText } from './ages.ts'
import styles from './Capabilities.module.css'
import { capabilityWords, effectiveCapabilities } from './capability-words.ts'
import { ServerGone } from './ServerGone.tsx'

/** What this server, its version and this credential can do, and why the rest is not possible. */
export function Capabilities({ serverId }: { readonly serverId: string }) {
  const { client, servers: store, ui } = useServices()
  const server = useStore(store, ({ servers }) => servers?.find(({ id }) => id === serverId))
  const kind = useStore(store, ({ kinds }) => kinds.find(({ id }) => id === server?.kind))
  const asking = useAction()
  const nowMs = useNow(30_000)
  const { close } = ui.getState()
  if (!server || !kind) return <ServerGone onClose={close} />
  const all = effectiveCapabilities(server, kind)
  const known = server.identity
  return (
    <Dialog
      title={`What ${plainText(server.name, 80)} can do`}
      onClose={close}
      actions={
        <FirstFocus>
          <Button variant="primary" onClick={close}>
            Close
          </Button>
        </FirstFocus>
      }
    >
      <div className={styles['head']}>
        <p className={styles['about']}>
          {kind.name}
          {server.version !== null && ` ${plainText(server.version, 60)}`}
          {known !== null && `, signed in as ${plainText(known.name, 80)}`}
          {known?.role != null && `, ${plainText(known.role, 80)}`}.{' '}
          {server.capabilitiesAt === null
            ? 'The server has not told yet what this credential may do: this is what servers of this kind can.'
            : `Checked ${ageText(server.capabilitiesAt, nowMs)}.`}
        </p>
        <Button
          isPending={asking.isPending}
          onClick={() => void asking.run(() => client.call('servers.test', { server: server.id }))}
        >
          Ask again
        </Button>
      </div>
      {asking.error && <Notice tone="bad">{plainText(asking.error.message, 600)}</Notice>}
      <CapabilityList title="Possible" entries={all.filter(({ available }) => available)} />
      <CapabilityList title="Not possible" entries={all.filter(({ available }) => !available)} />
    </Dialog>
  )
}

interface CapabilityListProps {
  readonly title: string
  readonly entries: readonly Capability[]
}

function CapabilityList({ title, entries }: CapabilityListProps) {
  if (entries.length === 0) return null
  return (
    <section aria-label={title}>
      <h3 className={styles['title']}>{title}</h3>
      <ul className={styles['list']}>
        {entries.map(({ id, available, reason }) => {
          const Icon = available ? Check : Minus
          return (
            <li key={id} className={styles['entry']}>
              <Icon size={16} aria-hidden className={available ? styles['yes'] : styles['no']} />
              <span>{capabilityWords[id]}</span>
              {reason !== null && <span className={styles['reason']}>{plainText(reason, 400)}</span>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

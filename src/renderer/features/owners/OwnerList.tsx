import { KeyRound, Plus, TimerOff, Trash2, UserMinus, UserPlus } from 'lucide-react'
import { useState } from 'react'
import type { AppErrorData } from '../../../shared/errors.ts'
import type { CapabilityId, KindDescriptor } from '../../../shared/model/kind.ts'
import type { Owner, Server } from '../../../shared/model/server.ts'
import { useServices } from '../../lib/services.tsx'
import { whyNot } from '../../lib/why-not.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { MenuItem } from '../../ui/MenuItem.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import styles from './OwnerList.module.css'
import type { OwnerStep } from './owner-step.ts'
import { findOwners, shown, slotWords } from './owner-words.ts'

interface OwnerListProps {
  readonly server: Server
  readonly descriptor: KindDescriptor
  /** null = not there yet. */
  readonly owners: readonly Owner[] | null
  readonly error: AppErrorData | null
  readonly onRetry: () => void
  readonly onStep: (step: OwnerStep) => void
  readonly onClose: () => void
}

/** More than this is not looked through by eye. */
const shownAtMost = 200

export function OwnerList({ server, descriptor, owners, error, ...on }: OwnerListProps) {
  const [query, setQuery] = useState('')
  const found = findOwners(owners ?? [], query)
  const whyNoCreate = whyNot(server, descriptor, 'owners.create')
  return (
    <Dialog
      title={`Owners on ${shown(server.name)}`}
      width="wide"
      onClose={on.onClose}
      actions={
        <>
          <Button icon={UserPlus} unavailable={whyNoCreate} onClick={() => on.onStep({ kind: 'create' })}>
            New service user
          </Button>
          <Button variant="primary" onClick={on.onClose}>
            Close
          </Button>
        </>
      }
    >
      <div className={styles['search']}>
        <FirstFocus>
          <SearchField label="Search owners" value={query} onChange={setQuery} />
        </FirstFocus>
      </div>
      {whyNoCreate !== null && <p className={styles['hint']}>New service users: {whyNoCreate}</p>}
      {error !== null && (
        <Notice
          tone="bad"
          title="The owners cannot be read"
          actions={<Button onClick={on.onRetry}>Try again</Button>}
        >
          {error.message}
        </Notice>
      )}
      <p role="status" className={styles['hint']}>
        {error !== null ? '' : owners === null ? `Asking ${shown(server.name)}…` : countWords(found, owners)}
      </p>
      {found.length > 0 && (
        <ul className={styles['owners']} aria-label="Owners">
          {found.slice(0, shownAtMost).map((owner) => (
            <OwnerRow
              key={owner.id}
              owner={owner}
              server={server}
              descriptor={descriptor}
              onStep={on.onStep}
              onClose={on.onClose}
            />
          ))}
        </ul>
      )}
    </Dialog>
  )
}

type OwnerRowProps = Pick<OwnerListProps, 'server' | 'descriptor' | 'onStep' | 'onClose'> & {
  readonly owner: Owner
}

function OwnerRow({ owner, server, descriptor, onStep, onClose }: OwnerRowProps) {
  const { tokens, ui } = useServices()
  const slots = slotWords(owner)
  const isFull = owner.slots ? owner.slots.used >= owner.slots.limit : false
  const hidden = owner.manageable
    ? null
    : shown(owner.reason ?? 'This credential may not change the tokens of this owner.')
  const whyNotHere = (id: CapabilityId) => whyNot(server, descriptor, id) ?? hidden
  const showTokens = () => {
    tokens.getState().setView({ text: '', server: server.id, owner: owner.id, statuses: [] })
    onClose()
  }
  return (
    <li className={styles['owner']}>
      <span className={styles['text']}>
        <span className={styles['line']}>
          <span className={styles['name']}>{shown(owner.name)}</span>
          {owner.isSelf && <Badge tone="info">This is you</Badge>}
        </span>
        <span className={styles['detail']}>
          {shown(owner.type)}
          {owner.id !== owner.name && ` · ${shown(owner.id)}`}
        </span>
        {hidden !== null && <span className={styles['detail']}>{hidden}</span>}
      </span>
      {slots !== null && <Badge tone={isFull ? 'warn' : 'neutral'}>{slots}</Badge>}
      <Menu label={`Actions for ${shown(owner.name)}`}>
        <MenuItem icon={KeyRound} onClick={showTokens}>
          Show its tokens
        </MenuItem>
        <MenuItem
          icon={Plus}
          unavailable={whyNotHere('tokens.create') ?? (isFull ? 'It has all the tokens it may have.' : null)}
          onClick={() => {
            tokens.getState().setView({ text: '', server: server.id, owner: owner.id, statuses: [] })
            ui.getState().open({ kind: 'create-token', serverId: server.id })
          }}
        >
          Create token
        </MenuItem>
        <MenuItem
          icon={TimerOff}
          tone="danger"
          isSeparated
          unavailable={whyNotHere('tokens.revokeTemporary')}
          onClick={() => onStep({ kind: 'revoke', owner })}
        >
          Revoke all temporary tokens…
        </MenuItem>
        <MenuItem
          icon={Trash2}
          tone="danger"
          unavailable={whyNotHere('tokens.deleteAll')}
          onClick={() => onStep({ kind: 'delete-all', owner })}
        >
          Delete all tokens…
        </MenuItem>
        <MenuItem
          icon={UserMinus}
          tone="danger"
          unavailable={
            whyNot(server, descriptor, 'owners.delete') ??
            (owner.isSelf ? 'Latchkey signs in as this one.' : null)
          }
          onClick={() => onStep({ kind: 'delete', owner })}
        >
          Delete owner…
        </MenuItem>
      </Menu>
    </li>
  )
}

function countWords(found: readonly Owner[], all: readonly Owner[]): string {
  if (all.length === 0) return 'The server shows no owner to this credential.'
  if (found.length === 0) return 'No owner matches.'
  if (found.length > shownAtMost)
    return `The first ${shownAtMost} of ${found.length}. Search to narrow them down.`
  return found.length === all.length ? `${all.length} in all` : `${found.length} of ${all.length}`
}

import { ChevronRight } from 'lucide-react'
import type { KindDescriptor } from '../../../shared/model/kind.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import styles from './KindPicker.module.css'

interface KindPickerProps {
  readonly kinds: readonly KindDescriptor[]
  readonly onPick: (kind: KindDescriptor) => void
  readonly onClose: () => void
}

/** First step of adding a server: what it is. */
export function KindPicker({ kinds, onPick, onClose }: KindPickerProps) {
  return (
    <Dialog title="Add server" onClose={onClose} actions={<Button onClick={onClose}>Cancel</Button>}>
      {kinds.length === 0 ? (
        <p role="status">Loading the kinds of server…</p>
      ) : (
        <>
          <p>What kind of server is it?</p>
          <FirstFocus>
            <ul className={styles['kinds']}>
              {kinds.map((kind) => (
                <li key={kind.id}>
                  <button
                    type="button"
                    className={styles['kind']}
                    onClick={() => onPick(kind)}
                    onKeyDown={(event) => {
                      const row = event.currentTarget.parentElement
                      const next =
                        event.key === 'ArrowDown'
                          ? row?.nextElementSibling
                          : event.key === 'ArrowUp'
                            ? row?.previousElementSibling
                            : null
                      next?.querySelector('button')?.focus()
                    }}
                  >
                    <span className={styles['text']}>
                      <span className={styles['name']}>{kind.name}</span>
                      <span className={styles['summary']}>{kind.summary}</span>
                    </span>
                    <ChevronRight size={16} aria-hidden className={styles['arrow']} />
                  </button>
                </li>
              ))}
            </ul>
          </FirstFocus>
        </>
      )}
    </Dialog>
  )
}

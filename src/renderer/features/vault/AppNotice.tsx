import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { Notice } from '../../ui/Notice.tsx'
import styles from './AppNotice.module.css'

/** What the person must hear of how the app came to this point: what happened, what is safe, how to go on. */
export function AppNotice() {
  const { vault } = useServices()
  const kind = useStore(vault, ({ notice }) => notice?.kind ?? null)
  const isLocked = useStore(vault, ({ status }) => status?.state === 'locked')
  switch (kind) {
    case null:
      return null
    case 'engine-ended':
      return (
        <div className={styles['place']}>
          <Notice tone="warn" title="The vault was closed unexpectedly">
            The part of Latchkey that holds the vault ended on its own and was started again. Every confirmed
            change is in the vault. What was under way is found by the next refresh.
            {isLocked && ' Unlock the vault to go on.'}
          </Notice>
        </div>
      )
    case 'practice-ended':
      return (
        <div className={styles['place']}>
          <Notice tone="warn" title="The practice ended">
            It could not be started, or it ended on its own. Your own vault was not touched, and nothing you
            did in the practice was real.
          </Notice>
        </div>
      )
    default:
      return kind satisfies never
  }
}

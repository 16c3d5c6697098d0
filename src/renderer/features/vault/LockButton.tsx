import { Lock } from 'lucide-react'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './LockButton.module.css'

const isApple = navigator.platform.startsWith('Mac')
const notInPractice = 'The practice has nothing to lock. End it to go back to your own vault.'

/** Locks the vault; so does its key, also from within a dialog or while typing. */
export function LockButton() {
  const { client, ui, vault } = useServices()
  const isPractice = useStore(vault, ({ status }) => status?.practice === true)
  const action = useAction()
  const lock = () =>
    action.run(async () => {
      const locked = await client.call('vault.lock')
      if (!locked.ok) ui.getState().tell('bad', locked.error.message)
      return locked
    })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isOurs = (isApple ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey
      if (!isOurs || event.key.toLowerCase() !== 'l' || event.repeat) return
      event.preventDefault()
      if (isPractice) ui.getState().tell('info', notInPractice)
      else void lock()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  })
  return (
    <Button
      variant="quiet"
      icon={Lock}
      isPending={action.isPending}
      unavailable={isPractice ? notInPractice : null}
      onClick={() => void lock()}
    >
      Lock <kbd className={styles['key']}>{isApple ? '⌘L' : 'Ctrl+L'}</kbd>
    </Button>
  )
}

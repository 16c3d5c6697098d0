import { type FormEvent, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { SecretField } from '../../ui/SecretField.tsx'
import { CapsLockHint } from './CapsLockHint.tsx'
import { ForgottenPassword } from './ForgottenPassword.tsx'
import { focusField, takePassword } from './take-password.ts'
import styles from './UnlockVault.module.css'
import { useCapsLock } from './use-caps-lock.ts'
import { VaultFolder } from './VaultFolder.tsx'

export function UnlockVault() {
  const { client, vault } = useServices()
  const message = useStore(vault, ({ status }) => status?.message ?? null)
  const action = useAction()
  const capsLock = useCapsLock()
  const form = useRef<HTMLFormElement>(null)
  const [isEmpty, setEmpty] = useState(false)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (action.isPending) return
    const password = takePassword(event.currentTarget)
    setEmpty(password.length === 0)
    const opened =
      password.length === 0 ? null : await action.run(() => client.call('vault.unlock', { password }))
    password.fill(0)
    if (opened === null) focusField(form.current, 'password')
  }

  const isWrong = action.error?.code === 'wrong-password'
  const fieldError = isEmpty ? 'Type the password of this vault.' : isWrong ? action.error.message : null
  return (
    <Panel title="Unlock your vault">
      <VaultFolder />
      {message !== null && <Notice tone="info">{plainText(message, 500)}</Notice>}
      {action.error !== null && !isWrong && <Notice tone="bad">{action.error.message}</Notice>}
      <form
        ref={form}
        noValidate
        className={styles['form']}
        onSubmit={(event) => void submit(event)}
        onKeyDown={capsLock.onKeyDown}
        onKeyUp={capsLock.onKeyUp}
      >
        <SecretField
          label="Password"
          name="password"
          purpose="current"
          autoFocus
          error={fieldError}
          onChange={() => {
            setEmpty(false)
            action.clear()
          }}
        />
        <CapsLockHint isOn={capsLock.isOn} />
        <Button type="submit" variant="primary" isPending={action.isPending}>
          {action.isPending ? 'Unlocking…' : 'Unlock'}
        </Button>
      </form>
      <ForgottenPassword />
    </Panel>
  )
}

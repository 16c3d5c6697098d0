import type { FormEvent } from 'react'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import { takePassword } from './take-password.ts'

export function UnlockVault() {
  const { client } = useServices()
  const action = useAction()

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    void action.run(() => client.call('vault.unlock', { password: takePassword(form) }))
  }

  return (
    <Panel title="Unlock your vault">
      <form onSubmit={submit} className="form">
        <PasswordField label="Password" name="password" error={action.error?.message ?? null} />
        <Button type="submit" isPending={action.isPending}>
          Unlock
        </Button>
      </form>
    </Panel>
  )
}

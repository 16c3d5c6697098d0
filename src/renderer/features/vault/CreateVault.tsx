import { type FormEvent, useState } from 'react'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import { takePassword } from './take-password.ts'

export function CreateVault() {
  const { client } = useServices()
  const action = useAction()
  const [isDifferent, setDifferent] = useState(false)

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const isSame = new FormData(form).get('password') === new FormData(form).get('repeated')
    setDifferent(!isSame)
    if (isSame) void action.run(() => client.call('vault.create', { password: takePassword(form) }))
  }

  return (
    <Panel title="Create your vault">
      <p>
        The vault is an encrypted file on this computer. It keeps the servers you add and the secrets of their
        tokens. Nobody can open it without the password, and nobody can reset it.
      </p>
      <form onSubmit={submit} className="form">
        <PasswordField label="New password" name="password" isNew error={action.error?.message ?? null} />
        <PasswordField
          label="The same password again"
          name="repeated"
          isNew
          error={isDifferent ? 'The two passwords differ.' : null}
        />
        <Button type="submit" isPending={action.isPending}>
          Create vault
        </Button>
      </form>
    </Panel>
  )
}

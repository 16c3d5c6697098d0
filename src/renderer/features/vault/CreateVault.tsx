import { type FormEvent, useRef, useState } from 'react'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { SecretField } from '../../ui/SecretField.tsx'
import { AboutVaults } from './AboutVaults.tsx'
import { CapsLockHint } from './CapsLockHint.tsx'
import styles from './CreateVault.module.css'
import { PracticeOffer } from './PracticeOffer.tsx'
import { refusePassword, type Strength } from './password-strength.ts'
import { StrengthMeter } from './StrengthMeter.tsx'
import { focusField, readField, takePassword } from './take-password.ts'
import { useCapsLock } from './use-caps-lock.ts'
import { useStrength } from './use-strength.ts'

interface Problem {
  readonly field: 'password' | 'repeated'
  readonly message: string
}

export function CreateVault() {
  const { client } = useServices()
  const action = useAction()
  const capsLock = useCapsLock()
  const isChecking = useRef(false)
  const { strength, measure } = useStrength()
  const [problem, setProblem] = useState<Problem | null>(null)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    if (isChecking.current) return
    isChecking.current = true
    const found = findProblem(element, await measure(readField(element, 'password')))
    setProblem(found)
    if (found) focusField(element, found.field)
    else await create(element)
    isChecking.current = false
  }

  const create = async (element: HTMLFormElement) => {
    const password = takePassword(element)
    void measure('')
    const created = await action.run(() => client.call('vault.create', { password }))
    password.fill(0)
    if (created === null) focusField(element, 'password')
  }

  const change = () => {
    setProblem(null)
    action.clear()
  }
  const refused = action.error?.field === 'password' ? action.error.message : null
  return (
    <div className={styles['screen']}>
      <div className={styles['columns']}>
        <AboutVaults />
        <Panel title="Create your vault">
          {action.error !== null && refused === null && <Notice tone="bad">{action.error.message}</Notice>}
          <form
            noValidate
            className={styles['form']}
            onSubmit={(event) => void submit(event)}
            onKeyDown={capsLock.onKeyDown}
            onKeyUp={capsLock.onKeyUp}
          >
            <SecretField
              label="New password"
              name="password"
              purpose="new"
              autoFocus
              error={problem?.field === 'password' ? problem.message : refused}
              onChange={(password) => {
                change()
                void measure(password)
              }}
            />
            <StrengthMeter strength={strength} />
            <SecretField
              label="The same password again"
              name="repeated"
              purpose="new"
              error={problem?.field === 'repeated' ? problem.message : null}
              onChange={change}
            />
            <CapsLockHint isOn={capsLock.isOn} />
            <Button type="submit" variant="primary" isPending={action.isPending}>
              {action.isPending ? 'Creating the vault…' : 'Create vault'}
            </Button>
          </form>
        </Panel>
      </div>
      <PracticeOffer />
    </div>
  )
}

function findProblem(form: HTMLFormElement, strength: Strength | null): Problem | null {
  const password = readField(form, 'password')
  const refusal = refusePassword(Array.from(password).length, strength)
  if (refusal !== null) return { field: 'password', message: refusal }
  if (password === readField(form, 'repeated')) return null
  return { field: 'repeated', message: 'The two passwords differ. Type the same one again.' }
}

import { useState } from 'react'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { type FieldValues, sentValues, startValues } from '../../ui/field-values.ts'
import { formProblem } from '../../ui/form-problem.ts'
import { KindFields } from '../../ui/KindFields.tsx'
import { Notice } from '../../ui/Notice.tsx'
import type { OwnerStepProps } from './owner-step.ts'
import { shown } from './owner-words.ts'

/** Makes a service user from the fields of that kind of server. */
export function CreateOwner({ server, descriptor, onBack }: OwnerStepProps) {
  const { client, ui } = useServices()
  const specs = descriptor.ownerFields
  const [typed, setTyped] = useState<FieldValues>({})
  const values = { ...startValues(specs), ...typed }
  const action = useAction()
  const failed = action.error
  const field = failed?.field === undefined ? null : { field: failed.field, message: failed.message }
  const isField = specs.some(({ name }) => name === field?.field)
  const submit = async () => {
    const made = await action.run(() =>
      client.call('owners.create', { server: server.id, fields: sentValues(specs, values) }),
    )
    if (!made) return
    ui.getState().tell('good', `${shown(made.name)} was created on ${shown(server.name)}.`)
    onBack(true)
  }
  return (
    <Dialog
      title={`New service user on ${shown(server.name)}`}
      onClose={action.isPending ? null : () => onBack(false)}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button
            onClick={() => onBack(failed?.code === 'outcome-unknown')}
            unavailable={action.isPending ? 'The server is being asked.' : null}
          >
            Back
          </Button>
          <Button
            type="submit"
            variant="primary"
            isPending={action.isPending}
            unavailable={
              failed?.code === 'outcome-unknown'
                ? 'Look at the owners first: it may have been created.'
                : formProblem(specs, values)
            }
          >
            Create service user
          </Button>
        </>
      }
    >
      <FirstFocus>
        <KindFields
          specs={specs}
          values={values}
          error={field}
          loadChoices={(name, fields) =>
            client.call('servers.choices', { server: server.id, field: name, fields: { ...fields } })
          }
          onChange={(name, value) => setTyped((before) => ({ ...before, [name]: value }))}
        />
      </FirstFocus>
      {failed && !isField && <Notice tone="bad">{failed.message}</Notice>}
    </Dialog>
  )
}

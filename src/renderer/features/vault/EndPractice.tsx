import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'

/** Ends the practice; a new window on the person's own vault then takes the place of this one. */
export function EndPractice() {
  const { client, ui } = useServices()
  const action = useAction()
  const end = () =>
    action.run(async () => {
      const ended = await client.call('practice.stop')
      if (!ended.ok) ui.getState().tell('bad', ended.error.message)
      return ended
    })
  return (
    <Button isPending={action.isPending} onClick={() => void end()}>
      End practice
    </Button>
  )
}

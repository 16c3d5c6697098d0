import { FlaskConical } from 'lucide-react'
import { useId } from 'react'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './PracticeOffer.module.css'

/** The way to look around without a vault of one's own. A new window takes the place of this one. */
export function PracticeOffer() {
  const { client } = useServices()
  const action = useAction()
  const id = useId()
  return (
    <section className={styles['offer']} aria-labelledby={id}>
      <FlaskConical size={20} aria-hidden className={styles['icon']} />
      <div className={styles['text']}>
        <h2 id={id} className={styles['title']}>
          Only looking around?
        </h2>
        <p>
          Practice servers run on this computer, with invented tokens and a vault of their own; all of it is
          removed when you end the practice.
        </p>
        {action.error !== null && (
          <p role="alert" className={styles['error']}>
            {action.error.message}
          </p>
        )}
      </div>
      <Button
        isPending={action.isPending}
        onClick={() => void action.run(() => client.call('practice.start'))}
      >
        Try it with practice servers
      </Button>
    </section>
  )
}

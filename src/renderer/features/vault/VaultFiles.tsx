import { CircleAlert, CircleCheck } from 'lucide-react'
import { useState } from 'react'
import type { Check } from '../../../shared/model/server.ts'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import styles from './VaultFiles.module.css'

/** Looks at each file of the vault and says which is whole. Changes nothing. */
export function VaultFiles() {
  const { client } = useServices()
  const action = useAction()
  const [checks, setChecks] = useState<readonly Check[] | null>(null)
  const examine = async () => {
    const found = await action.run(() => client.call('vault.check'))
    if (found) setChecks(found.checks)
  }
  return (
    <section aria-label="The files of the vault" className={styles['files']}>
      {action.error !== null && <Notice tone="bad">{action.error.message}</Notice>}
      <div role="status">
        {checks !== null && (
          <ul className={styles['list']}>
            {checks.map(({ check, ok, message }) => (
              <li key={check} className={styles['line']}>
                {ok ? (
                  <CircleCheck size={16} className={styles['good']} aria-label="Whole" />
                ) : (
                  <CircleAlert size={16} className={styles['bad']} aria-label="Not whole" />
                )}
                <span>{plainText(message, 500)}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div>
        <Button isPending={action.isPending} onClick={() => void examine()}>
          Look at each file
        </Button>
      </div>
    </section>
  )
}

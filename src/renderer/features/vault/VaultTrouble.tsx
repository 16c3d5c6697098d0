import { useState } from 'react'
import { useStore } from 'zustand'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { type TroubleState, troubles } from './troubles.ts'
import { VaultFiles } from './VaultFiles.tsx'
import { VaultFolder } from './VaultFolder.tsx'
import styles from './VaultTrouble.module.css'

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

/** The vault is there and cannot be opened: what happened, what is safe, what to do. */
export function VaultTrouble({ state }: { readonly state: TroubleState }) {
  const { client, vault } = useServices()
  const message = useStore(vault, ({ status }) => status?.message ?? null)
  const version = useStore(vault, ({ about }) => about?.version ?? null)
  const checking = useAction()
  const [checkedAt, setCheckedAt] = useState<string | null>(null)
  const trouble = troubles[state]

  // Its answer follows the snapshots, so a vault that is well again has already taken this screen away.
  const check = async () => {
    setCheckedAt(null)
    const answer = await checking.run(() => client.call('app.hello'))
    if (answer) setCheckedAt(clock.format(Date.now()))
  }

  return (
    <Panel title={trouble.title}>
      <VaultFolder />
      <Notice tone={trouble.tone}>{message === null ? trouble.happened : plainText(message, 1000)}</Notice>
      <section>
        <h2 className={styles['heading']}>What is safe</h2>
        <p className={styles['text']}>{trouble.safe}</p>
      </section>
      <section>
        <h2 className={styles['heading']}>What to do</h2>
        <ol className={styles['steps']}>
          {trouble.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {state === 'newer' && version !== null && (
          <p className={styles['text']}>This is Latchkey {version}.</p>
        )}
      </section>
      {state === 'damaged' && <VaultFiles />}
      {checking.error !== null && <Notice tone="bad">{checking.error.message}</Notice>}
      <div className={styles['actions']}>
        <Button variant="primary" autoFocus isPending={checking.isPending} onClick={() => void check()}>
          Check again
        </Button>
        <p role="status" className={styles['text']}>
          {checkedAt !== null && `Checked at ${checkedAt}. ${trouble.unchanged}`}
        </p>
      </div>
    </Panel>
  )
}

import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Check } from '../../../shared/model/server.ts'
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
  const looking = useAction()
  const [checkedAt, setCheckedAt] = useState<string | null>(null)
  const [files, setFiles] = useState<readonly Check[] | null>(null)
  const trouble = troubles[state]
  const error = checking.error ?? looking.error

  // Whoever closed the other Latchkey or put a file back finds it opened on return, without a click.
  useEffect(() => {
    const look = () => void client.call('app.hello')
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [client])

  // Its answer follows the snapshots, so a vault that is well again has already taken this screen away.
  const check = async () => {
    setCheckedAt(null)
    setFiles(null)
    const answer = await checking.run(() => client.call('app.hello'))
    if (answer) setCheckedAt(clock.format(Date.now()))
  }
  const lookAtFiles = async () => {
    setCheckedAt(null)
    const found = await looking.run(() => client.call('vault.check'))
    if (found) setFiles(found.checks)
  }

  return (
    <div className={styles['place']}>
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
        </section>
        {error !== null && <Notice tone="bad">{error.message}</Notice>}
        <div className={styles['actions']}>
          <Button variant="primary" autoFocus isPending={checking.isPending} onClick={() => void check()}>
            Check again
          </Button>
          {state === 'damaged' && (
            <Button isPending={looking.isPending} onClick={() => void lookAtFiles()}>
              Look at each file
            </Button>
          )}
          {state === 'newer' && version !== null && (
            <p className={styles['text']}>This is Latchkey {version}.</p>
          )}
        </div>
        <div role="status" className={styles['result']}>
          {checkedAt !== null && `Checked at ${checkedAt}. ${trouble.unchanged}`}
          {files !== null && <VaultFiles checks={files} />}
        </div>
      </Panel>
    </div>
  )
}

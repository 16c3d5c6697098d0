import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Output } from '../../../shared/ipc/contract.ts'
import { plainText } from '../../../shared/text.ts'
import { useServices } from '../../lib/services.tsx'
import { useAction } from '../../lib/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { ServerGone } from './ServerGone.tsx'
import { hostOf } from './server-groups.ts'
import { TestResult } from './TestResult.tsx'
import styles from './TestServer.module.css'

/** Tests a server as soon as it is open, and shows each line of the diagnosis. */
export function TestServer({ serverId }: { readonly serverId: string }) {
  const { client, servers: store, ui } = useServices()
  const server = useStore(store, ({ servers }) => servers?.find(({ id }) => id === serverId))
  const [report, setReport] = useState<Output<'servers.test'> | null>(null)
  const action = useAction()
  const hasStarted = useRef(false)
  const { close, open } = ui.getState()

  const test = async () => {
    const found = await action.run(() => client.call('servers.test', { server: serverId }))
    if (found !== null) setReport(found)
  }
  useEffect(() => {
    if (hasStarted.current) return
    hasStarted.current = true
    void test()
  })
  if (!server) return <ServerGone onClose={close} />

  return (
    <Dialog
      title={`Test ${plainText(server.name, 200)}`}
      onClose={close}
      actions={
        <>
          {report?.error && (
            <Button onClick={() => open({ kind: 'edit-server', serverId })}>Edit server</Button>
          )}
          <Button isPending={action.isPending} onClick={() => void test()}>
            Test again
          </Button>
          <FirstFocus>
            <Button variant="primary" onClick={close}>
              Close
            </Button>
          </FirstFocus>
        </>
      }
    >
      <p className={styles['place']}>{plainText(server.url, 300)}</p>
      <p role="status" className={report === null || action.isPending ? undefined : 'visually-hidden'}>
        {action.isPending ? `Testing ${hostOf(server.url)}…` : ''}
      </p>
      {action.error !== null && (
        <Notice tone="bad" title="The test could not be run">
          {plainText(action.error.message, 900)}
        </Notice>
      )}
      {report !== null && action.error === null && (
        <div className={classes(styles['result'], action.isPending && styles['old'])}>
          <TestResult report={report} />
        </div>
      )}
    </Dialog>
  )
}

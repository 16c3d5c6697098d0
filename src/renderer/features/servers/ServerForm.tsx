import { ArrowLeft } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { AppErrorData } from '../../../shared/errors.ts'
import type { Input } from '../../../shared/ipc/contract.ts'
import type { KindDescriptor } from '../../../shared/model/kind.ts'
import type { Server } from '../../../shared/model/server.ts'
import { whyNot } from '../../lib/why-not.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { startValues } from '../../ui/field-values.ts'
import { Notice } from '../../ui/Notice.tsx'
import { BrowserSignIn } from './BrowserSignIn.tsx'
import { connectionProblem, startConnection, toConnection } from './connection-input.ts'
import { FailedChecks } from './FailedChecks.tsx'
import { ServerFields } from './ServerFields.tsx'
import styles from './ServerForm.module.css'
import {
  allFields,
  contactChange,
  hasSecret,
  isFieldOf,
  missingPart,
  needsSecretAgain,
  problemOf,
  proposedName,
  readProxySecret,
  readSecret,
  type TypedServer,
} from './server-input.ts'
import { type FieldProblem, startTrust, toTrust, trustProblem } from './trust-input.ts'

interface ServerFormProps {
  readonly title: string
  readonly descriptor: KindDescriptor
  /** The server to change; null = a new one. */
  readonly server: Server | null
  /** Names of the other servers. */
  readonly takenNames: readonly string[]
  readonly isPending: boolean
  readonly error: AppErrorData | null
  /** To the step before; null = this is the first. */
  readonly onBack: (() => void) | null
  readonly onSubmit: (typed: TypedServer, isUnchecked: boolean) => void
  readonly onClose: () => void
}

/** The dialog for a new or a changed server: the form, and above it why the last try was not saved. */
export function ServerForm(props: ServerFormProps) {
  const { descriptor, server, isPending, error } = props
  const content = useRef<HTMLDivElement>(null)
  const report = useRef<HTMLDivElement>(null)
  const [url, setUrl] = useState(server?.url ?? '')
  const [typedName, setTypedName] = useState<string | null>(server?.name ?? null)
  const [fields, setFields] = useState(() => startValues(descriptor.serverFields, server?.fields ?? {}))
  const [connection, setConnection] = useState(() => startConnection(server))
  const [trust, setTrust] = useState(() => startTrust(server))
  /** The finished sign-in with the browser; it belongs to the place it was made at. */
  const [signIn, setSignIn] = useState<string | null>(null)
  const [problem, setProblem] = useState<FieldProblem | null>(null)
  /** What just happened to the form. */
  const [note, setNote] = useState('')
  const [hasContact, setHasContact] = useState(server === null)
  const name = typedName ?? proposedName(url, props.takenNames)
  const shown = useMemo(() => problem ?? problemOf(error), [problem, error])

  // An error of one field stands there alone.
  const isReported = error !== null && (error.checks !== undefined || !isFieldOf(descriptor, error))

  const formOf = () => content.current?.closest('form') ?? null
  const typedParts = () => ({
    name: name.trim(),
    url: url.trim(),
    fields: allFields(descriptor, fields),
    trust: toTrust(trust),
    connection: toConnection(connection, url),
  })

  const canSignIn = descriptor.capabilities.some(({ id, available }) => id === 'servers.signIn' && available)
  const whyNoSignIn =
    (url.trim() === '' ? 'Enter the URL first.' : null) ??
    connectionProblem(connection, url)?.message ??
    trustProblem(trust)?.message ??
    (server === null ? null : whyNot(server, descriptor, 'servers.signIn'))
  const signInPlace = (): Input<'servers.signInStart'> => {
    const parts = typedParts()
    const form = formOf()
    const proxySecret = form === null ? null : readProxySecret(form)
    return {
      url: parts.url,
      fields: Object.fromEntries(Object.entries(parts.fields).filter(([, value]) => value !== '')),
      ...(parts.trust === null ? {} : { trust: parts.trust }),
      connection: parts.connection,
      ...(proxySecret === null ? {} : { proxySecret }),
      ...(server === null ? { kind: descriptor.id } : { server: server.id }),
    }
  }

  // The credential does not outlive the dialog, not even as the value of a removed field.
  useEffect(() => {
    const form = content.current?.closest('form')
    return () => form?.reset()
  }, [])
  useEffect(() => {
    if (!shown && !error) return
    const field = content.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const target = field ?? report.current
    target?.focus()
    if (!field) target?.scrollIntoView({ block: 'start' })
  }, [shown, error])

  const submit = (form: HTMLFormElement, isUnchecked: boolean) => {
    if (isPending) return
    const parts = typedParts()
    const isSecretMissing = needsSecretAgain(server, parts.url) && !hasSecret(form) && signIn === null
    const found =
      missingPart(descriptor, parts, isSecretMissing) ??
      connectionProblem(connection, url) ??
      trustProblem(trust)
    setProblem(found)
    setNote('')
    if (found === null)
      props.onSubmit(
        { ...parts, secret: readSecret(form), proxySecret: readProxySecret(form), signIn },
        isUnchecked,
      )
  }
  const noteContact = () => {
    const form = formOf()
    if (server === null || form === null) return
    setHasContact(
      signIn !== null || hasSecret(form) || Object.keys(contactChange(server, typedParts())).length > 0,
    )
  }
  // After every render: fields with state are up to date only then.
  useEffect(noteContact)

  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      onSubmit={(form) => submit(form, false)}
      actions={
        <>
          {props.onBack !== null && !isPending && (
            <Button variant="quiet" icon={ArrowLeft} onClick={props.onBack}>
              Other kind
            </Button>
          )}
          <p role="status" className={styles['progress']}>
            {isPending && hasContact ? 'Testing…' : note}
          </p>
          <Button onClick={props.onClose}>{isPending ? 'Continue in background' : 'Cancel'}</Button>
          <Button type="submit" variant="primary" isPending={isPending}>
            {hasContact ? 'Test and save' : 'Save'}
          </Button>
        </>
      }
    >
      <div ref={content} className={styles['content']} onInput={noteContact}>
        {isReported && (
          <div ref={report} tabIndex={-1} className={styles['report']}>
            {error.checks === undefined && error.code === 'invalid-input' ? (
              <Notice tone="bad" title="Not saved">
                {error.message}
              </Notice>
            ) : (
              <FailedChecks
                error={error}
                isPending={isPending}
                onPin={(fingerprint) => {
                  setTrust({ ...trust, mode: 'pin', fingerprint: inTwoLines(fingerprint) })
                  setNote('Filled in. Test again.')
                  setTimeout(() => focusPin(content.current))
                }}
                onSaveAnyway={() => {
                  const form = formOf()
                  if (form) submit(form, true)
                }}
              />
            )}
          </div>
        )}
        <ServerFields
          descriptor={descriptor}
          server={server}
          url={url}
          name={name}
          fields={fields}
          trust={trust}
          connection={connection}
          problem={shown}
          signIn={
            canSignIn ? (
              <BrowserSignIn
                key={JSON.stringify([url.trim(), fields, trust, connection])}
                place={signInPlace}
                unavailable={whyNoSignIn}
                onSignIn={setSignIn}
              />
            ) : null
          }
          onWay={() => setSignIn(null)}
          onUrl={setUrl}
          onName={setTypedName}
          onField={(field, value) => setFields((before) => ({ ...before, [field]: value }))}
          onTrust={setTrust}
          onConnection={setConnection}
        />
      </div>
    </Dialog>
  )
}

/** Broken between two pairs, where the field would break it anywhere. */
function inTwoLines(fingerprint: string): string {
  return `${fingerprint.slice(0, 48)}\n${fingerprint.slice(48)}`
}

function focusPin(content: HTMLElement | null): void {
  const field = content?.querySelector<HTMLElement>('[name="fingerprint"]')
  field?.scrollIntoView({ block: 'center' })
  field?.focus()
}

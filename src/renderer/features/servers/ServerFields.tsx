import type { ReactNode } from 'react'
import type { KindDescriptor } from '../../../shared/model/kind.ts'
import type { Server } from '../../../shared/model/server.ts'
import { FirstFocus } from '../../ui/FirstFocus.tsx'
import { type FieldValues, visibleSpecs } from '../../ui/field-values.ts'
import { KindField } from '../../ui/KindFields.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { ConnectionFields } from './ConnectionFields.tsx'
import { CredentialField } from './CredentialField.tsx'
import { needsPlainHttp, type TypedConnection } from './connection-input.ts'
import { needsSecretAgain } from './server-input.ts'
import { TrustFields } from './TrustFields.tsx'
import type { FieldProblem, TypedTrust } from './trust-input.ts'

interface ServerFieldsProps {
  readonly descriptor: KindDescriptor
  readonly server: Server | null
  readonly url: string
  readonly name: string
  /** Of the kind's own fields. */
  readonly fields: FieldValues
  readonly trust: TypedTrust
  readonly connection: TypedConnection
  readonly problem: FieldProblem | null
  /** Signing in with the browser; null = this kind has no such way. */
  readonly signIn: ReactNode | null
  readonly onWay: () => void
  readonly onUrl: (url: string) => void
  readonly onName: (name: string) => void
  readonly onField: (name: string, value: string) => void
  readonly onConnection: (connection: TypedConnection) => void
  readonly onTrust: (trust: TypedTrust) => void
}

/** The form of a server, drawn from its kind's descriptor. What must be there comes before what may be. */
export function ServerFields(props: ServerFieldsProps) {
  const { descriptor, server, problem } = props
  const errorOf = (field: string) => (problem?.field === field ? problem.message : null)
  const credential = server === null ? 'new' : needsSecretAgain(server, props.url) ? 'moved' : 'stored'
  const shown = visibleSpecs(descriptor.serverFields, props.fields)
  const fields = (isRequired: boolean) =>
    shown
      .filter(({ required }) => required === isRequired)
      .map((spec) => (
        <KindField
          key={spec.name}
          spec={spec}
          values={props.fields}
          error={errorOf(spec.name)}
          loadChoices={null}
          onChange={(value) => props.onField(spec.name, value)}
        />
      ))
  const urlField = (
    <TextField
      label="URL"
      name="url"
      type="url"
      isRequired
      value={props.url}
      placeholder={descriptor.urlExample}
      error={errorOf('url')}
      onChange={props.onUrl}
    />
  )
  const nameField = (
    <TextField
      label="Name"
      name="name"
      isRequired
      maxLength={200}
      value={props.name}
      help="What it is called in Latchkey. Every name is used once."
      error={errorOf('name')}
      onChange={props.onName}
    />
  )
  return (
    <>
      {server === null ? <FirstFocus>{urlField}</FirstFocus> : urlField}
      {server === null ? nameField : <FirstFocus>{nameField}</FirstFocus>}
      {fields(true)}
      <CredentialField
        descriptor={descriptor}
        state={credential}
        error={errorOf('secret')}
        signIn={props.signIn}
        onWay={props.onWay}
      />
      {fields(false)}
      {/^http:/i.test(props.url.trim()) ? (
        !needsPlainHttp(props.url) && (
          <Notice tone="info" title="No certificate to check">
            Plain http is used only for a server on this computer itself.
          </Notice>
        )
      ) : (
        <TrustFields server={server} trust={props.trust} problem={problem} onChange={props.onTrust} />
      )}
      <ConnectionFields
        url={props.url}
        connection={props.connection}
        storedProxy={server?.connection.proxy ?? null}
        problem={problem}
        onChange={props.onConnection}
      />
    </>
  )
}

import type { AppErrorData } from '../../../shared/errors.ts'
import type { Input } from '../../../shared/ipc/contract.ts'
import type { KindDescriptor } from '../../../shared/model/kind.ts'
import type { Connection, Server, Trust } from '../../../shared/model/server.ts'
import { type FieldValues, sentValues, visibleSpecs } from '../../ui/field-values.ts'
import { isSameEndpoint } from './server-groups.ts'
import type { FieldProblem } from './trust-input.ts'

/** The form as it was when it was sent. Whoever gets it wipes `secret`. */
export interface TypedServer {
  readonly name: string
  readonly url: string
  /** Every field of the kind; empty ones too. */
  readonly fields: Readonly<Record<string, string>>
  /** null = unchanged. */
  readonly trust: Trust | null
  readonly connection: Connection
  /** `user:password` for the proxy; null = nothing was typed. */
  readonly proxySecret: Uint8Array | null
  /** Empty = unchanged. */
  readonly secret: Uint8Array
  /** The finished sign-in whose credential is meant instead; null = none. */
  readonly signIn: string | null
}

/** The password of the proxy as bytes; null = nothing was typed. */
export function readProxySecret(form: HTMLFormElement): Uint8Array | null {
  const typed = textOf(new FormData(form).get('proxySecret'))
  return typed === '' ? null : new TextEncoder().encode(typed)
}

/** The credential part of what is sent: what was typed, what a sign-in brought, or neither. */
export function credentialOf({
  secret,
  signIn,
}: Pick<TypedServer, 'secret' | 'signIn'>): Pick<Input<'servers.edit'>, 'secret' | 'signIn'> {
  if (signIn !== null) return { signIn }
  return secret.length === 0 ? {} : { secret }
}

/** Every field of the kind as it is sent: one that is not shown is empty. */
export function allFields(descriptor: KindDescriptor, values: FieldValues): Record<string, string> {
  const sent = sentValues(descriptor.serverFields, values)
  return Object.fromEntries(descriptor.serverFields.map(({ name }) => [name, sent[name] ?? '']))
}

/** The credential as bytes. The field keeps it until the dialog ends, for another try after a failed check. */
export function readSecret(form: HTMLFormElement): Uint8Array {
  return new TextEncoder().encode(textOf(new FormData(form).get('secret')))
}

export function hasSecret(form: HTMLFormElement): boolean {
  return textOf(new FormData(form).get('secret')) !== ''
}

/** The part of a change that makes the engine contact the server, without the credential. */
export function contactChange(
  server: Server,
  typed: Omit<TypedServer, 'secret' | 'proxySecret' | 'signIn' | 'name'>,
): Pick<Input<'servers.edit'>, 'url' | 'fields' | 'trust' | 'connection'> {
  const isFieldChanged = Object.entries(typed.fields).some(
    ([name, value]) => value !== (server.fields[name] ?? ''),
  )
  return {
    ...(typed.url === server.url ? {} : { url: typed.url }),
    ...(isFieldChanged ? { fields: { ...typed.fields } } : {}),
    ...(typed.trust === null ? {} : { trust: typed.trust }),
    ...(isSameWay(typed.connection, server.connection) ? {} : { connection: typed.connection }),
  }
}

const isSameWay = (one: Connection, other: Connection) =>
  one.proxy === other.proxy && one.plainHttp === other.plainHttp

/** Whether the stored credential would have to go to another system. */
export function needsSecretAgain(server: Server | null, url: string): boolean {
  return server === null || !isSameEndpoint(server.url, url)
}

/** What is missing, before anything is sent; the engine checks the rest. */
export function missingPart(
  descriptor: KindDescriptor,
  typed: { readonly name: string; readonly url: string; readonly fields: TypedServer['fields'] },
  isSecretMissing: boolean,
): FieldProblem | null {
  if (typed.url === '') return { field: 'url', message: `Enter the URL, such as ${descriptor.urlExample}.` }
  if (typed.name === '') return { field: 'name', message: 'Enter a name for this server.' }
  const field = visibleSpecs(descriptor.serverFields, typed.fields).find(
    ({ name, required }) => required && !typed.fields[name]?.trim(),
  )
  if (field) return { field: field.name, message: `${field.label} must not be empty.` }
  return isSecretMissing ? { field: 'secret', message: `Enter the ${labelOf(descriptor)}.` } : null
}

/** The engine's error on the field it belongs to; null = it belongs to none. */
export function problemOf(error: AppErrorData | null): FieldProblem | null {
  if (error?.field === undefined) return null
  const field = error.field.replace(/^(fields|trust)\./, '').replace(/^caPem$/, 'ca_file')
  return { field, message: error.message }
}

/** Whether the form has the field that an error is about. */
export function isFieldOf(descriptor: KindDescriptor, error: AppErrorData): boolean {
  const field = problemOf(error)?.field
  const own = ['url', 'name', 'secret', 'fingerprint', 'ca_file', 'proxy']
  return field !== undefined && [...own, ...descriptor.serverFields.map(({ name }) => name)].includes(field)
}

/** A name for a new server: its host, with a number when that is taken. */
export function proposedName(url: string, taken: readonly string[]): string {
  if (!/^https?:\/\/./i.test(url.trim()) || !URL.canParse(url.trim())) return ''
  const { hostname } = new URL(url.trim())
  const names = new Set(taken.map((name) => name.toLowerCase()))
  let name = hostname
  for (let number = 2; names.has(name.toLowerCase()); number += 1) name = `${hostname} ${number}`
  return name
}

function labelOf({ credential: { label } }: KindDescriptor): string {
  return label.charAt(0).toLowerCase() + label.slice(1)
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value : ''
}

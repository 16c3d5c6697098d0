import { AppError } from '../../../shared/errors.ts'
import type { FieldSpec } from '../../../shared/model/kind.ts'
import { checkFields, invalidField } from '../fields.ts'
import type { RemoteOwner } from '../provider.ts'
import { assertMaySend, beforeSending } from '../refusal.ts'
import { assertAccount, type NetbirdApi } from './netbird.api.ts'
import { type Caller, ownerOf } from './netbird.caller.ts'

const roles = [
  { value: 'user', label: 'User: no rights of its own' },
  { value: 'auditor', label: 'Auditor: reads everything' },
  { value: 'network_admin', label: 'Network admin: networks, not users' },
  { value: 'admin', label: 'Admin: everything but the account itself' },
  { value: 'billing_admin', label: 'Billing admin' },
]

/** Fields of a new service user. It cannot be an owner. NetBird source: user.go, dashboard. */
export const netbirdUserFields: readonly FieldSpec[] = [
  {
    name: 'name',
    label: 'Name',
    help: 'What the service user is for.',
    type: 'text',
    required: true,
    initial: null,
    options: [],
    min: null,
    max: null,
    maxLength: 128,
  },
  {
    name: 'role',
    label: 'Role',
    help: 'What its tokens may change. Reading is open to every service user, whatever its role.',
    type: 'select',
    required: true,
    initial: 'user',
    options: roles,
    min: null,
    max: null,
    maxLength: null,
  },
  {
    name: 'auto_groups',
    label: 'Auto-assigned groups',
    help: 'Ids of the groups whose members its peers become, as a JSON array of texts. Empty = none.',
    type: 'list',
    required: false,
    initial: null,
    options: [],
    min: null,
    max: null,
    maxLength: null,
  },
]

/** Makes a service user. Sends one request that changes something, never repeated. */
export async function createNetbirdUser(
  api: NetbirdApi,
  fields: Readonly<Record<string, string>>,
  readCaller: () => Promise<Caller>,
  signal?: AbortSignal,
): Promise<RemoteOwner> {
  const { name = '', role = '', auto_groups: groups = '[]' } = checkFields(netbirdUserFields, fields)
  const caller = await before(async () => {
    await assertAccount(api, signal)
    return readCaller()
  })
  assertMaySend(signal)
  const user = await api.createUser({
    role,
    // Checked above to be a list of texts.
    auto_groups: JSON.parse(groups) as string[],
    is_service_user: true,
    name,
  })
  return ownerOf({ ...user, name: user.name || name, is_service_user: true }, caller)
}

/**
 * Deletes a service user, with which its tokens go. People, ourselves and whoever is not listed are refused before
 * anything is sent.
 */
export async function deleteNetbirdUser(
  api: NetbirdApi,
  ownerId: string,
  signal?: AbortSignal,
): Promise<void> {
  await before(async () => {
    await assertAccount(api, signal)
    const user = (await api.users(signal)).find(({ id }) => id === ownerId)
    if (user === undefined) {
      throw new AppError(
        'not-found',
        `${api.http.host} does not list this user. Service users that NetBird marks as not deletable, such as those of an integration, are hidden and cannot be deleted.`,
      )
    }
    if (user.is_current === true) {
      throw invalidField(
        'owner',
        'This is the service user whose credential Latchkey uses. Nothing was deleted.',
      )
    }
    if (user.is_service_user !== true) {
      throw invalidField('owner', 'This is a person. Only service users are deleted here.')
    }
  })
  assertMaySend(signal)
  await api.deleteUser(ownerId)
}

/** What goes wrong in here happened before anything was changed. */
async function before<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (error) {
    throw beforeSending(error)
  }
}

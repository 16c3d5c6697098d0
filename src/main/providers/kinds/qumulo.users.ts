import { AppError } from '../../../shared/errors.ts'
import type { FieldSpec } from '../../../shared/model/kind.ts'
import { checkFields, invalidField } from '../fields.ts'
import type { RemoteOwner } from '../provider.ts'
import { assertMaySend, beforeSending } from '../refusal.ts'
import type { QumuloApi } from './qumulo.api.ts'
import { listQumulo, localUsers } from './qumulo.listing.ts'
import { hasPrivilege, identityPrivilege, ownerFrom, ownerIdOf, typeOf } from './qumulo.owners.ts'
import type { QumuloIdentity, QumuloUser, QumuloWhoAmI } from './qumulo.schema.ts'

const blank = { required: false, initial: null, options: [], min: null, max: null, maxLength: null } as const

/** Fields of a new local user. Qumulo source: REST API guide, users. */
export const qumuloUserFields: readonly FieldSpec[] = [
  {
    ...blank,
    options: [],
    name: 'name',
    label: 'Name',
    help: 'A local user for a service. It gets no password, so it can be used through access tokens only until one is set in Qumulo.',
    type: 'text',
    required: true,
    maxLength: 256,
  },
  {
    ...blank,
    options: [],
    name: 'primary_group',
    label: 'Primary group',
    help: 'The id of a local group; 513 is the group Users.',
    type: 'text',
    required: true,
    initial: '513',
    maxLength: 40,
  },
  {
    ...blank,
    options: [],
    name: 'uid',
    label: 'NFS uid',
    help: 'A whole number. Empty = none.',
    type: 'integer',
    min: 0,
    max: 4_294_967_295,
  },
  {
    ...blank,
    options: [],
    name: 'home_directory',
    label: 'Home directory',
    help: 'A path on the cluster, such as /home/backup. Empty = none.',
    type: 'text',
    maxLength: 4_096,
  },
]

/** Makes a local user. Sends one request, never repeated. */
export async function createQumuloUser(
  api: QumuloApi,
  self: () => Promise<QumuloWhoAmI>,
  fields: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<RemoteOwner> {
  const given = checkFields(qumuloUserFields, fields)
  const { name = '', primary_group: group = '', uid = '', home_directory: home } = given
  const caller = await self().catch((error: unknown) => {
    throw beforeSending(error)
  })
  assertMaySend(signal)
  const user = await api.createUser({
    name,
    primary_group: group,
    // The vendor's own client sends an empty text for "none". Qumulo source: SDK, users.
    uid,
    ...(home === undefined ? {} : { home_directory: home }),
  })
  return ownerFrom(caller, { id: user.id, name: user.name || name, type: typeOf('LOCAL') }, 0)
}

/** The administrator every cluster is delivered with. Qumulo source: administrator guide. */
const builtInAdmin = '500'

/** Deletes a local user. Refused before anything is sent for everybody else, for ourselves and for the built-in administrator. */
export async function deleteQumuloUser(
  api: QumuloApi,
  self: () => Promise<QumuloWhoAmI>,
  ownerId: string,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const caller = await self()
    if (ownerId === caller.id) throw notDeletable('This is the user whose credential Latchkey uses.')
    if (ownerId === builtInAdmin) {
      throw notDeletable('This is the administrator that every cluster has; it cannot be deleted.')
    }
    const users = await api.users(signal)
    if (!users.some(({ id }) => id === ownerId)) {
      throw notDeletable('Only local users can be deleted; users of a directory are deleted there.')
    }
  } catch (error) {
    throw beforeSending(error)
  }
  assertMaySend(signal)
  await api.deleteUser(ownerId)
}

/**
 * The owner that a text means, in the forms the vendor's own tools take: `auth_id:500`, `500`, `uid:1000`, a SID,
 * `SID:…`, `local:jane`, `ad:jane`, `AD\jane` or a name. The cluster is asked where the caller may
 * (PRIVILEGE_IDENTITY_READ), which also finds users of a directory without tokens; else those listed are compared.
 * null = nobody. Qumulo source: SDK identity_util, CLI.
 */
export async function findQumuloOwner(
  api: QumuloApi,
  readSelf: () => Promise<QumuloWhoAmI>,
  reference: string,
  signal?: AbortSignal,
): Promise<RemoteOwner | null> {
  const asked = referenceOf(reference)
  if (asked === null) return null
  const self = await readSelf()
  const listed = await listQumulo(api, self, signal)
  const found = hasPrivilege(self, identityPrivilege, true) ? await askFor(api, asked, signal) : null
  const id = found === null ? idAmong(await localUsers(api, signal), self, asked) : ownerIdOf(found.identity)
  if (id === null) return null
  const known = listed.owners.find((owner) => owner.id === id)
  if (known !== undefined) return known
  if (found === null) return null
  const type = found.isGroup ? 'group' : typeOf(found.identity.domain ?? null)
  const used = listed.complete === 'all' ? 0 : null
  const owner = ownerFrom(self, { id, name: found.identity.name || id, type }, used)
  return found.isGroup ? { ...owner, manageable: false, reason: 'A group cannot own access tokens.' } : owner
}

/** A text as the members of an identity; null = it cannot be one. */
function referenceOf(text: string): Partial<QumuloIdentity> | null {
  const sid = /^(?:sid:)?(S-\d+(?:-\d+)+)$/i.exec(text)?.[1]
  if (sid !== undefined) return { sid }
  const [, sort = '', rest = ''] = /^(auth_id|uid|local|ad):(.+)$/is.exec(text) ?? []
  switch (sort.toLowerCase()) {
    case 'auth_id':
      return /^\d{1,40}$/.test(rest) ? { auth_id: rest } : null
    case 'uid':
      return /^\d{1,10}$/.test(rest) ? { uid: Number(rest) } : null
    case 'local':
      return { domain: 'LOCAL', name: rest }
    case 'ad':
      return { domain: 'ACTIVE_DIRECTORY', name: rest }
    default:
      if (/^\d{1,40}$/.test(text)) return { auth_id: text }
      return text.includes(':') || text.trim() === '' ? null : { name: text }
  }
}

async function askFor(
  api: QumuloApi,
  asked: Partial<QumuloIdentity>,
  signal?: AbortSignal,
): Promise<{ readonly identity: QumuloIdentity; readonly isGroup: boolean } | null> {
  try {
    const identity = await api.findIdentity(asked, signal)
    const key = identity.auth_id ? { auth_id: identity.auth_id } : asked
    const { type } = await api.expandIdentity(key, signal)
    return { identity, isGroup: type === 'GROUP' }
  } catch (error) {
    const isRefusal = error instanceof AppError && error.outcome === 'refused' && error.code !== 'rejected'
    if (isRefusal) return null
    throw error
  }
}

function idAmong(
  users: readonly QumuloUser[],
  self: QumuloWhoAmI,
  { auth_id: authId, sid, uid, domain, name }: Partial<QumuloIdentity>,
): string | null {
  if (authId) return authId
  if (domain === 'ACTIVE_DIRECTORY') return null
  const isMeant = (user: { readonly sid?: unknown; readonly uid?: unknown; readonly name?: unknown }) =>
    (sid !== undefined && user.sid === sid) ||
    (uid !== undefined && String(user.uid) === String(uid)) ||
    (typeof name === 'string' && String(user.name).toLowerCase() === name.toLowerCase())
  return [...users, self].find(isMeant)?.id ?? null
}

function notDeletable(reason: string): AppError {
  return invalidField('owner', `${reason} Nothing was deleted.`)
}

import { mapLimited } from '../../map-limited.ts'
import type { Choice } from '../../provider.ts'
import type { Collection, OnezoneApi } from './api.ts'
import { isRefusal } from './caller.ts'
import { countSteps, readOwners, readsAtOnce } from './owners.ts'
import { invitePrivileges } from './privileges.ts'
import type { Subjects } from './subjects.ts'
import { chosenType, type InviteResource } from './types.ts'

/** At most so many names are asked for; what comes after them is offered by its id. */
const namesAtMost = 200
const choicesAtMost = 1_000

const collections: Readonly<Record<InviteResource, Collection>> = {
  group: 'groups',
  space: 'spaces',
  cluster: 'clusters',
  harvester: 'harvesters',
  inventory: 'atm_inventories',
}

/** Values for a field, see `Session.choices`. What may not be listed gives an empty list. */
export async function readChoices(
  api: OnezoneApi,
  subjects: Subjects,
  { field, type }: { readonly field: string; readonly type: string },
  signal?: AbortSignal,
): Promise<readonly Choice[]> {
  const found = await choicesOf(api, subjects, field, type, signal)
  return found.slice(0, choicesAtMost)
}

async function choicesOf(
  api: OnezoneApi,
  subjects: Subjects,
  field: string,
  type: string,
  signal: AbortSignal | undefined,
): Promise<readonly Choice[]> {
  const invite = chosenType(type)?.invite ?? null
  switch (field) {
    case 'target': {
      if (invite === null) return []
      if (invite.target === 'user') return owners(api, subjects, ['user', ''], signal)
      return own(api, subjects, collections[invite.target], signal)
    }
    case 'privileges':
      if (invite?.privileges == null) return []
      return invitePrivileges[invite.privileges].map((name) => ({ value: name, label: wordsOf(name) }))
    case 'caveats.ip':
      return [{ value: await api.myAddress(signal), label: 'This computer, as the server sees it' }]
    case 'caveats.service':
      return [
        { value: 'ozw-onezone', label: 'Onezone' },
        { value: 'ozp-onezone', label: 'The panel of Onezone' },
        { value: 'opw-*', label: 'Any Oneprovider' },
        { value: 'opp-*', label: 'The panel of any Oneprovider' },
        ...(await owners(api, subjects, ['Oneprovider', 'opw-'], signal)),
      ]
    case 'caveats.consumer':
      return [
        { value: 'usr-*', label: 'Any user' },
        { value: 'grp-*', label: 'Members of any group' },
        { value: 'prv-*', label: 'Any Oneprovider' },
        ...(await owners(api, subjects, ['user', 'usr-'], signal)),
        ...(await own(api, subjects, 'groups', signal)).map(({ value, label }) => ({
          value: `grp-${value}`,
          label: `Members of ${label}`,
        })),
        ...(await owners(api, subjects, ['Oneprovider', 'prv-'], signal)),
      ]
    case 'caveats.data.path':
      return (await own(api, subjects, 'spaces', signal)).map(({ value, label }) => ({
        value: `/${value}`,
        label,
      }))
    default:
      return []
  }
}

/** Users or Oneproviders that are known, with something before their id. */
async function owners(
  api: OnezoneApi,
  subjects: Subjects,
  [type, prefix]: readonly ['user' | 'Oneprovider', string],
  signal: AbortSignal | undefined,
): Promise<readonly Choice[]> {
  const caller = await subjects.caller(signal)
  const found = await readOwners(
    api,
    subjects,
    { caller, steps: countSteps(undefined), isFresh: false },
    signal,
  )
  return found.owners
    .filter((owner) => owner.type === type)
    .map(({ id, name }) => ({ value: `${prefix}${id}`, label: name }))
}

/** What the user belongs to. A Oneprovider belongs to nothing, and is refused. */
async function own(
  api: OnezoneApi,
  subjects: Subjects,
  collection: Collection,
  signal: AbortSignal | undefined,
): Promise<readonly Choice[]> {
  const ids = await optional(() => api.ownIds(collection, signal), [])
  return mapLimited([...ids.entries()], readsAtOnce, async ([index, id]) => {
    const name =
      index < namesAtMost ? await optional(() => nameOf(api, subjects, collection, id, signal), null) : null
    return { value: id, label: name || id }
  })
}

async function nameOf(
  api: OnezoneApi,
  subjects: Subjects,
  collection: Collection,
  id: string,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  if (collection !== 'clusters') return api.ownName(collection, id, signal)
  // A cluster has no name of its own; a Oneprovider's has the id of its Oneprovider.
  if (id === 'onezone') return 'Onezone'
  const known = subjects.nameOf(id)
  return known ?? (await api.provider(id, signal)).name ?? null
}

async function optional<T>(read: () => Promise<T>, instead: T): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (isRefusal(error) && error.code !== 'rejected' && error.code !== 'expired') return instead
    throw error
  }
}

/** `space_add_user` as `Add user`. */
function wordsOf(privilege: string): string {
  const words = privilege.replace(/^(atm_inventory|[a-z]+)_/, '').replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

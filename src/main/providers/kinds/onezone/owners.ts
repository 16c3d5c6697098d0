import { AppError, type ErrorCode } from '../../../../shared/errors.ts'
import { mapLimited } from '../../map-limited.ts'
import type { RemoteOwner } from '../../provider.ts'
import type { OnezoneApi, Subject } from './api.ts'
import { type Caller, isRefusal, listProviders, listUsers, manageTokens, userName } from './caller.ts'
import type { Subjects } from './subjects.ts'

/** Requests for single entries at the same time: no list of Onezone tells more than ids. */
export const readsAtOnce = 4

/** Counts requests for a person to see. */
export interface Steps {
  /** So many more are to do. */
  add(count: number): void
  /** One is done. */
  done(): void
}

/** @param progress is told requests done, and to do as far as known. */
export function countSteps(progress: ((done: number, total: number) => void) | undefined): Steps {
  let done = 0
  let total = 0
  return {
    add(count) {
      total += count
      progress?.(done, total)
    },
    done() {
      done += 1
      progress?.(done, total)
    },
  }
}

/** Owners that were found, and whether these are all there are. */
export interface FoundOwners {
  readonly owners: readonly RemoteOwner[]
  readonly isAll: boolean
}

/**
 * All owners that the caller may know of: itself, users and Oneproviders that it may list, and those it has met in
 * tokens. Notes their names; a name that is noted already is read again only with `isFresh`.
 */
export async function readOwners(
  api: OnezoneApi,
  subjects: Subjects,
  { caller, steps, isFresh }: { readonly caller: Caller; readonly steps: Steps; readonly isFresh: boolean },
  signal?: AbortSignal,
): Promise<FoundOwners> {
  const readNames = async (
    type: Subject['type'],
    ids: readonly string[],
    read: (id: string) => Promise<string>,
  ): Promise<void> => {
    for (const id of ids) subjects.note(type, id)
    const wanted = ids.filter((id) => id !== caller.subject.id && (isFresh || subjects.nameOf(id) === null))
    steps.add(wanted.length)
    let mayRead = true
    await mapLimited(wanted, readsAtOnce, async (id) => {
      const name = mayRead
        ? await optional(
            () => read(id),
            () => (mayRead = false),
          )
        : null
      if (name !== null) subjects.note(type, id, name)
      steps.done()
    })
  }

  const users = await listed(caller.privileges.has(listUsers), () => api.userIds(signal))
  await readNames('user', users ?? [], async (id) => userName(await api.user(id, signal)))
  const providers = await listed(caller.privileges.has(listProviders), () => api.providerIds(signal))
  const clusters = providers === null ? await ownClusters(api, caller, signal) : []
  const candidates = providers ?? clusters
  const manageable = await manageableProviders(api, caller, candidates, signal)
  const shown = providers ?? clusters.filter((id) => manageable.has(id))
  await readNames('provider', shown, async (id) => (await api.provider(id, signal)).name || id)

  // Without a list, those met in tokens are better than nothing; with one, they may be gone.
  const met = (type: Subject['type']): readonly string[] =>
    subjects.known().flatMap((known) => (known.type === type ? [known.id] : []))
  const types = new Map<string, Subject['type']>([[caller.subject.id, caller.subject.type]])
  for (const id of users ?? met('user')) types.set(id, 'user')
  for (const id of providers ?? [...shown, ...met('provider')]) types.set(id, 'provider')
  const owners = [...types].map(([id, type]): RemoteOwner => {
    const isSelf = id === caller.subject.id
    const isManageable = isSelf || caller.privileges.has(manageTokens) || manageable.has(id)
    return {
      id,
      name: subjects.nameOf(id) ?? id,
      type: type === 'user' ? 'user' : 'Oneprovider',
      isSelf,
      manageable: isManageable,
      reason: isManageable ? null : hiddenReason(type),
    }
  })
  return { owners, isAll: users !== null && providers !== null }
}

/** Why somebody's tokens are not to be seen. */
export function hiddenReason(type: Subject['type']): string {
  return type === 'user'
    ? `The tokens of other users need the privilege ${manageTokens}.`
    : `The tokens of a Oneprovider need the privilege ${manageTokens}, or cluster_update in its cluster.`
}

/** The ids, or null when they may not be listed. */
async function listed(
  may: boolean,
  list: () => Promise<readonly string[]>,
): Promise<readonly string[] | null> {
  return may ? optional(list) : null
}

/** Clusters of a user without the right to list Oneproviders. A Oneprovider's cluster has its id (oz-worker, cluster_logic). */
async function ownClusters(
  api: OnezoneApi,
  caller: Caller,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  if (caller.subject.type !== 'user') return []
  const ids = (await optional(() => api.ownIds('clusters', signal))) ?? []
  // That of the zone itself is none of a Oneprovider.
  return ids.filter((id) => id !== 'onezone')
}

/** The Oneproviders whose tokens the caller may manage as a member of their cluster: found out by asking for them. */
async function manageableProviders(
  api: OnezoneApi,
  caller: Caller,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  if (caller.privileges.has(manageTokens)) return new Set(ids)
  const found = await mapLimited(ids, readsAtOnce, async (id) => {
    const subject = { type: 'provider', id, isSelf: false } as const
    return (await optional(() => api.tokenIds(subject, signal))) === null ? [] : [id]
  })
  return new Set(found.flat())
}

/** What only makes a list richer may be missing; trouble with the connection or the credential may not. */
async function optional<T>(read: () => Promise<T>, onForbidden?: () => void): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') onForbidden?.()
    if (isMissing(error)) return null
    throw error
  }
}

function isMissing(error: unknown): boolean {
  const rest: readonly ErrorCode[] = ['not-an-api', 'unsupported', 'invalid-input']
  if (!(error instanceof AppError)) return false
  return (
    (isRefusal(error) && error.code !== 'rejected' && error.code !== 'expired') || rest.includes(error.code)
  )
}

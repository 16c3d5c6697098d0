import { AppError, type ErrorCode } from '../../../shared/errors.ts'
import { createListBound, type ListBound } from '../list-bound.ts'
import { mapLimited } from '../map-limited.ts'
import type { Listing, RemoteOwner } from '../provider.ts'
import type { AstraApi } from './astra.api.ts'
import { type AstraKnowledge, astraOwners, astraRemoteToken, astraUserName } from './astra.owners.ts'
import type { AstraRoleBinding, AstraUser } from './astra.schema.ts'

/** Users' lists read at the same time: Astra Control has no list over all users. */
const readsAtOnce = 4

/** All users as owners, with their roles where those may be seen. Remembers their names. */
export async function readAstraOwners(
  api: AstraApi,
  known: AstraKnowledge,
  signal?: AbortSignal,
): Promise<readonly RemoteOwner[]> {
  const { users, bindings } = await readUsers(api, known, createListBound(api.http.host), signal)
  return astraOwners(users, bindings, known.hidden)
}

/**
 * All users, and the tokens of those that may be seen. Who may see whose, only the server knows, so each is asked; a
 * user who is refused for lack of rights is an owner with a reason. Others that could not be read are in `failures`.
 * Throws when that happened to all of them.
 */
export async function listAstra(
  api: AstraApi,
  known: AstraKnowledge,
  isGroup: boolean,
  signal?: AbortSignal,
  progress?: (done: number, total: number) => void,
): Promise<Listing> {
  const bound = createListBound(api.http.host)
  const { users, bindings } = await readUsers(api, known, bound, signal)
  let done = 2
  progress?.(done, users.length + 2)
  let fatal: AppError | null = null
  const results = await mapLimited(users, readsAtOnce, async ({ id }) => {
    // What hit one request would hit all the others too, and waiting for each of them helps nobody.
    if (fatal !== null) return { id, error: fatal }
    try {
      const tokens = await api.tokens(id, signal, bound)
      known.hidden.delete(id)
      return { id, tokens: tokens.map((token) => astraRemoteToken(token, id, known.names)) }
    } catch (error) {
      if (!(error instanceof AppError) || endingListing.includes(error.code)) throw error
      const reason = hiddenReason(error, isGroup)
      if (reason !== null) known.hidden.set(id, reason)
      else if (endingReading.includes(error.code)) fatal = error
      return { id, error, reason }
    } finally {
      done += 1
      progress?.(done, users.length + 2)
    }
  })
  const read = results.flatMap((result) => (result.tokens === undefined ? [] : [result]))
  const failed = results.flatMap((result) =>
    result.error === undefined || result.reason ? [] : [{ id: result.id, error: result.error }],
  )
  const [worst] = failed
  if (read.length === 0 && worst !== undefined) throw worst.error
  return {
    owners: astraOwners(users, bindings, known.hidden),
    // An account without any user cannot be: somebody's token was used to ask.
    ownersComplete: users.length > 0,
    tokens: read.flatMap((result) => result.tokens),
    complete: read.map((result) => result.id),
    failures: failed.map(({ id, error }) => ({ ownerId: id, code: error.code, message: error.message })),
  }
}

/** Why a user's tokens are out of reach for good, as opposed to a failure; null = it is a failure. */
function hiddenReason(error: AppError, isGroup: boolean): string | null {
  if (error.code === 'forbidden') return 'This API token’s user may not see the tokens of this user.'
  if (error.code === 'not-found' && isGroup)
    return 'The user is not in the group through which tokens are reached.'
  return null
}

async function readUsers(
  api: AstraApi,
  known: AstraKnowledge,
  bound: ListBound,
  signal?: AbortSignal,
): Promise<{ readonly users: readonly AstraUser[]; readonly bindings: readonly AstraRoleBinding[] }> {
  const [users, bindings] = await Promise.all([api.users(signal, bound), visibleBindings(api, bound, signal)])
  for (const user of users) known.names.set(user.id, astraUserName(user))
  return { users, bindings }
}

/** Roles are told with the owners where they may be read; without them the rest is still worth having. */
async function visibleBindings(
  api: AstraApi,
  bound: ListBound,
  signal?: AbortSignal,
): Promise<readonly AstraRoleBinding[]> {
  // The sort of principal is told since 22.08: before, a filter by it finds nothing or is not understood.
  const ofUsers = await bindingsIfTold(api, "principalType eq 'user'", bound, signal)
  return ofUsers.length > 0 ? ofUsers : await bindingsIfTold(api, null, bound, signal)
}

async function bindingsIfTold(
  api: AstraApi,
  filter: string | null,
  bound: ListBound,
  signal?: AbortSignal,
): Promise<readonly AstraRoleBinding[]> {
  try {
    return await api.roleBindings(filter, signal, bound)
  } catch (error) {
    const isRefusal = error instanceof AppError && error.outcome === 'refused'
    if (isRefusal && optional.includes(error.code)) return []
    throw error
  }
}

const optional: readonly ErrorCode[] = [
  'forbidden',
  'not-found',
  'invalid-input',
  'not-an-api',
  'bad-response',
]
const endingListing: readonly ErrorCode[] = ['cancelled', 'rejected']
const endingReading: readonly ErrorCode[] = [
  'rate-limited',
  'unreachable',
  'untrusted',
  'certificate-changed',
  'redirected',
]

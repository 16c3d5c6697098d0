import { AppError, type ErrorCode } from '../../../shared/errors.ts'
import { mapLimited } from '../map-limited.ts'
import type { Listing, RemoteOwner, RemoteToken } from '../provider.ts'
import { detailsOf } from '../record.ts'
import { assertAccount, type NetbirdApi } from './netbird.api.ts'
import { type Caller, callerAmong, nameOf, ownerOf, readCaller } from './netbird.caller.ts'
import type { NetbirdToken, NetbirdUser } from './netbird.schema.ts'

/** Owners' lists read at the same time: NetBird has no list over all users. */
const readsAtOnce = 4

/** The names of users as last seen, by id, for owner and creator of a token. */
export type Names = Map<string, string>

/** All users as owners, the caller first found out. Remembers their names. */
export async function readNetbirdOwners(
  api: NetbirdApi,
  names: Names,
  signal?: AbortSignal,
): Promise<readonly RemoteOwner[]> {
  await assertAccount(api, signal)
  const users = await api.users(signal)
  for (const user of users) names.set(user.id, nameOf(user))
  const caller = await callerOf(api, users, signal)
  return users.map((user) => ownerOf(user, caller))
}

/**
 * All owners, and the tokens of those that may be seen. An owner whose tokens could not be read is in `failures`.
 * Throws when that happened to all of them, except for lack of rights: then the owners are still worth having.
 */
export async function listNetbird(api: NetbirdApi, names: Names, signal?: AbortSignal): Promise<Listing> {
  const owners = await readNetbirdOwners(api, names, signal)
  const visible = owners.filter((owner) => owner.manageable)
  let fatal: AppError | null = null
  const results = await mapLimited(visible, readsAtOnce, async ({ id }) => {
    // What hit one request would hit all the others too, and waiting for each of them helps nobody.
    if (fatal !== null) return { id, error: fatal }
    try {
      const tokens = await api.tokens(id, signal)
      return { id, tokens: tokens.map((token) => remoteTokenOf(token, id, names)) }
    } catch (error) {
      if (!(error instanceof AppError) || endingListing.includes(error.code)) throw error
      if (endingReading.includes(error.code)) fatal = error
      return { id, error }
    }
  })
  const read = results.flatMap((result) => (result.tokens === undefined ? [] : [result]))
  const failed = results.flatMap((result) => (result.error === undefined ? [] : [result]))
  const worst = failed.find(({ error }) => error.code !== 'forbidden')
  if (read.length === 0 && worst !== undefined) throw worst.error
  return {
    owners,
    // A caller without the right to read users is shown itself only (NetBird source: user.go).
    ownersComplete: owners.some((owner) => !owner.isSelf),
    tokens: read.flatMap((result) => result.tokens),
    complete: read.map((result) => result.id),
    failures: failed.map(({ id, error }) => ({ ownerId: id, code: error.code, message: error.message })),
  }
}

/** A token as the server tells it. The owner is the user whose list it is in; `created_by` may be another. */
export function remoteTokenOf(
  token: Omit<NetbirdToken, 'name' | 'last_used'> & {
    readonly name?: string | null | undefined
    readonly last_used?: string | null
  },
  ownerId: string,
  names: ReadonlyMap<string, string>,
): RemoteToken {
  const creatorId = token.created_by ?? ''
  return {
    remoteId: token.id,
    owner: { id: ownerId, name: names.get(ownerId) ?? null },
    creator: creatorId === '' ? null : { id: creatorId, name: names.get(creatorId) ?? null },
    name: token.name ?? null,
    createdAt: token.created_at,
    expiresAt: token.expiration_date,
    lastUsedAt: token.last_used ?? null,
    // NetBird has no such flag: a token is there or not.
    enabled: true,
    labels: null,
    details: detailsOf(token.record, secretMembers),
  }
}

// No record is documented to hold one of these; should one, it goes no further.
const secretMembers = ['plain_token', 'hashed_token', 'token', 'secret', 'hash']

async function callerOf(
  api: NetbirdApi,
  users: readonly NetbirdUser[],
  signal?: AbortSignal,
): Promise<Caller> {
  // In a managed account the caller is a stranger: whoever is alone there is somebody else.
  if (api.account !== null) return (await readCaller(api, signal)).caller
  const marked = callerAmong(users)
  return marked.id === null ? (await readCaller(api, signal)).caller : marked
}

const endingListing: readonly ErrorCode[] = ['cancelled', 'rejected']
const endingReading: readonly ErrorCode[] = [
  'rate-limited',
  'unreachable',
  'untrusted',
  'certificate-changed',
  'redirected',
]

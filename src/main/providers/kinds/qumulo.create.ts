import { AppError } from '../../../shared/errors.ts'
import { epochMs } from '../../lib/time.ts'
import { invalidField } from '../fields.ts'
import type { CreatedToken } from '../provider.ts'
import { assertMaySend, beforeSending } from '../refusal.ts'
import type { QumuloApi } from './qumulo.api.ts'
import { limitSentence, qumuloTokensPerOwner } from './qumulo.explain.ts'
import { isNotPermitted } from './qumulo.listing.ts'
import {
  filterOf,
  hasPrivilege,
  identityOf,
  identityPrivilege,
  ownerIdOf,
  readPrivilege,
} from './qumulo.owners.ts'
import type { QumuloIdentity, QumuloToken, QumuloWhoAmI } from './qumulo.schema.ts'

/** What a create needs beside the connection. */
export interface QumuloCreateInput {
  readonly ownerId: string
  /** With a zone, sent as given; undefined = never expires. */
  readonly expirationTime: string | undefined
  readonly self: () => Promise<QumuloWhoAmI>
  readonly now: () => number
}

/**
 * Creates a token. Before: whether the owner is a group, and whether it has a free slot, as far as the caller may
 * ask. The answer holds the id and the secret only; the rest of the record is what is known.
 */
export async function createQumuloToken(
  api: QumuloApi,
  input: QumuloCreateInput,
  signal?: AbortSignal,
): Promise<CreatedToken> {
  const { self, identity } = await checkBefore(api, input, signal).catch((error: unknown) => {
    throw beforeSending(error)
  })
  // The auth_id when it is known: the safest key, and the one the list will show the owner under.
  const user = identity?.auth_id ? { auth_id: identity.auth_id } : identityOf(input.ownerId)
  const ownerId = (identity && ownerIdOf(identity)) ?? input.ownerId
  const expiry = input.expirationTime === undefined ? {} : { expiration_time: input.expirationTime }
  assertMaySend(signal)
  const created = await api.createToken({ user, ...expiry })
  return {
    token: {
      remoteId: created.id,
      owner: { id: ownerId, name: (ownerId === self.id ? self.name : identity?.name) || null },
      creator: { id: self.id, name: self.name ?? null },
      name: null,
      createdAt: null,
      expiresAt: input.expirationTime ?? null,
      lastUsedAt: null,
      enabled: true,
      labels: null,
      details: null,
    },
    secret: new TextEncoder().encode(created.bearer_token),
  }
}

interface Known {
  readonly self: QumuloWhoAmI
  /** The owner with all its members; null = it could not be asked for. */
  readonly identity: QumuloIdentity | null
}

async function checkBefore(api: QumuloApi, input: QumuloCreateInput, signal?: AbortSignal): Promise<Known> {
  identityOf(input.ownerId)
  const self = await input.self()
  const isSelf = input.ownerId === self.id
  const mayAsk = !isSelf && hasPrivilege(self, identityPrivilege, false)
  const identity = mayAsk ? await knownUser(api, input.ownerId, signal) : null
  if (isSelf || hasPrivilege(self, readPrivilege, false)) await refuseThird(api, input, signal)
  return { self, identity }
}

/** Who is meant; null when the server does not tell. Throws `invalid-input` for a group, which cannot own tokens. */
async function knownUser(
  api: QumuloApi,
  ownerId: string,
  signal?: AbortSignal,
): Promise<QumuloIdentity | null> {
  const asked = identityOf(ownerId)
  try {
    // Any other key is first turned into the whole identity, so that what is expanded is what will be named.
    const identity = asked.auth_id ? asked : await api.findIdentity(asked, signal)
    const { type, id } = await api.expandIdentity(membersOf(identity), signal)
    if (type === 'GROUP') throw invalidField('owner', 'A group cannot own access tokens. Choose a user.')
    return id ?? (identity as QumuloIdentity)
  } catch (error) {
    // The question is not the matter: when it is refused, the create itself gets the answer.
    const isRefusal = error instanceof AppError && error.outcome === 'refused' && error.code !== 'rejected'
    if (isRefusal) return null
    throw error
  }
}

/** The members that say something: a server need not understand `null`. */
function membersOf({ domain, auth_id, uid, sid, name }: Partial<QumuloIdentity>): Partial<QumuloIdentity> {
  if (auth_id) return { auth_id }
  if (sid) return { sid }
  if (typeof uid === 'number') return { uid }
  return { ...(domain ? { domain } : {}), ...(name ? { name } : {}) }
}

async function refuseThird(api: QumuloApi, input: QumuloCreateInput, signal?: AbortSignal): Promise<void> {
  const tokens = await api.tokens(filterOf(input.ownerId), signal).catch((error: unknown) => {
    if (isNotPermitted(error)) return []
    throw error
  })
  // Whether disabled and expired tokens count is not documented, so with those the server has the last word.
  const counting = tokens.filter((token) => isWorking(token, input.now()))
  if (counting.length >= qumuloTokensPerOwner) {
    throw new AppError('limit-reached', limitSentence(api.http.host), { outcome: 'not-sent' })
  }
}

function isWorking(token: QumuloToken, nowMs: number): boolean {
  const expiresMs = epochMs(token.expiration_time)
  return token.enabled !== false && (expiresMs === null || expiresMs > nowMs)
}

import { AppError } from '../../../shared/errors.ts'
import { epochMs } from '../../lib/time.ts'
import { invalidField } from '../fields.ts'
import type { CreatedToken } from '../provider.ts'
import { assertMaySend, beforeSending } from '../refusal.ts'
import type { QumuloApi } from './qumulo.api.ts'
import { limitSentence, qumuloTokensPerOwner } from './qumulo.explain.ts'
import { isNotPermitted } from './qumulo.listing.ts'
import { filterOf, hasPrivilege, identityOf, identityPrivilege, readPrivilege } from './qumulo.owners.ts'
import type { QumuloToken, QumuloWhoAmI } from './qumulo.schema.ts'

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
  const user = identityOf(input.ownerId)
  const self = await checkBefore(api, input, signal).catch((error: unknown) => {
    throw beforeSending(error)
  })
  const expiry = input.expirationTime === undefined ? {} : { expiration_time: input.expirationTime }
  assertMaySend(signal)
  const created = await api.createToken({ user, ...expiry })
  return {
    token: {
      remoteId: created.id,
      owner: { id: input.ownerId, name: input.ownerId === self.id ? (self.name ?? null) : null },
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

async function checkBefore(
  api: QumuloApi,
  input: QumuloCreateInput,
  signal?: AbortSignal,
): Promise<QumuloWhoAmI> {
  const self = await input.self()
  const isSelf = input.ownerId === self.id
  if (!isSelf && hasPrivilege(self, identityPrivilege, false)) await refuseGroup(api, input.ownerId, signal)
  if (isSelf || hasPrivilege(self, readPrivilege, false)) await refuseThird(api, input, signal)
  return self
}

async function refuseGroup(api: QumuloApi, ownerId: string, signal?: AbortSignal): Promise<void> {
  const type = await api.identityType(identityOf(ownerId), signal).catch((error: unknown) => {
    // The question is not the matter: when it is refused, the create itself gets the answer.
    if (error instanceof AppError && error.outcome === 'refused' && error.code !== 'rejected') return null
    throw error
  })
  if (type === 'GROUP') throw invalidField('owner', 'A group cannot own access tokens. Choose a user.')
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

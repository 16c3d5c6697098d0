import { validUntilOf } from '../../../../shared/model/caveats.ts'
import type { RemoteToken } from '../../provider.ts'
import type { NamedToken } from './schema.ts'

/** A named token as the server tells it. @param nameOf the name of its owner as last seen; null = not known. */
export function remoteTokenOf(token: NamedToken, nameOf: (id: string) => string | null): RemoteToken {
  const { subject, metadata } = token
  const limit = metadata?.usageLimit
  const isSpent = typeof limit === 'number' && (metadata?.usageCount ?? 0) >= limit
  return {
    remoteId: token.id,
    owner: { id: subject.id, name: nameOf(subject.id) },
    // The server does not record who made a token.
    creator: null,
    name: token.name,
    createdAt: timeText(metadata?.creationTime ?? null),
    expiresAt: timeText(validUntilOf(token.caveats ?? [])),
    lastUsedAt: null,
    enabled: token.revoked !== true,
    isSpent,
    labels: null,
    details: token.details,
  }
}

/** Seconds since 1970 as RFC 3339 in whole seconds, as precise as the server gave them. */
export function timeText(seconds: number | null): string | null {
  return seconds === null ? null : `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
}

/** What a subject of a token is; null = a sort that is not known here. */
export function subjectType(type: string): 'user' | 'provider' | null {
  if (type === 'user') return 'user'
  // The documentation has `provider` in one example.
  return type === 'oneprovider' || type === 'provider' ? 'provider' : null
}

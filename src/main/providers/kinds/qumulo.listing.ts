import { AppError } from '../../../shared/errors.ts'
import type { Listing } from '../provider.ts'
import type { QumuloApi } from './qumulo.api.ts'
import { filterOf, hasPrivilege, ownersOf, readPrivilege, remoteTokenOf } from './qumulo.owners.ts'
import type { QumuloToken, QumuloUser, QumuloWhoAmI } from './qumulo.schema.ts'

/** All owners and all tokens that the caller can see: everybody's, or its own only. */
export async function listQumulo(api: QumuloApi, self: QumuloWhoAmI, signal?: AbortSignal): Promise<Listing> {
  const [users, { tokens, isAll }] = await Promise.all([
    localUsers(api, signal),
    visibleTokens(api, self, signal),
  ])
  return {
    owners: ownersOf(self, users, tokens, isAll),
    tokens: tokens.map(remoteTokenOf),
    // Owners from a directory are known by their tokens only.
    ownersComplete: false,
    complete: isAll ? 'all' : [self.id],
    failures: [],
  }
}

/** Whether an error only says that this caller, or this version, cannot do that, so that the rest is still worth doing. */
export function isNotPermitted(error: unknown): boolean {
  if (!(error instanceof AppError)) return false
  return error.code === 'forbidden' || error.code === 'not-found' || error.code === 'not-an-api'
}

async function visibleTokens(
  api: QumuloApi,
  self: QumuloWhoAmI,
  signal?: AbortSignal,
): Promise<{ readonly tokens: readonly QumuloToken[]; readonly isAll: boolean }> {
  if (hasPrivilege(self, readPrivilege, true)) {
    try {
      return { tokens: await api.tokens(null, signal), isAll: true }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'forbidden') throw error
    }
  }
  return { tokens: await api.tokens(filterOf(self.id), signal), isAll: false }
}

/** The local users, as far as the caller may see them. */
export async function localUsers(api: QumuloApi, signal?: AbortSignal): Promise<readonly QumuloUser[]> {
  try {
    return await api.users(signal)
  } catch (error) {
    if (isNotPermitted(error)) return []
    throw error
  }
}

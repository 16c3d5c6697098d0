import type { Listing } from '../providers/provider.ts'
import { moveSecret } from '../vault/tables/secrets.ts'
import type { ServerRow } from '../vault/tables/servers.ts'
import {
  deleteSighting,
  findToken,
  listUnseen,
  markGone,
  setTokenServer,
  upsertToken,
} from '../vault/tables/tokens.ts'
import type { OpenVault } from '../vault/vault.ts'

/**
 * Writes down what a server listed. A row is marked as gone only when the listing was complete for its owner and
 * no other server of the same endpoint sees it. `startedMs` is when the listing began: what was created since
 * is not missed, what was deleted since does not come back.
 */
export function applyListing(open: OpenVault, server: ServerRow, listing: Listing, startedMs: number): void {
  const { db } = open
  for (const token of listing.tokens) upsertToken(db, server, token, startedMs)
  const isCovered = coverage(listing)
  for (const { id, ownerId } of listUnseen(db, server.id, startedMs)) {
    if (isCovered(ownerId)) dropSighting(open, id, server.id, startedMs)
  }
}

function coverage(listing: Listing): (ownerId: string) => boolean {
  if (listing.complete === 'all') return () => true
  const complete = new Set(listing.complete)
  const known = new Set(listing.owners.map((owner) => owner.id))
  // An owner that the server no longer has took its tokens along.
  return (ownerId) => complete.has(ownerId) || (listing.ownersComplete && !known.has(ownerId))
}

/** The server does not see the token any more: another one that does takes it over, or it is gone. */
export function dropSighting(
  { db, sealer }: OpenVault,
  tokenId: string,
  serverId: string,
  nowMs: number,
): void {
  const [heir] = deleteSighting(db, tokenId, serverId)
  if (heir === undefined) {
    markGone(db, tokenId, nowMs)
    return
  }
  if (findToken(db, tokenId)?.serverId !== serverId) return
  moveSecret(db, sealer, tokenId, serverId, heir, nowMs)
  setTokenServer(db, tokenId, heir)
}

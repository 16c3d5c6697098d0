import type { Listing, RemoteToken } from '../providers/provider.ts'
import type { AsOf } from '../vault/tables/meta.ts'
import { moveSecret, openSecret, putSecret } from '../vault/tables/secrets.ts'
import type { ServerRow } from '../vault/tables/servers.ts'
import { deleteSighting, listSeenBy, listUnseen, upsertTokens } from '../vault/tables/sightings.ts'
import {
  deleteToken,
  findMovedRow,
  findToken,
  findTokenByRemoteId,
  hasRowsElsewhere,
  markGone,
  setTokenEndpoint,
  setTokenServer,
} from '../vault/tables/tokens.ts'
import type { OpenVault } from '../vault/vault.ts'

/**
 * Writes down what a server listed. A row is marked as gone only when the listing was complete for its owner and
 * no other server of the same endpoint sees it. `asOf` was taken before the listing began: what was created since
 * is not missed, what was deleted since does not come back.
 */
export function applyListing(open: OpenVault, server: ServerRow, listing: Listing, asOf: AsOf): void {
  const { db } = open
  if (hasRowsElsewhere(db, server)) {
    for (const token of listing.tokens) takeAlong(open, server, token, asOf)
  }
  upsertTokens(db, server, listing.tokens, asOf)
  const isCovered = coverage(listing)
  for (const { id, ownerId } of listUnseen(db, server.id, asOf.change)) {
    if (isCovered(ownerId)) dropSighting(open, id, server.id, asOf)
  }
}

function coverage(listing: Listing): (ownerId: string) => boolean {
  if (listing.complete === 'all') return () => true
  const complete = new Set(listing.complete)
  const known = new Set(listing.owners.map((owner) => owner.id))
  // An owner that the server no longer has took its tokens along.
  return (ownerId) => complete.has(ownerId) || (listing.ownersComplete && !known.has(ownerId))
}

/** The server does not see the token any more: another one of the same system takes it over, or it is gone. */
export function dropSighting({ db, sealer }: OpenVault, tokenId: string, serverId: string, asOf: AsOf): void {
  const [heir] = deleteSighting(db, tokenId, serverId)
  if (heir === undefined) {
    markGone(db, tokenId, asOf)
    return
  }
  if (findToken(db, tokenId)?.serverId !== serverId) return
  moveSecret(db, sealer, tokenId, serverId, heir, asOf.ms)
  setTokenServer(db, tokenId, heir)
}

/**
 * The server was pointed to another address. Nothing it saw counts for the new one: another system must never be
 * given a secret of this one. What the new address turns out to have as well is taken along by {@link applyListing}.
 */
export function leaveEndpoint(open: OpenVault, serverId: string, asOf: AsOf): void {
  for (const id of listSeenBy(open.db, serverId)) dropSighting(open, id, serverId, asOf)
}

/** The same system at a new address: the old row, with its id and secret, goes on as the row of the new address. */
function takeAlong({ db, sealer }: OpenVault, server: ServerRow, remote: RemoteToken, asOf: AsOf): void {
  const old = findMovedRow(db, server, remote)
  if (!old) return
  const known = findTokenByRemoteId(db, server.endpoint, remote.owner.id, remote.remoteId)
  if (!known) {
    setTokenEndpoint(db, old.id, server.endpoint)
    return
  }
  if (!old.hasSecret || known.hasSecret) return
  const secret = openSecret(db, sealer, old)
  if (secret === 'none' || secret === 'unreadable') return
  try {
    putSecret(db, sealer, known, secret, asOf.ms)
    deleteToken(db, old.id)
  } finally {
    secret.fill(0)
  }
}

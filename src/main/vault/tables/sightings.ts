import { epochMs } from '../../lib/time.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { RemoteToken } from '../../providers/provider.ts'
import { type Db, prepared } from '../db.ts'
import { type AsOf, nextChange } from './meta.ts'

// What servers tell of tokens, and which server sees which.

interface SeeingServer {
  readonly id: string
  readonly endpoint: string
}

/** A token's columns as a server's answer fills them. */
type Told = ReturnType<typeof toldColumns>

function toldColumns(remote: RemoteToken) {
  return {
    ownerId: remote.owner.id,
    ownerName: remote.owner.name,
    remoteId: remote.remoteId,
    name: remote.name,
    creatorId: remote.creator?.id ?? null,
    creatorName: remote.creator?.name ?? null,
    createdAt: remote.createdAt,
    createdAtMs: epochMs(remote.createdAt),
    expiresAt: remote.expiresAt,
    expiresAtMs: epochMs(remote.expiresAt),
    lastUsedAt: remote.lastUsedAt,
    lastUsedAtMs: epochMs(remote.lastUsedAt),
    isEnabled: remote.enabled ? 1 : 0,
    isSpent: remote.isSpent ? 1 : 0,
    labels: remote.labels === null ? null : JSON.stringify(remote.labels),
    details: detailsText(remote.details),
  }
}

const longestDetails = 65_536

/** null = not told, or longer than a record may be. */
function detailsText(details: RemoteToken['details']): string | null {
  if (details === null) return null
  const text = JSON.stringify(details)
  return text.length <= longestDetails ? text : null
}

// Something newer that is known already is kept: an older answer neither overwrites a change made since nor brings back a
// token that went since. Names and a record that were told earlier stay when this answer has none.
const upsert = `
  INSERT INTO token (id, endpoint, server_id, owner_id, owner_name, remote_id, name, creator_id, creator_name,
    created_at, created_at_ms, expires_at, expires_at_ms, last_used_at, last_used_at_ms, is_enabled,
    is_spent, is_temporary, labels, details, seen_at_ms, seen_change, change)
  VALUES (@id, @endpoint, @serverId, @ownerId, @ownerName, @remoteId, @name, @creatorId, @creatorName,
    @createdAt, @createdAtMs, @expiresAt, @expiresAtMs, @lastUsedAt, @lastUsedAtMs, @isEnabled,
    @isSpent, @isTemporary, @labels, @details, @seenAtMs, @seenChange, @change)
  ON CONFLICT (endpoint, owner_id, remote_id) DO UPDATE SET
    owner_name = coalesce(@ownerName, owner_name), name = @name, creator_id = @creatorId,
    creator_name = coalesce(@creatorName, creator_name),
    created_at = @createdAt, created_at_ms = @createdAtMs, expires_at = @expiresAt,
    expires_at_ms = @expiresAtMs, last_used_at = @lastUsedAt, last_used_at_ms = @lastUsedAtMs,
    is_enabled = @isEnabled, is_spent = @isSpent, is_temporary = @isTemporary, labels = @labels,
    details = coalesce(@details, details), seen_at_ms = @seenAtMs, seen_change = @seenChange, change = @change,
    gone_at_ms = NULL, gone_change = NULL
  WHERE @seenChange >= seen_change AND @seenChange >= coalesce(gone_change, 0)`

const byRemoteId = 'SELECT id FROM token WHERE endpoint = ? AND owner_id = ? AND remote_id = ?'

/**
 * Writes down a token as a server told it and returns its local id: the old one when it was seen before, by
 * whichever server of the same endpoint. What is newer already is kept.
 */
export function upsertToken(
  db: Db,
  server: SeeingServer,
  remote: RemoteToken,
  asOf: AsOf,
  isTemporary = false,
): string {
  prepared(db, upsert).run({
    ...toldColumns(remote),
    id: uuidv7(asOf.ms),
    endpoint: server.endpoint,
    serverId: server.id,
    isTemporary: isTemporary ? 1 : 0,
    seenAtMs: asOf.ms,
    seenChange: asOf.change,
    change: nextChange(db),
  })
  const id = prepared(db, byRemoteId).pluck().get(server.endpoint, remote.owner.id, remote.remoteId) as string
  noteSightings(db, server.id, [id], asOf)
  return id
}

interface Known extends Told {
  readonly id: string
  readonly isTemporary: number
  readonly seenChange: number
  readonly goneAtMs: number | null
}

/**
 * As {@link upsertToken}, for all tokens of one answer at once: what is known and unchanged, as nearly all of it is
 * from one refresh to the next, is only noted as seen.
 */
export function upsertTokens(
  db: Db,
  server: SeeingServer,
  remotes: readonly RemoteToken[],
  asOf: AsOf,
): void {
  const known = readKnown(db, server.endpoint)
  const change = nextChange(db)
  const seen: string[] = []
  const unchanged: string[] = []
  for (const remote of remotes) {
    const told = toldColumns(remote)
    const key = keyOf(told)
    const row = known.get(key)
    const id = row?.id ?? uuidv7(asOf.ms)
    seen.push(id)
    if (row && isSame(row, told, asOf)) {
      unchanged.push(id)
      continue
    }
    prepared(db, upsert).run({
      ...told,
      id,
      endpoint: server.endpoint,
      serverId: server.id,
      isTemporary: 0,
      seenAtMs: asOf.ms,
      seenChange: asOf.change,
      change,
    })
    // A server may list a token twice.
    known.set(key, { ...told, id, isTemporary: 0, seenChange: asOf.change, goneAtMs: null })
  }
  prepared(
    db,
    'UPDATE token SET seen_at_ms = ?, seen_change = ? WHERE id IN (SELECT value FROM json_each(?))',
  ).run(asOf.ms, asOf.change, JSON.stringify(unchanged))
  noteSightings(db, server.id, seen, asOf)
}

const keyOf = (token: Pick<Told, 'ownerId' | 'remoteId'>) => `${token.ownerId}\n${token.remoteId}`

function readKnown(db: Db, endpoint: string): Map<string, Known> {
  const rows = prepared(
    db,
    `SELECT id, owner_id AS ownerId, owner_name AS ownerName, remote_id AS remoteId, name,
       creator_id AS creatorId, creator_name AS creatorName, created_at AS createdAt,
       created_at_ms AS createdAtMs, expires_at AS expiresAt, expires_at_ms AS expiresAtMs,
       last_used_at AS lastUsedAt, last_used_at_ms AS lastUsedAtMs, is_enabled AS isEnabled, is_spent AS isSpent,
       is_temporary AS isTemporary, labels, details, seen_change AS seenChange, gone_at_ms AS goneAtMs
     FROM token WHERE endpoint = ?`,
  ).all(endpoint) as Known[]
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** Whether the answer says what is known, and is no older than that. */
function isSame(known: Known, told: Told, asOf: AsOf): boolean {
  return (
    known.goneAtMs === null &&
    known.isTemporary === 0 &&
    known.seenChange <= asOf.change &&
    (told.ownerName ?? known.ownerName) === known.ownerName &&
    (told.creatorName ?? known.creatorName) === known.creatorName &&
    (told.details ?? known.details) === known.details &&
    told.name === known.name &&
    told.creatorId === known.creatorId &&
    told.createdAt === known.createdAt &&
    told.expiresAt === known.expiresAt &&
    told.lastUsedAt === known.lastUsedAt &&
    told.isEnabled === known.isEnabled &&
    told.isSpent === known.isSpent &&
    told.labels === known.labels
  )
}

function noteSightings(db: Db, serverId: string, tokenIds: readonly string[], asOf: AsOf): void {
  prepared(
    db,
    `INSERT INTO sighting (token_id, server_id, seen_change) SELECT value, ?, ? FROM json_each(?) WHERE true
     ON CONFLICT DO UPDATE SET seen_change = max(seen_change, excluded.seen_change)`,
  ).run(serverId, asOf.change, JSON.stringify(tokenIds))
}

/** Rows this server saw before, not since `change`, and that are not gone yet. Temporary ones are never among them. */
export function listUnseen(db: Db, serverId: string, change: number): { id: string; ownerId: string }[] {
  return prepared(
    db,
    `SELECT token.id AS id, token.owner_id AS ownerId FROM sighting JOIN token ON token.id = sighting.token_id
     WHERE sighting.server_id = ? AND sighting.seen_change < ? AND gone_at_ms IS NULL AND is_temporary = 0`,
  ).all(serverId, change) as { id: string; ownerId: string }[]
}

/** All rows this server sees, gone ones included. */
export function listSeenBy(db: Db, serverId: string): string[] {
  return prepared(db, 'SELECT token_id FROM sighting WHERE server_id = ?').pluck().all(serverId) as string[]
}

/**
 * Takes back that this server sees the token. Returns the ids of the servers that still do and reach the same
 * system, newest sighting first.
 */
export function deleteSighting(db: Db, tokenId: string, serverId: string): string[] {
  prepared(db, 'DELETE FROM sighting WHERE token_id = ? AND server_id = ?').run(tokenId, serverId)
  return prepared(
    db,
    `SELECT server.id FROM sighting JOIN server ON server.id = sighting.server_id
       JOIN token ON token.id = sighting.token_id
     WHERE sighting.token_id = ? AND server.endpoint = token.endpoint ORDER BY sighting.seen_change DESC`,
  )
    .pluck()
    .all(tokenId) as string[]
}

import { epochMs } from '../../lib/time.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { RemoteToken } from '../../providers/provider.ts'
import type { Db } from '../db.ts'
import { nextChange } from './meta.ts'

/** A token as stored. It does not hold the secret, only whether there is one. */
export interface TokenRow {
  readonly id: string
  readonly endpoint: string
  /** The server that acts on the token; others may see it too. */
  readonly serverId: string
  readonly ownerId: string
  readonly ownerName: string | null
  readonly remoteId: string
  readonly name: string | null
  readonly creatorId: string | null
  readonly creatorName: string | null
  readonly createdAt: string | null
  readonly createdAtMs: number | null
  readonly expiresAt: string | null
  readonly expiresAtMs: number | null
  readonly lastUsedAt: string | null
  readonly lastUsedAtMs: number | null
  readonly isEnabled: boolean
  readonly seenAtMs: number
  /** When it was first missed or deleted; null = still on the server as far as we know. */
  readonly goneAtMs: number | null
  readonly isOrphan: boolean
  readonly hasSecret: boolean
  /** Ids of all servers that see it. */
  readonly seenBy: readonly string[]
}

interface Stored {
  id: string
  endpoint: string
  server_id: string
  owner_id: string
  owner_name: string | null
  remote_id: string
  name: string | null
  creator_id: string | null
  creator_name: string | null
  created_at: string | null
  created_at_ms: number | null
  expires_at: string | null
  expires_at_ms: number | null
  last_used_at: string | null
  last_used_at_ms: number | null
  is_enabled: number
  seen_at_ms: number
  gone_at_ms: number | null
  is_orphan: number
  has_secret: number
  seen_by: string | null
}

// The one select list of the inventory: it asks whether a secret is there, never for the secret.
const select = `
  SELECT token.id, endpoint, token.server_id, owner_id, owner_name, remote_id, name, creator_id, creator_name,
    created_at, created_at_ms, expires_at, expires_at_ms, last_used_at, last_used_at_ms, is_enabled, seen_at_ms,
    gone_at_ms, is_orphan,
    EXISTS (SELECT 1 FROM secret WHERE secret.token_id = token.id) AS has_secret,
    (SELECT group_concat(sighting.server_id) FROM sighting WHERE sighting.token_id = token.id) AS seen_by
  FROM token`

const toRow = (stored: Stored): TokenRow => ({
  id: stored.id,
  endpoint: stored.endpoint,
  serverId: stored.server_id,
  ownerId: stored.owner_id,
  ownerName: stored.owner_name,
  remoteId: stored.remote_id,
  name: stored.name,
  creatorId: stored.creator_id,
  creatorName: stored.creator_name,
  createdAt: stored.created_at,
  createdAtMs: stored.created_at_ms,
  expiresAt: stored.expires_at,
  expiresAtMs: stored.expires_at_ms,
  lastUsedAt: stored.last_used_at,
  lastUsedAtMs: stored.last_used_at_ms,
  isEnabled: stored.is_enabled === 1,
  seenAtMs: stored.seen_at_ms,
  goneAtMs: stored.gone_at_ms,
  isOrphan: stored.is_orphan === 1,
  hasSecret: stored.has_secret === 1,
  seenBy: stored.seen_by === null ? [] : stored.seen_by.split(','),
})

export function listTokens(db: Db): TokenRow[] {
  return (db.prepare(select).all() as Stored[]).map(toRow)
}

export function findToken(db: Db, id: string): TokenRow | null {
  const stored = db.prepare(`${select} WHERE token.id = ?`).get(id) as Stored | undefined
  return stored ? toRow(stored) : null
}

/** By what the server calls it; null = never seen. */
export function findTokenByRemoteId(
  db: Db,
  endpoint: string,
  ownerId: string,
  remoteId: string,
): TokenRow | null {
  const stored = db
    .prepare(`${select} WHERE endpoint = ? AND owner_id = ? AND remote_id = ?`)
    .get(endpoint, ownerId, remoteId) as Stored | undefined
  return stored ? toRow(stored) : null
}

/**
 * Writes down a token as a server just told it and returns its local id: the old one when it was seen before, by
 * whichever server of the same endpoint. `seenAtMs` is when the answer was asked for. A token that we saw go
 * after that moment stays gone.
 */
export function upsertToken(
  db: Db,
  server: { readonly id: string; readonly endpoint: string },
  remote: RemoteToken,
  seenAtMs: number,
): string {
  const id = db
    .prepare(
      `INSERT INTO token (id, endpoint, server_id, owner_id, owner_name, remote_id, name, creator_id, creator_name,
         created_at, created_at_ms, expires_at, expires_at_ms, last_used_at, last_used_at_ms, is_enabled,
         seen_at_ms, change)
       VALUES (@id, @endpoint, @serverId, @ownerId, @ownerName, @remoteId, @name, @creatorId, @creatorName,
         @createdAt, @createdAtMs, @expiresAt, @expiresAtMs, @lastUsedAt, @lastUsedAtMs, @isEnabled, @seenAtMs, @change)
       ON CONFLICT (endpoint, owner_id, remote_id) DO UPDATE SET
         owner_name = coalesce(@ownerName, owner_name), name = @name, creator_id = @creatorId,
         creator_name = coalesce(@creatorName, creator_name),
         created_at = @createdAt, created_at_ms = @createdAtMs, expires_at = @expiresAt,
         expires_at_ms = @expiresAtMs, last_used_at = @lastUsedAt, last_used_at_ms = @lastUsedAtMs,
         is_enabled = @isEnabled, seen_at_ms = max(seen_at_ms, @seenAtMs), change = @change,
         gone_at_ms = CASE WHEN gone_at_ms > @seenAtMs THEN gone_at_ms END
       RETURNING id`,
    )
    .pluck()
    .get({
      id: uuidv7(seenAtMs),
      endpoint: server.endpoint,
      serverId: server.id,
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
      seenAtMs,
      change: nextChange(db),
    }) as string
  db.prepare(
    `INSERT INTO sighting (token_id, server_id, seen_at_ms) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET seen_at_ms = max(seen_at_ms, excluded.seen_at_ms)`,
  ).run(id, server.id, seenAtMs)
  return id
}

export function markGone(db: Db, id: string, nowMs: number): void {
  db.prepare(
    'UPDATE token SET gone_at_ms = coalesce(gone_at_ms, ?), is_orphan = 0, change = ? WHERE id = ?',
  ).run(nowMs, nextChange(db), id)
}

export function markOrphan(db: Db, id: string, isOrphan: boolean): void {
  db.prepare('UPDATE token SET is_orphan = ?, change = ? WHERE id = ?').run(
    isOrphan ? 1 : 0,
    nextChange(db),
    id,
  )
}

/** Forgets the row, its sightings and its secret. */
export function deleteToken(db: Db, id: string): void {
  db.prepare('DELETE FROM token WHERE id = ?').run(id)
}

/** Rows this server saw before `beforeMs` and not since, that are not gone yet. */
export function listUnseen(db: Db, serverId: string, beforeMs: number): { id: string; ownerId: string }[] {
  return db
    .prepare(
      `SELECT token.id AS id, token.owner_id AS ownerId FROM sighting JOIN token ON token.id = sighting.token_id
       WHERE sighting.server_id = ? AND sighting.seen_at_ms < ? AND gone_at_ms IS NULL`,
    )
    .all(serverId, beforeMs) as { id: string; ownerId: string }[]
}

/** Takes back that this server sees the token; returns the ids of the servers that still do, newest sighting first. */
export function deleteSighting(db: Db, tokenId: string, serverId: string): string[] {
  db.prepare('DELETE FROM sighting WHERE token_id = ? AND server_id = ?').run(tokenId, serverId)
  return db
    .prepare('SELECT server_id FROM sighting WHERE token_id = ? ORDER BY seen_at_ms DESC')
    .pluck()
    .all(tokenId) as string[]
}

/** Hands the token to another server that sees it. Its secret must be moved with it. */
export function setTokenServer(db: Db, id: string, serverId: string): void {
  db.prepare('UPDATE token SET server_id = ?, change = ? WHERE id = ?').run(serverId, nextChange(db), id)
}

/** Local ids of the rows a server acts on. */
export function listTokenIdsOfServer(db: Db, serverId: string): string[] {
  return db.prepare('SELECT id FROM token WHERE server_id = ?').pluck().all(serverId) as string[]
}

/** Counts per server that acts on them: rows not gone, and stored secrets. */
export function countByServer(db: Db): Map<string, { tokens: number; secrets: number }> {
  const rows = db
    .prepare(
      `SELECT server_id AS serverId, sum(gone_at_ms IS NULL) AS tokens,
         sum(EXISTS (SELECT 1 FROM secret WHERE secret.token_id = token.id)) AS secrets
       FROM token GROUP BY server_id`,
    )
    .all() as { serverId: string; tokens: number; secrets: number }[]
  return new Map(rows.map((row) => [row.serverId, { tokens: row.tokens, secrets: row.secrets }]))
}

/**
 * The server's address changed: rows it acts on follow. Where the new address already has the same token, seen by
 * another server, the old row stays behind and is found gone by the next refresh.
 */
export function moveEndpoint(db: Db, serverId: string, endpoint: string): void {
  db.prepare('UPDATE OR IGNORE token SET endpoint = ?, change = ? WHERE server_id = ?').run(
    endpoint,
    nextChange(db),
    serverId,
  )
}

import type { RemoteToken } from '../../providers/provider.ts'
import { type Db, prepared } from '../db.ts'
import { type AsOf, nextChange } from './meta.ts'

type TokenLabel = NonNullable<RemoteToken['labels']>[number]

/** A token as stored. It does not hold the secret, only whether there is one, nor the server's whole record. */
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
  /** Used up: it counts as expired. */
  readonly isSpent: boolean
  /** The server does not list it: only this row knows it, and no listing says anything about it. */
  readonly isTemporary: boolean
  readonly labels: readonly TokenLabel[] | null
  readonly seenAtMs: number
  /** The change counter of the newest answer that told of it. */
  readonly seenChange: number
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
  is_spent: number
  is_temporary: number
  labels: string | null
  seen_at_ms: number
  seen_change: number
  gone_at_ms: number | null
  is_orphan: number
  has_secret: number
  seen_by: string | null
}

// The one select list of the inventory: it asks whether a secret is there, never for the secret.
const select = `
  SELECT token.id, endpoint, token.server_id, owner_id, owner_name, remote_id, name, creator_id, creator_name,
    created_at, created_at_ms, expires_at, expires_at_ms, last_used_at, last_used_at_ms, is_enabled, is_spent,
    is_temporary, labels, seen_at_ms, seen_change, gone_at_ms, is_orphan,
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
  isSpent: stored.is_spent === 1,
  isTemporary: stored.is_temporary === 1,
  // Written by this module, inside an authenticated file.
  labels: stored.labels === null ? null : (JSON.parse(stored.labels) as TokenLabel[]),
  seenAtMs: stored.seen_at_ms,
  seenChange: stored.seen_change,
  goneAtMs: stored.gone_at_ms,
  isOrphan: stored.is_orphan === 1,
  hasSecret: stored.has_secret === 1,
  seenBy: stored.seen_by === null ? [] : stored.seen_by.split(','),
})

export function listTokens(db: Db): TokenRow[] {
  return (prepared(db, select).all() as Stored[]).map(toRow)
}

export function findToken(db: Db, id: string): TokenRow | null {
  const stored = prepared(db, `${select} WHERE token.id = ?`).get(id) as Stored | undefined
  return stored ? toRow(stored) : null
}

/** All rows of an owner, gone and temporary ones included. */
export function listTokensOfOwner(db: Db, endpoint: string, ownerId: string): TokenRow[] {
  const found = prepared(db, `${select} WHERE endpoint = ? AND owner_id = ?`).all(endpoint, ownerId)
  return (found as Stored[]).map(toRow)
}

/** By what the server calls it; null = never seen. */
export function findTokenByRemoteId(
  db: Db,
  endpoint: string,
  ownerId: string,
  remoteId: string,
): TokenRow | null {
  const stored = prepared(db, `${select} WHERE endpoint = ? AND owner_id = ? AND remote_id = ?`).get(
    endpoint,
    ownerId,
    remoteId,
  ) as Stored | undefined
  return stored ? toRow(stored) : null
}

/** The server's whole record of a token as it was last told; null = never told. */
export function readDetails(db: Db, id: string): Record<string, unknown> | null {
  const text = prepared(db, 'SELECT details FROM token WHERE id = ?').pluck().get(id) as
    | string
    | null
    | undefined
  return text == null ? null : (JSON.parse(text) as Record<string, unknown>)
}

export function markGone(db: Db, id: string, asOf: AsOf): void {
  prepared(
    db,
    `UPDATE token SET gone_at_ms = coalesce(gone_at_ms, ?), gone_change = ?, is_orphan = 0, change = ? WHERE id = ?`,
  ).run(asOf.ms, asOf.change, nextChange(db), id)
}

/**
 * Makes way for another token that the server calls by the same id: the row is gone, and keeps its secret under an id
 * that no server gives.
 */
export function setAside(db: Db, id: string, asOf: AsOf): void {
  markGone(db, id, asOf)
  prepared(db, "UPDATE token SET remote_id = remote_id || ' replaced ' || id WHERE id = ?").run(id)
}

export function markOrphan(db: Db, id: string, isOrphan: boolean): void {
  prepared(db, 'UPDATE token SET is_orphan = ?, change = ? WHERE id = ?').run(
    isOrphan ? 1 : 0,
    nextChange(db),
    id,
  )
}

/** Switches the owner's temporary tokens off for good and returns how many worked until now. */
export function revokeTemporaryTokens(db: Db, endpoint: string, ownerId: string): number {
  const { changes } = prepared(
    db,
    `UPDATE token SET is_enabled = 0, change = ?
       WHERE endpoint = ? AND owner_id = ? AND is_temporary = 1 AND is_enabled = 1 AND gone_at_ms IS NULL`,
  ).run(nextChange(db), endpoint, ownerId)
  return changes
}

/** Forgets the row, its sightings and its secret. */
export function deleteToken(db: Db, id: string): void {
  prepared(db, 'DELETE FROM token WHERE id = ?').run(id)
}

/** Hands the token to another server that sees it. Its secret must be moved with it. */
export function setTokenServer(db: Db, id: string, serverId: string): void {
  prepared(db, 'UPDATE token SET server_id = ?, change = ? WHERE id = ?').run(serverId, nextChange(db), id)
}

/** Local ids of the rows a server acts on. */
export function listTokenIdsOfServer(db: Db, serverId: string): string[] {
  return prepared(db, 'SELECT id FROM token WHERE server_id = ?').pluck().all(serverId) as string[]
}

/** How many rows a server sees that are not gone, on how many of them it acts, and how many secrets are stored for those it sees. */
export interface ServerCounts {
  readonly tokens: number
  readonly acting: number
  readonly secrets: number
}

/** Counts per server of what it sees; a token that several see counts for each of them, and acted on by one of them only. */
export function countByServer(db: Db): Map<string, ServerCounts> {
  const rows = prepared(
    db,
    `SELECT seen.server_id AS serverId, sum(gone_at_ms IS NULL) AS tokens,
       sum(gone_at_ms IS NULL AND token.server_id = seen.server_id) AS acting,
       count(secret.token_id) AS secrets
     FROM (
       SELECT server_id, token_id FROM sighting
       UNION ALL
       -- Gone rows that no server sees any more, with their secrets.
       SELECT server_id, id FROM token WHERE NOT EXISTS (
         SELECT 1 FROM sighting WHERE sighting.token_id = token.id AND sighting.server_id = token.server_id)
     ) AS seen
     JOIN token ON token.id = seen.token_id
     LEFT JOIN secret ON secret.token_id = token.id
     GROUP BY seen.server_id`,
  ).all() as (ServerCounts & { serverId: string })[]
  return new Map(rows.map(({ serverId, ...counts }) => [serverId, counts]))
}

/** Whether any row of this server belongs to another address, as after it was pointed to a new one. */
export function hasRowsElsewhere(
  db: Db,
  server: { readonly id: string; readonly endpoint: string },
): boolean {
  return (
    prepared(db, 'SELECT EXISTS (SELECT 1 FROM token WHERE server_id = ? AND endpoint <> ?)')
      .pluck()
      .get(server.id, server.endpoint) === 1
  )
}

/**
 * A row that went because its server was pointed to another address, and that the new address now shows as the
 * very same record: same owner, id and time of creation. null = none.
 */
export function findMovedRow(
  db: Db,
  server: { readonly id: string; readonly endpoint: string },
  remote: RemoteToken,
): TokenRow | null {
  if (remote.createdAt === null) return null
  const stored = prepared(
    db,
    `${select} WHERE token.server_id = ? AND endpoint <> ? AND owner_id = ? AND remote_id = ?
         AND created_at = ? AND gone_at_ms IS NOT NULL`,
  ).get(server.id, server.endpoint, remote.owner.id, remote.remoteId, remote.createdAt) as Stored | undefined
  return stored ? toRow(stored) : null
}

export function setTokenEndpoint(db: Db, id: string, endpoint: string): void {
  prepared(
    db,
    'UPDATE token SET endpoint = ?, gone_at_ms = NULL, gone_change = NULL, change = ? WHERE id = ?',
  ).run(endpoint, nextChange(db), id)
}

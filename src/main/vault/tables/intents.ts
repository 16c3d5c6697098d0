import { type Db, prepared } from '../db.ts'
import { nextChange } from './meta.ts'

/** A create that was sent and whose secret is not stored yet. */
export interface CreateIntent {
  readonly id: string
  readonly serverId: string
  readonly ownerId: string
  readonly fields: Readonly<Record<string, string>>
  /** Remote ids the owner had before the request was sent. */
  readonly seenIds: readonly string[]
  readonly sentAtMs: number
  /** The change counter when it was written down: a reading that began earlier says nothing about it. */
  readonly change: number
}

interface Stored {
  id: string
  server_id: string
  owner_id: string
  fields: string
  seen_ids: string
  sent_at_ms: number
  change: number
}

export function insertIntent(db: Db, given: Omit<CreateIntent, 'change'>): CreateIntent {
  const intent = { ...given, change: nextChange(db) }
  prepared(
    db,
    `INSERT INTO create_intent (id, server_id, owner_id, fields, seen_ids, sent_at_ms, change)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    intent.id,
    intent.serverId,
    intent.ownerId,
    JSON.stringify(intent.fields),
    JSON.stringify(intent.seenIds),
    intent.sentAtMs,
    intent.change,
  )
  return intent
}

export function deleteIntent(db: Db, id: string): void {
  prepared(db, 'DELETE FROM create_intent WHERE id = ?').run(id)
}

/** Oldest first. `serverId` null = of all servers. */
export function listIntents(db: Db, serverId: string | null): CreateIntent[] {
  const rows = prepared(
    db,
    'SELECT * FROM create_intent WHERE ? IS NULL OR server_id = ? ORDER BY sent_at_ms',
  ).all(serverId, serverId) as Stored[]
  return rows.map((row) => ({
    id: row.id,
    serverId: row.server_id,
    ownerId: row.owner_id,
    fields: JSON.parse(row.fields) as Record<string, string>,
    seenIds: JSON.parse(row.seen_ids) as string[],
    sentAtMs: row.sent_at_ms,
    change: row.change,
  }))
}

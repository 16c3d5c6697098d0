import type { Capability, KindId } from '../../../shared/model/kind.ts'
import type { Connection, Identity, ServerState, Trust } from '../../../shared/model/server.ts'
import { type Db, prepared } from '../db.ts'
import type { RecordSealer } from '../keys.ts'
import { nextChange } from './meta.ts'

/** A server as stored, without its credential. */
export interface ServerRow {
  readonly id: string
  readonly kind: KindId
  readonly name: string
  readonly url: string
  /** Equal for servers that reach the same system: tokens seen through several of them are one row. */
  readonly endpoint: string
  readonly fields: Readonly<Record<string, string>>
  readonly trust: Trust
  readonly connection: Connection
  /** The pinned certificate was seen changed, and nothing has been confirmed since: nothing is sent. */
  readonly isCertificateChanged: boolean
  readonly state: ServerState
  readonly stateMessage: string | null
  readonly identity: Identity | null
  readonly version: string | null
  readonly capabilities: readonly Capability[]
  readonly checkedAtMs: number | null
  /** When the server last told what this credential may do; null = never, or it is to be asked again. */
  readonly capabilitiesAtMs: number | null
  /** The change counter when the newest refresh began: rows seen before it are not confirmed by it. */
  readonly refreshStartedChange: number | null
  readonly refreshedAtMs: number | null
  /** Counts up with every change of the configuration. */
  readonly change: number
}

/** What a diagnosis or a failed call changes. */
export type ServerContact = Pick<
  ServerRow,
  'state' | 'stateMessage' | 'identity' | 'version' | 'capabilities' | 'checkedAtMs' | 'capabilitiesAtMs'
>

interface Stored {
  id: string
  kind: KindId
  name: string
  url: string
  endpoint: string
  fields: string
  trust: string
  connection: string
  certificate_changed: number
  state: ServerState
  state_message: string | null
  identity: string | null
  version: string | null
  capabilities: string
  checked_at_ms: number | null
  capabilities_at_ms: number | null
  refresh_started_change: number | null
  refreshed_at_ms: number | null
  change: number
}

// JSON columns were written by this module, inside an authenticated file: reading them back needs no second parse.
const toRow = (stored: Stored): ServerRow => ({
  id: stored.id,
  kind: stored.kind,
  name: stored.name,
  url: stored.url,
  endpoint: stored.endpoint,
  fields: JSON.parse(stored.fields) as Record<string, string>,
  trust: JSON.parse(stored.trust) as Trust,
  connection: JSON.parse(stored.connection) as Connection,
  isCertificateChanged: stored.certificate_changed === 1,
  state: stored.state,
  stateMessage: stored.state_message,
  identity: stored.identity === null ? null : (JSON.parse(stored.identity) as Identity),
  version: stored.version,
  capabilities: JSON.parse(stored.capabilities) as Capability[],
  checkedAtMs: stored.checked_at_ms,
  capabilitiesAtMs: stored.capabilities_at_ms,
  refreshStartedChange: stored.refresh_started_change,
  refreshedAtMs: stored.refreshed_at_ms,
  change: stored.change,
})

export function listServers(db: Db): ServerRow[] {
  return (prepared(db, 'SELECT * FROM server ORDER BY name COLLATE NOCASE').all() as Stored[]).map(toRow)
}

/** By id, or by name without regard to case; null = there is none. */
export function findServer(db: Db, reference: string): ServerRow | null {
  const stored = prepared(db, 'SELECT * FROM server WHERE id = ? OR name = ? ORDER BY (id = ?) DESC').get(
    reference,
    reference,
    reference,
  ) as Stored | undefined
  return stored ? toRow(stored) : null
}

export type NewServer = Pick<
  ServerRow,
  'id' | 'kind' | 'name' | 'url' | 'endpoint' | 'fields' | 'trust' | 'connection'
>

export function insertServer(db: Db, server: NewServer): void {
  prepared(
    db,
    `INSERT INTO server (id, kind, name, url, endpoint, fields, trust, connection, change)
     VALUES (@id, @kind, @name, @url, @endpoint, @fields, @trust, @connection, @change)`,
  ).run(toColumns(db, server))
}

/** Changes a server's configuration. False when it is gone or was changed since `asOfChange`: nothing is written then. */
export function updateServer(db: Db, server: NewServer, asOfChange: number): boolean {
  const { changes } = prepared(
    db,
    `UPDATE server SET kind = @kind, name = @name, url = @url, endpoint = @endpoint, fields = @fields,
         trust = @trust, connection = @connection, change = @change
       WHERE id = @id AND change = @asOfChange`,
  ).run({ ...toColumns(db, server), asOfChange })
  return changes === 1
}

const toColumns = (db: Db, server: NewServer) => ({
  id: server.id,
  kind: server.kind,
  name: server.name,
  url: server.url,
  endpoint: server.endpoint,
  fields: JSON.stringify(server.fields),
  trust: JSON.stringify(server.trust),
  connection: JSON.stringify(server.connection),
  change: nextChange(db),
})

export function saveContact(db: Db, serverId: string, contact: ServerContact): void {
  prepared(
    db,
    `UPDATE server SET state = ?, state_message = ?, identity = ?, version = ?, capabilities = ?, checked_at_ms = ?,
       capabilities_at_ms = ?
     WHERE id = ?`,
  ).run(
    contact.state,
    contact.stateMessage,
    contact.identity === null ? null : JSON.stringify(contact.identity),
    contact.version,
    JSON.stringify(contact.capabilities),
    contact.checkedAtMs,
    contact.capabilitiesAtMs,
    serverId,
  )
}

export function saveState(db: Db, serverId: string, state: ServerState, message: string | null): void {
  prepared(db, 'UPDATE server SET state = ?, state_message = ? WHERE id = ?').run(state, message, serverId)
}

/** What this credential may do is asked again at the next refresh: something it should do was refused. */
export function doubtCapabilities(db: Db, serverId: string): void {
  prepared(db, 'UPDATE server SET capabilities_at_ms = NULL WHERE id = ?').run(serverId)
}

/** Whether the server showed another certificate than the pinned one; then its state is `untrusted` until it is confirmed. */
export function setCertificateChanged(db: Db, serverId: string, isChanged: boolean): void {
  prepared(db, 'UPDATE server SET certificate_changed = ? WHERE id = ?').run(isChanged ? 1 : 0, serverId)
  if (isChanged) saveState(db, serverId, 'untrusted', certificateChanged)
}

const certificateChanged =
  'The server showed another certificate than the pinned one. Nothing is sent to it until you confirm a certificate.'

/** From then on rows that the running refresh does not confirm count as stale. */
export function markRefreshStarted(db: Db, serverId: string, change: number): void {
  prepared(db, 'UPDATE server SET refresh_started_change = ? WHERE id = ?').run(change, serverId)
}

export function markRefreshed(db: Db, serverId: string, nowMs: number): void {
  prepared(db, 'UPDATE server SET refreshed_at_ms = ? WHERE id = ?').run(nowMs, serverId)
}

/** The server's own rows in other tables must have been moved or deleted before. */
export function deleteServer(db: Db, serverId: string): void {
  prepared(db, 'DELETE FROM server WHERE id = ?').run(serverId)
}

export function saveCredential(db: Db, sealer: RecordSealer, serverId: string, credential: Uint8Array): void {
  const sealed = sealer.seal('credential', serverId, serverId, credential)
  prepared(db, 'INSERT OR REPLACE INTO credential (server_id, sealed) VALUES (?, ?)').run(serverId, sealed)
}

/** The plaintext, wiped by the caller; null = missing or not readable with this vault's key. */
export function openCredential(db: Db, sealer: RecordSealer, serverId: string): Uint8Array | null {
  const sealed = prepared(db, 'SELECT sealed FROM credential WHERE server_id = ?').pluck().get(serverId) as
    | Uint8Array
    | undefined
  return sealed ? sealer.unseal('credential', serverId, serverId, sealed) : null
}

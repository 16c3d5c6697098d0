import type { RemoteOwner } from '../../providers/provider.ts'
import type { Db } from '../db.ts'

interface Stored {
  remote_id: string
  name: string
  type: string
  is_self: number
  is_manageable: number
  reason: string | null
}

/** Replaces what is known of a server's owners by what it just told. */
export function replaceOwners(db: Db, serverId: string, owners: readonly RemoteOwner[]): void {
  db.prepare('DELETE FROM owner WHERE server_id = ?').run(serverId)
  const insert = db.prepare(
    `INSERT OR REPLACE INTO owner (server_id, remote_id, name, type, is_self, is_manageable, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const owner of owners) {
    insert.run(
      serverId,
      owner.id,
      owner.name,
      owner.type,
      owner.isSelf ? 1 : 0,
      owner.manageable ? 1 : 0,
      owner.reason,
    )
  }
}

/** As last seen; empty before the first refresh. */
export function listStoredOwners(db: Db, serverId: string): RemoteOwner[] {
  const rows = db
    .prepare('SELECT * FROM owner WHERE server_id = ? ORDER BY name COLLATE NOCASE')
    .all(serverId) as Stored[]
  return rows.map((row) => ({
    id: row.remote_id,
    name: row.name,
    type: row.type,
    isSelf: row.is_self === 1,
    manageable: row.is_manageable === 1,
    reason: row.reason,
  }))
}

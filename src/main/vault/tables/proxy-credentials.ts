import type { Db } from '../db.ts'
import type { RecordSealer } from '../keys.ts'

/** Seals and stores `user:password` for a server's proxy; null takes away what was there. Its owner wipes it. */
export function saveProxyCredential(
  db: Db,
  sealer: RecordSealer,
  serverId: string,
  credential: Uint8Array | null,
): void {
  if (credential === null) {
    db.prepare('DELETE FROM proxy_credential WHERE server_id = ?').run(serverId)
    return
  }
  const sealed = sealer.seal('proxy', serverId, serverId, credential)
  db.prepare('INSERT OR REPLACE INTO proxy_credential (server_id, sealed) VALUES (?, ?)').run(
    serverId,
    sealed,
  )
}

/** The plaintext, wiped by the caller. `'none'` = nothing stored; `'unreadable'` = not readable with this vault's key. */
export function openProxyCredential(
  db: Db,
  sealer: RecordSealer,
  serverId: string,
): Uint8Array | 'none' | 'unreadable' {
  const sealed = db
    .prepare('SELECT sealed FROM proxy_credential WHERE server_id = ?')
    .pluck()
    .get(serverId) as Uint8Array | undefined
  if (!sealed) return 'none'
  return sealer.unseal('proxy', serverId, serverId, sealed) ?? 'unreadable'
}

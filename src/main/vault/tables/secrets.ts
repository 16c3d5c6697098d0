import { type Db, prepared } from '../db.ts'
import type { RecordSealer } from '../keys.ts'
import { nextChange } from './meta.ts'

// The only module that reads or writes the blob of a secret.

/** Seals and stores a token's secret, replacing an older one. `plain` is not wiped: its owner does that. */
export function putSecret(
  db: Db,
  sealer: RecordSealer,
  token: { readonly id: string; readonly serverId: string },
  plain: Uint8Array,
  nowMs: number,
): void {
  prepared(
    db,
    'INSERT OR REPLACE INTO secret (token_id, sealed, stored_at_ms, change) VALUES (?, ?, ?, ?)',
  ).run(token.id, sealer.seal('token', token.id, token.serverId, plain), nowMs, nextChange(db))
}

/**
 * The plaintext, wiped by the caller. `'none'` = nothing stored; `'unreadable'` = stored, but altered or moved
 * here from another row, server or vault.
 */
export function openSecret(
  db: Db,
  sealer: RecordSealer,
  token: { readonly id: string; readonly serverId: string },
): Uint8Array | 'none' | 'unreadable' {
  const sealed = prepared(db, 'SELECT sealed FROM secret WHERE token_id = ?').pluck().get(token.id) as
    | Uint8Array
    | undefined
  if (!sealed) return 'none'
  return sealer.unseal('token', token.id, token.serverId, sealed) ?? 'unreadable'
}

/** Seals the secret anew for the server that now acts on the token. */
export function moveSecret(
  db: Db,
  sealer: RecordSealer,
  tokenId: string,
  from: string,
  to: string,
  nowMs: number,
): void {
  const plain = openSecret(db, sealer, { id: tokenId, serverId: from })
  if (plain === 'none' || plain === 'unreadable') return
  try {
    putSecret(db, sealer, { id: tokenId, serverId: to }, plain, nowMs)
  } finally {
    plain.fill(0)
  }
}

/** Tokens whose stored secret cannot be opened any more. */
export function listUnreadableSecrets(db: Db, sealer: RecordSealer): string[] {
  const tokens = prepared(
    db,
    'SELECT token.id AS id, token.server_id AS serverId FROM secret JOIN token ON token.id = token_id',
  ).all() as { id: string; serverId: string }[]
  return tokens
    .filter((token) => {
      const plain = openSecret(db, sealer, token)
      if (plain === 'none' || plain === 'unreadable') return true
      plain.fill(0)
      return false
    })
    .map((token) => token.id)
}

import type { Db } from '../db.ts'

export function insertMeta(db: Db, meta: { vaultId: string; dekId: string; createdAt: string }): void {
  db.prepare('INSERT INTO meta (one, vault_id, dek_id, created_at) VALUES (1, ?, ?, ?)').run(
    meta.vaultId,
    meta.dekId,
    meta.createdAt,
  )
}

/** The next number of the vault's change counter. Every changed row carries one: it orders changes without a clock. */
export function nextChange(db: Db): number {
  return db
    .prepare('UPDATE meta SET change_counter = change_counter + 1 RETURNING change_counter')
    .pluck()
    .get() as number
}

/** From now on the vault is open; `checkedAtMs` null = it was not read as a whole this time. */
export function markOpened(db: Db, checkedAtMs: number | null): void {
  db.prepare('UPDATE meta SET is_clean = 0, checked_at_ms = coalesce(?, checked_at_ms)').run(checkedAtMs)
}

/** The vault is being closed in order. */
export function markClosed(db: Db): void {
  db.prepare('UPDATE meta SET is_clean = 1').run()
}

/** `checkedAtMs` null = never checked as a whole. */
export function readHealth(db: Db): { isClean: boolean; checkedAtMs: number | null } {
  const row = db.prepare('SELECT is_clean, checked_at_ms FROM meta').get() as {
    is_clean: number
    checked_at_ms: number | null
  }
  return { isClean: row.is_clean === 1, checkedAtMs: row.checked_at_ms }
}

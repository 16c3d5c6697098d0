import { type Db, prepared } from '../db.ts'

export function insertMeta(db: Db, meta: { vaultId: string; dekId: string; createdAt: string }): void {
  prepared(db, 'INSERT INTO meta (one, vault_id, dek_id, created_at) VALUES (1, ?, ?, ?)').run(
    meta.vaultId,
    meta.dekId,
    meta.createdAt,
  )
}

/** The next number of the vault's change counter. Every changed row carries one: it orders changes without a clock. */
export function nextChange(db: Db): number {
  return prepared(db, 'UPDATE meta SET change_counter = change_counter + 1 RETURNING change_counter')
    .pluck()
    .get() as number
}

/**
 * When something was learnt. `change` orders: it is taken from the vault's counter before the question is asked,
 * so that clocks do not matter. `ms` is epoch milliseconds, for people.
 */
export interface AsOf {
  readonly change: number
  readonly ms: number
}

/** Taken before a server is asked, or when an action of ours has just changed it. */
export function takeAsOf(db: Db, nowMs: number): AsOf {
  return { change: nextChange(db), ms: nowMs }
}

/**
 * As {@link takeAsOf}, without writing anything: for a question that is only about to be asked. What is written from
 * now on counts as later.
 */
export function readAsOf(db: Db, nowMs: number): AsOf {
  const change = prepared(db, 'SELECT change_counter FROM meta').pluck().get() as number
  return { change, ms: nowMs }
}

/** From now on the vault is open; `checkedAtMs` null = it was not read as a whole this time. */
export function markOpened(db: Db, checkedAtMs: number | null): void {
  prepared(db, 'UPDATE meta SET is_clean = 0, checked_at_ms = coalesce(?, checked_at_ms)').run(checkedAtMs)
}

/** The vault is being closed in order. */
export function markClosed(db: Db): void {
  prepared(db, 'UPDATE meta SET is_clean = 1').run()
}

/** `checkedAtMs` null = never checked as a whole. */
export function readHealth(db: Db): { isClean: boolean; checkedAtMs: number | null } {
  const row = prepared(db, 'SELECT is_clean, checked_at_ms FROM meta').get() as {
    is_clean: number
    checked_at_ms: number | null
  }
  return { isClean: row.is_clean === 1, checkedAtMs: row.checked_at_ms }
}

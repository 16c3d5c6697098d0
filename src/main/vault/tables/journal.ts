import type { JournalEntry } from '../../../shared/model/vault.ts'
import { isSame, mac } from '../crypto.ts'
import { type Db, prepared } from '../db.ts'

/** What is written down of an action. Never a secret, never a field value that could be one. */
export type NewEntry = Omit<JournalEntry, 'seq'>

interface Row extends JournalEntry {
  readonly mac: Uint8Array
}

const content = (entry: JournalEntry) =>
  JSON.stringify([entry.seq, entry.at, entry.actor, entry.verb, entry.target, entry.result])

const chain = (key: Uint8Array, previous: Uint8Array, entry: JournalEntry) =>
  mac(key, previous, content(entry))

/** Appends one entry, chained to the one before it. Belongs into the transaction of the action it tells of. */
export function appendEntry(db: Db, journalKey: Uint8Array, entry: NewEntry): void {
  const head = readHead(db)
  const full = { ...entry, seq: head.seq + 1 }
  const link = chain(journalKey, head.mac, full)
  prepared(
    db,
    'INSERT INTO journal (seq, at, actor, verb, target, result, mac) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ).run(full.seq, full.at, full.actor, full.verb, full.target, full.result, link)
  prepared(db, 'UPDATE meta SET journal_seq = ?, journal_mac = ?').run(full.seq, link)
}

function readHead(db: Db): { seq: number; mac: Uint8Array } {
  const row = prepared(db, 'SELECT journal_seq AS seq, journal_mac AS mac FROM meta').get() as {
    seq: number
    mac: Uint8Array | null
  }
  return { seq: row.seq, mac: row.mac ?? new Uint8Array(32) }
}

/** Newest first. */
export function listEntries(db: Db, limit: number, before: number | null): JournalEntry[] {
  return prepared(
    db,
    `SELECT seq, at, actor, verb, target, result FROM journal
       WHERE seq < ? ORDER BY seq DESC LIMIT ?`,
  ).all(before ?? Number.MAX_SAFE_INTEGER, limit) as JournalEntry[]
}

/** Recomputes the chain. `firstBad` is where it first differs (one past the last entry when the end is missing); null = whole. */
export function verifyEntries(db: Db, journalKey: Uint8Array): { entries: number; firstBad: number | null } {
  const head = readHead(db)
  let previous: Uint8Array = new Uint8Array(32)
  let seq = 0
  for (const row of db.prepare('SELECT * FROM journal ORDER BY seq').iterate() as Iterable<Row>) {
    seq += 1
    const link = chain(journalKey, previous, row)
    if (row.seq !== seq || !isSame(link, Uint8Array.from(row.mac))) return { entries: seq, firstBad: seq }
    previous = link
  }
  const isEndThere = head.seq === seq && isSame(Uint8Array.from(head.mac), previous)
  return { entries: seq, firstBad: isEndThere ? null : seq + 1 }
}

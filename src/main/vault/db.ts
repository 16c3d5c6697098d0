import { closeSync, lstatSync, openSync, readSync } from 'node:fs'
import Database from 'better-sqlite3-multiple-ciphers'
import { AppError } from '../../shared/errors.ts'
import { hasSqliteCode } from './sqlite-error.ts'

export type Db = Database.Database

const statements = new WeakMap<Db, Map<string, Database.Statement>>()

/**
 * As `db.prepare`, but compiled once per open database: for statements that run often. A text that is used with
 * `pluck` is always used with it, because the statement is shared.
 */
export function prepared(db: Db, sql: string): Database.Statement {
  const known = statements.get(db) ?? new Map<string, Database.Statement>()
  statements.set(db, known)
  const statement = known.get(sql) ?? db.prepare(sql)
  known.set(sql, statement)
  return statement
}

/** `LKEY` */
export const applicationId = 0x4c4b4559

const pageBytes = 4096
const plainSqliteStart = 'SQLite format 3\0'

const damaged = (what: string, cause?: unknown) =>
  new AppError(
    'vault-damaged',
    `${what} Nothing was changed; put vault.db back from a copy of the vault folder.`,
    { cause },
  )

/**
 * Looks at the database file before any key is involved. Throws `vault-damaged` with the reason. Must not be
 * called while this process has the file open: closing a second handle would drop SQLite's own lock.
 */
export function inspectDatabaseFile(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat) throw damaged('vault.db is missing, although its header is there.')
  if (!stat.isFile()) throw damaged('vault.db is not a regular file.')
  if (stat.size === 0) throw damaged('vault.db is empty (0 bytes).')
  const start = Buffer.alloc(16)
  const file = openSync(path, 'r')
  try {
    readSync(file, start, 0, start.length, 0)
  } finally {
    closeSync(file)
  }
  if (start.toString('latin1') === plainSqliteStart) {
    throw damaged('vault.db is an unencrypted SQLite file, not the vault that belongs to this header.')
  }
  if (stat.size % pageBytes !== 0) throw damaged('vault.db was cut short or something was added to it.')
}

/**
 * Opens the encrypted file and sets everything that must be set before the first read. The key buffer given to
 * SQLite is wiped; `key` itself stays with its owner. Throws `vault-damaged` when the key does not fit: the
 * header was authentic by then, so it is the file that is wrong.
 */
export function openDatabase(path: string, key: Uint8Array, addonPath: string | null): Db {
  const db = new Database(path, {
    fileMustExist: true,
    timeout: 2000,
    ...(addonPath ? { nativeBinding: addonPath } : {}),
  })
  try {
    unlockDatabase(db, key)
    return db
  } catch (error) {
    db.close()
    if (hasSqliteCode(error, 'SQLITE_NOTADB')) {
      throw damaged('vault.db does not belong to this header, or its first page was altered.', error)
    }
    throw error
  }
}

function unlockDatabase(db: Db, key: Uint8Array): void {
  // Stock SQLite ignores the pragmas below without a word and would write in clear.
  if (typeof db.key !== 'function') throw new AppError('internal', 'This build of SQLite cannot encrypt.')
  db.pragma(`cipher='sqlcipher'`)
  db.pragma('legacy=4')
  const rawKey = Buffer.concat([Buffer.from('raw:'), key])
  db.key(rawKey)
  rawKey.fill(0)
  db.pragma('temp_store=MEMORY')
  db.pragma('locking_mode=EXCLUSIVE')
  db.pragma('mmap_size=0')
  assertPragma(db, 'cipher', 'sqlcipher')
  const journalMode = db.pragma('journal_mode=WAL', { simple: true })
  if (journalMode !== 'wal') throw new AppError('internal', 'The vault folder does not allow safe writing.')
  db.pragma('synchronous=FULL')
  // Pages read again need no decrypting, and a page that is written often goes into the file once: 32 MB and 16 MB.
  db.pragma('cache_size=-32768')
  db.pragma('wal_autocheckpoint=4096')
  db.pragma('secure_delete=ON')
  db.pragma('foreign_keys=ON')
  db.pragma('trusted_schema=OFF')
  db.pragma('cell_size_check=ON')
  if (process.platform === 'darwin') {
    db.pragma('fullfsync=ON')
    db.pragma('checkpoint_fullfsync=ON')
  }
  assertPragma(db, 'temp_store', 2)
  assertPragma(db, 'synchronous', 2)
  assertPragma(db, 'secure_delete', 1)
  assertPragma(db, 'locking_mode', 'exclusive')
}

/** A setting that did not take is a refusal, never a silent weaker vault. */
function assertPragma(db: Db, name: string, expected: string | number): void {
  const value = db.pragma(name, { simple: true })
  if (value !== expected) {
    throw new AppError('internal', `SQLite did not accept a setting the vault depends on (${name}).`)
  }
}

/** Checks that the file is the one its header speaks of. */
export function assertIdentity(db: Db, expected: { vaultId: string; dekId: string }): void {
  if (db.pragma('application_id', { simple: true }) !== applicationId) {
    throw damaged('vault.db is encrypted with this vault’s key but is not a vault.')
  }
  const row = db.prepare('SELECT vault_id, dek_id FROM meta').get() as
    | { vault_id: string; dek_id: string }
    | undefined
  if (row?.vault_id !== expected.vaultId || row.dek_id !== expected.dekId) {
    throw damaged('vault.db and vault.hdr belong to different vaults.')
  }
}

/** Reads every page of every table; each page's own MAC is checked by reading it. Throws `vault-damaged`. */
export function assertWhole(db: Db): void {
  let lines: unknown
  try {
    lines = db.pragma('quick_check', { simple: true })
  } catch (error) {
    throw damaged('A part of vault.db was altered or damaged outside Latchkey.', error)
  }
  if (lines !== 'ok') throw damaged('The structure of vault.db is damaged.')
}

/**
 * Writes the log back into the file and closes. Returns the error of writing back, if any: nothing is lost then,
 * the log file beside the database holds it all.
 */
export function closeDatabase(db: Db): unknown {
  if (!db.open) return null
  try {
    db.pragma('wal_checkpoint(TRUNCATE)')
    return null
  } catch (error) {
    return error
  } finally {
    db.close()
  }
}

/** Versions of SQLite and of its cipher, from a database in memory. */
export function sqliteVersions(addonPath: string | null): { sqlite: string; cipher: string } {
  const db = new Database(':memory:', addonPath ? { nativeBinding: addonPath } : {})
  try {
    return {
      sqlite: String(db.prepare('SELECT sqlite_version()').pluck().get()),
      cipher: String(db.prepare('SELECT sqlite3mc_version()').pluck().get()),
    }
  } finally {
    db.close()
  }
}

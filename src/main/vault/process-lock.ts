import { closeSync, existsSync, openSync, renameSync } from 'node:fs'
import Database from 'better-sqlite3-multiple-ciphers'
import { AppError } from '../../shared/errors.ts'
import { hasSqliteCode } from './sqlite-error.ts'

/**
 * One process at a time has a vault open. The lock is an exclusive transaction on a small SQLite file of its
 * own that never holds data: the system drops it when the process ends, however it ends, on every platform;
 * it exists before a key does; and asking about it touches no file of the vault.
 */
export interface ProcessLock {
  release(): void
}

/**
 * Throws `vault-in-use` when another process has it. Waits up to a second for one that is just ending. A lock
 * file that something else wrote over is set aside: it never holds anything.
 */
export function takeProcessLock(path: string, addonPath: string | null): ProcessLock {
  try {
    return lockFile(path, addonPath)
  } catch (error) {
    if (!hasSqliteCode(error, 'SQLITE_NOTADB', 'SQLITE_CORRUPT')) throw error
    renameSync(path, `${path}.overwritten`)
    return lockFile(path, addonPath)
  }
}

function lockFile(path: string, addonPath: string | null): ProcessLock {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  const db = new Database(path, { timeout: 1000, ...(addonPath ? { nativeBinding: addonPath } : {}) })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (hasSqliteCode(error, 'SQLITE_BUSY')) throw inUse()
    throw error
  }
  return { release: () => db.close() }
}

/** Asks without taking it. A lock file that cannot be read is nobody's lock. */
export function isProcessLocked(path: string, addonPath: string | null): boolean {
  if (!existsSync(path)) return false
  const db = new Database(path, {
    readonly: true,
    timeout: 0,
    ...(addonPath ? { nativeBinding: addonPath } : {}),
  })
  try {
    db.prepare('SELECT count(*) FROM sqlite_master').get()
    return false
  } catch (error) {
    if (hasSqliteCode(error, 'SQLITE_BUSY')) return true
    if (hasSqliteCode(error, 'SQLITE_NOTADB', 'SQLITE_CORRUPT')) return false
    throw error
  } finally {
    db.close()
  }
}

const inUse = () =>
  new AppError(
    'vault-in-use',
    'Another Latchkey has this vault open. Nothing was changed; lock or close it there, then try again.',
  )

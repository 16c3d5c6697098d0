import { lstatSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import type { VaultStatus } from '../../shared/model/vault.ts'
import type { EnginePorts } from '../ports.ts'
import { assertIdentity, assertWhole, type Db, inspectDatabaseFile, openDatabase } from './db.ts'
import { presence, readHeader, type VaultFiles } from './files.ts'
import { isAuthentic, unwrapWithPassword } from './header.ts'
import { deriveVaultKeys, type VaultKeys, wipeVaultKeys } from './keys.ts'
import { assertNotNewer, migrate } from './migrations/migrations.ts'
import { isProcessLocked, type ProcessLock, takeProcessLock } from './process-lock.ts'
import { readHealth } from './tables/meta.ts'

/** Files up to this size are checked as a whole at every opening: it takes tens of milliseconds. */
const alwaysCheckBytes = 16 * 1024 * 1024
/** Larger ones when they were not closed in order, or after this time. */
const checkIntervalMs = 7 * 24 * 3600 * 1000

type OpenPorts = Pick<EnginePorts, 'sqliteAddonPath' | 'now' | 'deriveKey'>

export interface FoundVault {
  readonly db: Db
  readonly keys: VaultKeys
  readonly lock: ProcessLock
  readonly vaultId: string
  /** When it was read as a whole just now; null = that was not due. */
  readonly checkedAtMs: number | null
}

/**
 * The way into an existing vault. Each step either holds or throws, and nothing is created or repaired on the
 * way: a missing, empty or foreign file is a refusal, never a fresh start.
 */
export async function openVaultFiles(
  files: VaultFiles,
  password: Uint8Array,
  ports: OpenPorts,
): Promise<FoundVault> {
  readHeader(files)
  const lock = takeProcessLock(files.lock, ports.sqliteAddonPath)
  let db: Db | null = null
  let keys: VaultKeys | null = null
  try {
    // Read again under the lock: another process may just have changed it.
    const header = readHeader(files)
    inspectDatabaseFile(files.database)
    const dataKey = await unwrapWithPassword(header, password, ports.deriveKey)
    if (!dataKey) {
      throw new AppError(
        'wrong-password',
        'The password does not open this vault. Nothing was changed; try again.',
      )
    }
    keys = deriveVaultKeys(dataKey)
    if (!isAuthentic(header, keys.header)) {
      throw new AppError(
        'vault-damaged',
        'The header opens, but it was altered since Latchkey wrote it. Nothing was changed; put vault.hdr back from a copy.',
      )
    }
    db = openDatabase(files.database, keys.database, ports.sqliteAddonPath)
    // First of all, and before anything is written: a newer file must stay as it is.
    assertNotNewer(db)
    assertIdentity(db, header)
    const checkedAtMs = checkWhenDue(db, files, ports.now())
    migrate(db)
    await rm(files.unfinishedHeader, { force: true })
    return { db, keys, lock, vaultId: header.vaultId, checkedAtMs }
  } catch (error) {
    db?.close()
    if (keys) wipeVaultKeys(keys)
    lock.release()
    throw error
  }
}

function checkWhenDue(db: Db, files: VaultFiles, nowMs: number): number | null {
  const { isClean, checkedAtMs } = readHealth(db)
  const isRecent = checkedAtMs !== null && Math.abs(nowMs - checkedAtMs) < checkIntervalMs
  if (lstatSync(files.database).size > alwaysCheckBytes && isClean && isRecent) return null
  assertWhole(db)
  return nowMs
}

/** What the vault itself knows of its status. */
export type FilesStatus = Omit<VaultStatus, 'practice'>

/** The state of a vault that this process does not have open. Opens nothing and writes nothing. */
export function readLockedStatus(files: VaultFiles, addonPath: string | null): FilesStatus {
  const status = (state: VaultStatus['state'], message: string | null) => ({
    state,
    folder: files.folder,
    message,
  })
  try {
    if (['none', 'unfinished'].includes(presence(files))) return status('missing', null)
    readHeader(files)
    if (isProcessLocked(files.lock, addonPath)) {
      return status('in-use', 'Another Latchkey has this vault open. Lock or close it there to use it here.')
    }
    inspectDatabaseFile(files.database)
    return status('locked', null)
  } catch (error) {
    if (error instanceof AppError && error.code === 'vault-newer') return status('newer', error.message)
    if (error instanceof AppError) return status('damaged', error.message)
    return status('damaged', 'The vault folder cannot be read. Check its rights; nothing was changed.')
  }
}

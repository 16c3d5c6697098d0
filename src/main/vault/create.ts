import { rm } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import { isoTime } from '../lib/time.ts'
import type { EnginePorts } from '../ports.ts'
import { randomKey } from './crypto.ts'
import { applicationId, assertIdentity, closeDatabase, type Db, openDatabase } from './db.ts'
import {
  makeEmptyDatabase,
  makeFolder,
  presence,
  publish,
  setAsideUnfinished,
  type VaultFiles,
} from './files.ts'
import { newHeaderBody, signHeader, wrapWithPassword } from './header.ts'
import { calibrateCost } from './kdf.ts'
import { deriveVaultKeys, type VaultKeys, wipeVaultKeys } from './keys.ts'
import { migrate } from './migrations/migrations.ts'
import type { FoundVault } from './open.ts'
import { takeProcessLock } from './process-lock.ts'
import { insertMeta } from './tables/meta.ts'

type CreatePorts = Pick<EnginePorts, 'sqliteAddonPath' | 'now' | 'deriveKey' | 'newSlotCost' | 'appVersion'>

/** There are files of a vault, or of parts of one. */
export const alreadyThere = (files: VaultFiles) =>
  new AppError(
    'conflict',
    `There are already files of a vault in ${files.folder}. Nothing was changed; choose another folder, or move them away yourself.`,
  )

/**
 * Makes a vault in an empty folder, or one without files of a vault, and opens it. Throws `conflict` when there
 * are any, `vault-in-use` when another process is at it. What fails half-way leaves no vault.
 */
export async function makeVault(
  files: VaultFiles,
  password: Uint8Array,
  ports: CreatePorts,
): Promise<FoundVault> {
  if (['present', 'header-missing'].includes(presence(files))) throw alreadyThere(files)
  await makeFolder(files)
  const lock = takeProcessLock(files.lock, ports.sqliteAddonPath)
  let db: Db | null = null
  let keys: VaultKeys | null = null
  const dataKey = randomKey()
  try {
    // Again, now that nobody else can be at it.
    if (['present', 'header-missing'].includes(presence(files))) throw alreadyThere(files)
    await setAsideUnfinished(files)
    const createdAt = isoTime(ports.now())
    const body = newHeaderBody(createdAt, ports.appVersion)
    const cost =
      ports.newSlotCost === 'calibrate'
        ? await calibrateCost(ports.deriveKey, () => performance.now())
        : ports.newSlotCost
    const slot = await wrapWithPassword(body, dataKey, password, cost, ports.deriveKey)
    keys = deriveVaultKeys(dataKey)
    await makeEmptyDatabase(files.unfinishedDatabase)
    const fresh = openDatabase(files.unfinishedDatabase, keys.database, ports.sqliteAddonPath)
    let problem: unknown = null
    try {
      fresh.pragma(`application_id=${applicationId}`)
      migrate(fresh)
      insertMeta(fresh, { vaultId: body.vaultId, dekId: body.dekId, createdAt })
    } finally {
      problem = closeDatabase(fresh)
    }
    // What is only in its log would be left behind by the renaming.
    if (problem) throw problem
    await publish(files, signHeader({ ...body, slots: [slot] }, keys.header))
    db = openDatabase(files.database, keys.database, ports.sqliteAddonPath)
    assertIdentity(db, body)
    return { db, keys, lock, vaultId: body.vaultId, checkedAtMs: null }
  } catch (error) {
    db?.close()
    if (keys) wipeVaultKeys(keys)
    lock.release()
    throw error
  } finally {
    dataKey.fill(0)
    await rm(files.unfinishedDatabase, { force: true })
  }
}

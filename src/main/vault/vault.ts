import { rm } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import type { VaultStatus } from '../../shared/model/vault.ts'
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
  vaultFiles,
} from './files.ts'
import { newHeaderBody, signHeader, wrapWithPassword } from './header.ts'
import { calibrateCost } from './kdf.ts'
import {
  createRecordSealer,
  deriveVaultKeys,
  type RecordSealer,
  type VaultKeys,
  wipeVaultKeys,
} from './keys.ts'
import { migrate } from './migrations/migrations.ts'
import { openVaultFiles, readLockedStatus } from './open.ts'
import { checkNewPassword } from './password.ts'
import { type ProcessLock, takeProcessLock } from './process-lock.ts'
import { ensureReserve, withReserve } from './reserve.ts'
import { toVaultError } from './sqlite-error.ts'
import { insertMeta, markClean } from './tables/meta.ts'

/** What code that works inside the vault gets, for as long as its function runs. */
export interface OpenVault {
  readonly db: Db
  readonly sealer: RecordSealer
  readonly journalKey: Uint8Array
}

/** Keeps the file open over a lock, for a create that was already sent. */
export interface Lease {
  /** As {@link Vault.withDb}, but works while the vault is being locked too. */
  withDb<T>(work: (open: OpenVault) => T): T
  release(): void
}

export interface Vault {
  status(): VaultStatus
  /** Makes a vault and leaves it unlocked. See `vault.create` in the contract for the codes. */
  create(password: Uint8Array): Promise<void>
  /** Codes: the vault group. Nothing is written before header, password and file have been found right. */
  unlock(password: Uint8Array): Promise<void>
  /** Refuses new work at once; closes the file and wipes the keys when the last lease is released. */
  lock(): Promise<void>
  /**
   * Runs a synchronous function inside one transaction: all of it is committed and durable, or nothing. Throws
   * `vault-locked`, `storage-full`, `vault-damaged`. A lock can never fall inside.
   */
  withDb<T>(work: (open: OpenVault) => T): T
  lease(): Lease
  /** Makes sure that a secret can be committed even when the disk fills up. Throws `storage-full`. */
  ensureRoom(): Promise<void>
  onChange(listener: () => void): () => void
}

interface Opened extends OpenVault {
  readonly keys: VaultKeys
  readonly lock: ProcessLock
}

type VaultPorts = Pick<
  EnginePorts,
  'vaultFolder' | 'sqliteAddonPath' | 'now' | 'deriveKey' | 'newSlotCost' | 'appVersion' | 'log'
>

export function createVault(ports: VaultPorts): Vault {
  const files = vaultFiles(ports.vaultFolder)
  const listeners = new Set<() => void>()
  let opened: Opened | null = null
  /** While set, new work is refused but leases still run. */
  let isLocking = false
  let leases = 0
  let whenDrained: (() => void) | null = null
  /** Creating, unlocking and locking happen one after the other. */
  let transition: Promise<unknown> = Promise.resolve()

  const announce = () => {
    for (const listener of listeners) listener()
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = transition.then(work, work)
    transition = next.catch(() => undefined)
    return next
  }

  const adopt = (db: Db, keys: VaultKeys, lock: ProcessLock, vaultId: string) => {
    markClean(db, false)
    opened = { db, keys, lock, sealer: createRecordSealer(keys.record, vaultId), journalKey: keys.journal }
    isLocking = false
    announce()
  }

  const close = () => {
    if (!opened) return
    const { db, keys, lock } = opened
    opened = null
    try {
      markClean(db, true)
    } catch (error) {
      // A full disk must not keep the vault open; the next opening checks the file instead.
      ports.log.error('vault.close', { error: String(error) })
    }
    try {
      closeDatabase(db)
    } finally {
      wipeVaultKeys(keys)
      lock.release()
      isLocking = false
      announce()
    }
  }

  const run = <T>(current: Opened, work: (open: OpenVault) => T, mayUseReserve: boolean): T => {
    const { db, sealer, journalKey } = current
    const commit = () => db.transaction(() => work({ db, sealer, journalKey })).immediate()
    try {
      return mayUseReserve ? withReserve(files, commit) : commit()
    } catch (error) {
      throw toVaultError(error)
    }
  }

  return {
    status: () =>
      opened && !isLocking
        ? { state: 'unlocked', folder: files.folder, message: null }
        : opened
          ? { state: 'locked', folder: files.folder, message: null }
          : readLockedStatus(files, ports.sqliteAddonPath),

    create: (password) =>
      inTurn(async () => {
        checkNewPassword(password)
        if (opened) throw alreadyThere(files)
        try {
          const made = await makeVault(files, password, ports)
          adopt(made.db, made.keys, made.lock, made.vaultId)
        } catch (error) {
          throw toVaultError(error)
        }
      }),

    unlock: (password) =>
      inTurn(async () => {
        if (opened) return
        try {
          const found = await openVaultFiles(files, password, ports)
          adopt(found.db, found.keys, found.lock, found.vaultId)
        } catch (error) {
          throw toVaultError(error)
        }
      }),

    lock: () => {
      if (!opened) return inTurn(async () => undefined)
      isLocking = true
      announce()
      return inTurn(async () => {
        if (leases > 0) {
          await new Promise<void>((resolve) => {
            whenDrained = resolve
          })
        }
        close()
      })
    },

    withDb: (work) => {
      if (!opened || isLocking) throw locked()
      return run(opened, work, false)
    },

    lease: () => {
      if (!opened || isLocking) throw locked()
      const held = opened
      let isReleased = false
      leases += 1
      return {
        withDb: (work) => {
          if (isReleased) throw locked()
          return run(held, work, true)
        },
        release: () => {
          if (isReleased) return
          isReleased = true
          leases -= 1
          if (leases === 0) whenDrained?.()
        },
      }
    },

    ensureRoom: async () => {
      try {
        await ensureReserve(files)
      } catch (error) {
        throw toVaultError(error)
      }
    },

    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const locked = () => new AppError('vault-locked', 'The vault is locked. Unlock it first.')

const alreadyThere = (files: VaultFiles) =>
  new AppError(
    'conflict',
    `There are already files of a vault in ${files.folder}. Nothing was changed; choose another folder, or move them away yourself.`,
  )

async function makeVault(files: VaultFiles, password: Uint8Array, ports: VaultPorts) {
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
    try {
      fresh.pragma(`application_id=${applicationId}`)
      migrate(fresh)
      insertMeta(fresh, { vaultId: body.vaultId, dekId: body.dekId, createdAt })
    } finally {
      closeDatabase(fresh)
    }
    await publish(files, signHeader({ ...body, slots: [slot] }, keys.header))
    db = openDatabase(files.database, keys.database, ports.sqliteAddonPath)
    assertIdentity(db, body)
    return { db, keys, lock, vaultId: body.vaultId }
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

import { AppError } from '../../shared/errors.ts'
import type { EnginePorts } from '../ports.ts'
import { alreadyThere, makeVault } from './create.ts'
import { closeDatabase, type Db } from './db.ts'
import { vaultFiles } from './files.ts'
import { createRecordSealer, type RecordSealer, type VaultKeys, wipeVaultKeys } from './keys.ts'
import { type FilesStatus, type FoundVault, openVaultFiles, readLockedStatus } from './open.ts'
import { checkNewPassword } from './password.ts'
import type { ProcessLock } from './process-lock.ts'
import { ensureReserve, withReserve } from './reserve.ts'
import { toVaultError } from './sqlite-error.ts'
import { markClosed, markOpened } from './tables/meta.ts'

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
  status(): FilesStatus
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
  /** The state to tell while a creation or an unlocking runs. */
  let isOpening: 'missing' | 'locked' | null = null
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

  /** A full disk must neither keep a vault shut nor keep it open: such a write may fail. */
  const attempt = (what: string, write: () => void) => {
    try {
      write()
    } catch (error) {
      ports.log.error(what, { error: error instanceof Error ? error.name : 'unknown' })
    }
  }

  const adopt = (found: FoundVault) => {
    const { db, keys, lock } = found
    attempt('vault.open', () => {
      markOpened(db, found.checkedAtMs)
      // Into the file itself: should the log be lost, the next opening still knows that this one did not end in order.
      db.pragma('wal_checkpoint(TRUNCATE)')
    })
    opened = {
      db,
      keys,
      lock,
      sealer: createRecordSealer(keys.record, found.vaultId),
      journalKey: keys.journal,
    }
    isLocking = false
    announce()
  }

  const close = () => {
    if (!opened) return
    const { db, keys, lock } = opened
    opened = null
    attempt('vault.close', () => markClosed(db))
    try {
      const error = closeDatabase(db)
      if (error)
        ports.log.error('vault.checkpoint', { error: error instanceof Error ? error.name : 'unknown' })
    } finally {
      wipeVaultKeys(keys)
      lock.release()
      isLocking = false
      announce()
    }
  }

  /** Runs a creation or an unlocking; meanwhile the state is told without a look at the files. */
  const opening = (state: 'missing' | 'locked', work: () => Promise<void>) =>
    inTurn(async () => {
      isOpening = state
      try {
        await work()
      } catch (error) {
        throw toVaultError(error)
      } finally {
        isOpening = null
      }
    })

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
    status: () => {
      const own = opened ? (isLocking ? 'locked' : 'unlocked') : isOpening
      return own
        ? { state: own, folder: files.folder, message: null }
        : readLockedStatus(files, ports.sqliteAddonPath)
    },

    create: (password) =>
      opening('missing', async () => {
        checkNewPassword(password)
        if (opened) throw alreadyThere(files)
        adopt(await makeVault(files, password, ports))
      }),

    unlock: (password) =>
      opening('locked', async () => {
        if (!opened) adopt(await openVaultFiles(files, password, ports))
      }),

    lock: () => {
      const hide = () => {
        if (!opened || isLocking) return
        isLocking = true
        announce()
      }
      hide()
      return inTurn(async () => {
        // Again: an unlocking that was under way may have ended just before this turn.
        hide()
        if (opened && leases > 0) {
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

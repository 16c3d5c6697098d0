import { AppError } from '../../shared/errors.ts'
import type { Returned } from '../../shared/ipc/contract.ts'
import type { Check } from '../../shared/model/server.ts'
import type { VaultStatus } from '../../shared/model/vault.ts'
import type { EnginePorts } from '../ports.ts'
import { checkLockedFiles, checkOpenVault } from '../vault/check.ts'
import { sqliteVersions } from '../vault/db.ts'
import { verifyEntries } from '../vault/tables/journal.ts'
import { type Actor, type Core, writeEntry } from './core.ts'
import type { Recovery } from './read-back.ts'

/** Opening, closing and checking the vault, with what must happen around it. */
export interface VaultKeeper {
  status(): VaultStatus
  runtime(): Returned<'app.hello'>['runtime']
  create(password: Uint8Array, actor: Actor): Promise<VaultStatus>
  unlock(password: Uint8Array, actor: Actor): Promise<VaultStatus>
  lock(actor: Actor): Promise<VaultStatus>
  check(): Promise<{ ok: boolean; checks: Check[] }>
  verifyJournal(): Returned<'journal.verify'>
}

export interface VaultKeeperDeps {
  readonly core: Core
  readonly ports: EnginePorts
  readonly recovery: Recovery
  /** Ends everything that works with the open vault, except a create already sent. */
  readonly beforeLock: () => void
  /** The vault is closed and its keys are wiped. */
  readonly afterLock: () => Promise<void>
}

export function createVaultKeeper({
  core,
  ports,
  recovery,
  beforeLock,
  afterLock,
}: VaultKeeperDeps): VaultKeeper {
  const { vault } = core
  /** Never in the way: a full disk must keep nobody from opening, and nobody from locking. */
  const note = (actor: Actor, verb: string) => {
    try {
      vault.withDb((open) => writeEntry(open, core.now(), actor, verb, 'vault'))
    } catch (error) {
      core.log.error('journal.write', { code: error instanceof AppError ? error.code : 'internal' })
    }
  }

  const status = (): VaultStatus => ({ ...vault.status(), practice: ports.isPractice })

  return {
    status,

    runtime: () => ({
      node: process.versions.node,
      electron: ports.electronVersion,
      ...sqliteVersions(ports.sqliteAddonPath),
    }),

    create: async (password, actor) => {
      try {
        await vault.create(password)
      } finally {
        password.fill(0)
      }
      note(actor, 'vault.create')
      return status()
    },

    unlock: async (password, actor) => {
      const wasOpen = vault.status().state === 'unlocked'
      try {
        await vault.unlock(password)
      } finally {
        password.fill(0)
      }
      if (!wasOpen) {
        note(actor, 'vault.unlock')
        recovery.start()
      }
      return status()
    },

    lock: async (actor) => {
      // The end of a command or of the app locks too; only a deliberate lock is worth an entry.
      if (actor !== 'engine' && vault.status().state === 'unlocked') note(actor, 'vault.lock')
      beforeLock()
      try {
        await vault.lock()
      } finally {
        await afterLock()
      }
      return status()
    },

    check: async () => {
      // A vault that is just closing: its files must not be looked at before that is done.
      if (vault.status().state === 'locked') await vault.lock()
      const { state, folder, message } = status()
      if (state === 'missing') {
        throw new AppError('vault-missing', `There is no vault in ${folder}. Create one with “vault create”.`)
      }
      if (state === 'in-use') throw new AppError('vault-in-use', message ?? 'The vault is in use.')
      const checks =
        state === 'unlocked' ? vault.withDb((open) => checkOpenVault(folder, open)) : checkLockedFiles(folder)
      return { ok: checks.every((check) => check.ok), checks }
    },

    verifyJournal: () => {
      const { entries, firstBad } = vault.withDb(({ db, journalKey }) => verifyEntries(db, journalKey))
      return { ok: firstBad === null, entries, firstBad }
    },
  }
}

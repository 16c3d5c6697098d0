import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { insertIntent, listIntents } from '../../../../src/main/vault/tables/intents.ts'
import { markOpened } from '../../../../src/main/vault/tables/meta.ts'
import { createVault } from '../../../../src/main/vault/vault.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { bytes, password, quickKdf, testPorts } from '../../../support/ports.ts'
import { closedVault, codeOf, photograph } from './closed-vault.ts'

describe('a new vault', () => {
  test('is made with private rights, opens with its password and is found again', async () => {
    const { vault, folder } = await closedVault()
    expect(vault.status()).toEqual({ state: 'locked', folder, message: null })
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0)
    expect(readdirSync(folder).sort()).toEqual(['vault.db', 'vault.hdr', 'vault.hdr.bak', 'vault.lock'])
    await vault.unlock(bytes(password))
    expect(vault.status().state).toBe('unlocked')
    await vault.lock()
  })

  test('is never put over an old one, nor over parts of one', async () => {
    const { vault, folder } = await closedVault()
    const before = photograph(folder)
    expect(await codeOf(() => vault.create(bytes(password)))).toBe('conflict')
    expect(photograph(folder)).toEqual(before)
    renameSync(join(folder, 'vault.hdr'), join(folder, 'elsewhere'))
    expect(await codeOf(() => vault.create(bytes(password)))).toBe('conflict')
    rmSync(join(folder, 'vault.hdr.bak'))
    expect(await codeOf(() => vault.create(bytes(password)))).toBe('conflict')
  })

  test.each([
    ['short77', 'invalid-input'],
    ['äöüäöüä', 'invalid-input'],
    ['äöüäöüäö', 'done'],
    ['x'.repeat(1025), 'invalid-input'],
  ])('password %s: %s', async (text, code) => {
    const vault = createVault(testPorts())
    expect(await codeOf(() => vault.create(bytes(text)))).toBe(code)
    await vault.lock()
  })

  test('a creation that was killed before it was acknowledged is set aside, and can be done again', async () => {
    const { folder, ports } = await closedVault()
    renameSync(join(folder, 'vault.hdr'), join(folder, 'vault.hdr.creating'))
    rmSync(join(folder, 'vault.hdr.bak'))
    const vault = createVault(ports)
    expect(vault.status().state).toBe('missing')
    await vault.create(bytes(password))
    await vault.lock()
    expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toHaveLength(2)
  })
})

describe('one process at a time', () => {
  test('the second is told, without a password, and gets in after the first is done', async () => {
    const { vault, ports } = await closedVault()
    await vault.unlock(bytes(password))
    const second = createVault(ports)
    expect(second.status().state).toBe('in-use')
    expect(await codeOf(() => second.unlock(bytes(password)))).toBe('vault-in-use')
    await vault.lock()
    expect(second.status().state).toBe('locked')
    expect(await codeOf(() => second.unlock(bytes(password)))).toBe('done')
    await second.lock()
  })

  test('a lock file that something wrote over is set aside', async () => {
    const { vault, folder } = await closedVault()
    writeFileSync(
      join(folder, 'vault.lock'),
      'not a lock at all, but something else of more than a page'.repeat(200),
    )
    expect(vault.status().state).toBe('locked')
    expect(await codeOf(() => vault.unlock(bytes(password)))).toBe('done')
    await vault.lock()
  })

  test('asking for the state does not disturb the one that has it open', async () => {
    const { vault, ports } = await closedVault()
    await vault.unlock(bytes(password))
    const second = createVault(ports)
    for (let round = 0; round < 20; round += 1) {
      expect(second.status().state).toBe('in-use')
      vault.withDb(({ db }) => markOpened(db, null))
    }
    await vault.lock()
  })
})

describe('lock', () => {
  test('refuses new work at once but lets a create already sent commit', async () => {
    const { vault } = await closedVault()
    await vault.unlock(bytes(password))
    const lease = vault.lease()
    const locking = vault.lock()
    expect(vault.status().state).toBe('locked')
    expect(await codeOf(() => vault.withDb(() => 1))).toBe('vault-locked')
    expect(await codeOf(() => vault.lease())).toBe('vault-locked')
    lease.withDb(({ db }) => {
      db.exec(
        `INSERT INTO server (id, kind, name, url, endpoint, fields, trust, change) VALUES ('s', 'netbird', 'n', 'u', 'e', '{}', '{}', 1)`,
      )
      insertIntent(db, { id: 'i', serverId: 's', ownerId: 'o', fields: {}, seenIds: [], sentAtMs: 1 })
    })
    lease.release()
    await locking
    expect(await codeOf(() => lease.withDb(() => 1))).toBe('vault-locked')
    await vault.unlock(bytes(password))
    expect(vault.withDb(({ db }) => listIntents(db, null))).toHaveLength(1)
    await vault.lock()
  })

  test('wipes every key', async () => {
    const handed: Uint8Array[] = []
    const ports = testPorts({
      deriveKey: async (...input) => {
        const derived = await quickKdf(...input)
        handed.push(derived)
        return derived
      },
    })
    const vault = createVault(ports)
    await vault.create(bytes(password))
    const journalKey = vault.withDb((open) => open.journalKey)
    expect(journalKey.some((byte) => byte !== 0)).toBe(true)
    await vault.lock()
    expect(journalKey.every((byte) => byte === 0)).toBe(true)
    expect(handed).toHaveLength(1)
    expect(handed.every((key) => key.every((byte) => byte === 0))).toBe(true)
  })

  test('asked for while the vault is being unlocked, it holds as soon as that is done', async () => {
    const { vault } = await closedVault()
    const unlocking = vault.unlock(bytes(password))
    expect(vault.status().state).toBe('locked')
    const locking = vault.lock()
    await Promise.all([unlocking, locking])
    expect(vault.status().state).toBe('locked')
    expect(await codeOf(() => vault.withDb(() => 1))).toBe('vault-locked')
  })

  test('several at once, and without anything open, do nothing', async () => {
    const { vault } = await closedVault()
    await vault.lock()
    await vault.unlock(bytes(password))
    await Promise.all([vault.lock(), vault.lock(), vault.lock()])
    expect(vault.status().state).toBe('locked')
  })
})

describe('work in the vault', () => {
  test('is one transaction: what throws leaves nothing behind', async () => {
    const { vault } = await closedVault()
    await vault.unlock(bytes(password))
    expect(() =>
      vault.withDb(({ db }) => {
        db.exec('UPDATE meta SET change_counter = 77')
        throw new AppError('cancelled', 'stop')
      }),
    ).toThrow('stop')
    expect(vault.withDb(({ db }) => db.prepare('SELECT change_counter FROM meta').pluck().get())).toBe(0)
    await vault.lock()
  })

  test('sorts and temporary tables stay in memory, and the file is encrypted', async () => {
    const { vault, folder } = await closedVault()
    await vault.unlock(bytes(password))
    vault.withDb(({ db }) => {
      expect(db.pragma('temp_store', { simple: true })).toBe(2)
      db.exec(`CREATE TEMP TABLE t (x TEXT); INSERT INTO t VALUES ('MARKER-in-temp')`)
      db.exec(
        `INSERT INTO server (id, kind, name, url, endpoint, fields, trust, change) VALUES ('s', 'netbird', 'MARKER-name', 'u', 'e', '{}', '{}', 1)`,
      )
    })
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name)).includes('MARKER')).toBe(false)
    }
    await vault.lock()
    expect(readFileSync(join(folder, 'vault.db')).includes('MARKER')).toBe(false)
  })

  test('a folder that cannot be written to gives a sentence', async () => {
    if (process.getuid?.() === 0) return
    const { vault, folder } = await closedVault()
    chmodSync(folder, 0o500)
    expect(await codeOf(() => vault.unlock(bytes(password)))).toBe('internal')
    chmodSync(folder, 0o700)
  })
})

import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3-multiple-ciphers'
import { describe, expect, test } from 'vitest'
import { insertIntent, listIntents } from '../../../../src/main/vault/tables/intents.ts'
import { markOpened, readHealth } from '../../../../src/main/vault/tables/meta.ts'
import { createVault, type Vault } from '../../../../src/main/vault/vault.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { bytes, password, quickKdf, testPorts } from '../../../support/ports.ts'

const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work()
    return 'done'
  } catch (error) {
    return error instanceof AppError ? error.code : `not ours: ${String(error)}`
  }
}

/** Name, mode and content of everything in a folder. */
const photograph = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name !== 'vault.lock')
    .sort()
    .map((name) => {
      const path = join(folder, name)
      const { mode } = statSync(path)
      const isFile = statSync(path).isFile()
      return [name, mode, isFile ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'folder']
    })

async function closedVault(): Promise<{ vault: Vault; folder: string; ports: ReturnType<typeof testPorts> }> {
  const ports = testPorts()
  const vault = createVault(ports)
  await vault.create(bytes(password))
  await vault.lock()
  return { vault, folder: ports.vaultFolder, ports }
}

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

describe('opening fails closed', () => {
  /** What is done to the files, the state told without a password, the code of unlocking, words of the message. */
  const cases: [string, (folder: string) => void, string, string, RegExp][] = [
    [
      'no header',
      (f) => rmSync(join(f, 'vault.hdr')),
      'damaged',
      'vault-damaged',
      /vault\.hdr is missing.*vault\.hdr\.bak is whole/,
    ],
    [
      'header of 0 bytes',
      (f) => truncateSync(join(f, 'vault.hdr')),
      'damaged',
      'vault-damaged',
      /header file is empty/,
    ],
    [
      'header cut short',
      (f) => truncateSync(join(f, 'vault.hdr'), 100),
      'damaged',
      'vault-damaged',
      /cut short/,
    ],
    [
      'header with a changed letter',
      (f) =>
        edit(join(f, 'vault.hdr'), (t) =>
          t.replace('"vaultId": "', '"vaultId": "0').replace(/("vaultId": "0.{35})./, '$1'),
        ),
      'damaged',
      'vault-damaged',
      /header/,
    ],
    [
      'header of a newer version',
      (f) => edit(join(f, 'vault.hdr'), (t) => t.replace('"format": 1', '"format": 7')),
      'newer',
      'vault-newer',
      /newer Latchkey/,
    ],
    [
      'both headers gone',
      (f) => {
        rmSync(join(f, 'vault.hdr'))
        rmSync(join(f, 'vault.hdr.bak'))
      },
      'damaged',
      'vault-damaged',
      /from a copy of the vault folder/,
    ],
    [
      'a folder as header',
      (f) => {
        rmSync(join(f, 'vault.hdr'))
        mkdirSync(join(f, 'vault.hdr'))
      },
      'damaged',
      'vault-damaged',
      /not a regular file/,
    ],
    ['no database', (f) => rmSync(join(f, 'vault.db')), 'damaged', 'vault-damaged', /vault\.db is missing/],
    ['database of 0 bytes', (f) => truncateSync(join(f, 'vault.db')), 'damaged', 'vault-damaged', /0 bytes/],
    [
      'database cut short',
      (f) => truncateSync(join(f, 'vault.db'), 4097),
      'damaged',
      'vault-damaged',
      /cut short/,
    ],
    [
      'database cut at a page',
      (f) => truncateSync(join(f, 'vault.db'), 8192),
      'locked',
      'vault-damaged',
      /altered or damaged|structure/,
    ],
    [
      'plain SQLite as database',
      (f) => {
        rmSync(join(f, 'vault.db'))
        const db = new Database(join(f, 'vault.db'))
        db.exec('CREATE TABLE meta (vault_id TEXT)')
        db.close()
      },
      'damaged',
      'vault-damaged',
      /unencrypted/,
    ],
    [
      'a link as database',
      (f) => {
        renameSync(join(f, 'vault.db'), join(f, 'real.db'))
        symlinkSync(join(f, 'real.db'), join(f, 'vault.db'))
      },
      'damaged',
      'vault-damaged',
      /not a regular file/,
    ],
    [
      'a bit flipped in page 1',
      (f) => flip(join(f, 'vault.db'), 700),
      'locked',
      'vault-damaged',
      /does not belong|first page/,
    ],
    [
      'a bit flipped in the last page',
      (f) => flip(join(f, 'vault.db'), statSync(join(f, 'vault.db')).size - 200),
      'locked',
      'vault-damaged',
      /altered or damaged|structure/,
    ],
  ]

  test.each(cases)('%s', async (_name, damage, state, code, words) => {
    const { folder, ports } = await closedVault()
    damage(folder)
    const before = photograph(folder)
    const vault = createVault(ports)
    const status = vault.status()
    expect(status.state).toBe(state)
    if (state !== 'locked') expect(status.message).toMatch(words)
    const error = await vault.unlock(bytes(password)).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).code).toBe(code)
    expect((error as AppError).message).toMatch(words)
    expect(photograph(folder)).toEqual(before)
    expect(vault.status().state).toBe(state)
  })

  test('a wrong password changes nothing and is told apart from damage', async () => {
    const { vault, folder } = await closedVault()
    const before = photograph(folder)
    expect(await codeOf(() => vault.unlock(bytes('not the password')))).toBe('wrong-password')
    expect(photograph(folder)).toEqual(before)
  })

  test('the database of another vault is refused', async () => {
    const one = await closedVault()
    const other = await closedVault()
    copyFileSync(join(other.folder, 'vault.db'), join(one.folder, 'vault.db'))
    expect(await codeOf(() => one.vault.unlock(bytes(password)))).toBe('vault-damaged')
  })

  test('a folder without a vault is missing, and stays untouched', async () => {
    const ports = testPorts()
    const vault = createVault(ports)
    expect(vault.status().state).toBe('missing')
    expect(await codeOf(() => vault.unlock(bytes(password)))).toBe('vault-missing')
    expect(existsSync(ports.vaultFolder)).toBe(false)
  })

  test('a vault of a newer schema is refused and stays as it is', async () => {
    const { vault, folder } = await closedVault()
    await vault.unlock(bytes(password))
    vault.withDb(({ db }) => db.pragma('user_version=99'))
    await vault.lock()
    const before = photograph(folder)
    expect(await codeOf(() => vault.unlock(bytes(password)))).toBe('vault-newer')
    expect(photograph(folder)).toEqual(before)
  })

  test('a file that was not closed in order is noticed and checked', async () => {
    const { vault } = await closedVault()
    await vault.unlock(bytes(password))
    expect(vault.withDb(({ db }) => readHealth(db)).isClean).toBe(false)
    await vault.lock()
    await vault.unlock(bytes(password))
    expect(vault.withDb(({ db }) => readHealth(db).checkedAtMs)).not.toBeNull()
    await vault.lock()
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

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

function flip(path: string, at: number): void {
  const content = readFileSync(path)
  content.writeUInt8(content.readUInt8(at) ^ 0x10, at)
  writeFileSync(path, content)
}

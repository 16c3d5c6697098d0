import {
  copyFileSync,
  existsSync,
  mkdirSync,
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
import { readHealth } from '../../../../src/main/vault/tables/meta.ts'
import { createVault } from '../../../../src/main/vault/vault.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { bytes, password, testPorts } from '../../../support/ports.ts'
import { closedVault, codeOf, photograph } from './closed-vault.ts'

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

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

function flip(path: string, at: number): void {
  const content = readFileSync(path)
  content.writeUInt8(content.readUInt8(at) ^ 0x10, at)
  writeFileSync(path, content)
}

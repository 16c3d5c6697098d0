import Database from 'better-sqlite3-multiple-ciphers'
import { expect, test } from 'vitest'
import { migrate, migrations, schemaVersion } from '../../../../src/main/vault/migrations/migrations.ts'

test('versions are counted from 1 without gaps', () => {
  expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, index) => index + 1))
})

test('all steps together make tables that are strict, and running them again does nothing', () => {
  const db = new Database(':memory:')
  migrate(db)
  expect(db.pragma('user_version', { simple: true })).toBe(schemaVersion)
  const tables = db
    .prepare(`SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'`)
    .all()
  expect(tables.length).toBeGreaterThan(5)
  expect(tables.every((table) => (table as { strict: number }).strict === 1)).toBe(true)
  migrate(db)
  db.close()
})

test('a step that fails leaves the file as it was', () => {
  const db = new Database(':memory:')
  db.exec('CREATE TABLE journal (x TEXT)')
  expect(() => migrate(db)).toThrow()
  expect(db.pragma('user_version', { simple: true })).toBe(0)
  expect(db.prepare(`SELECT count(*) FROM sqlite_master`).pluck().get()).toBe(1)
  db.close()
})

import Database from 'better-sqlite3-multiple-ciphers'
import { expect, test } from 'vitest'
import { createRecordSealer } from '../../../../src/main/vault/keys.ts'
import { migrate, migrations, schemaVersion } from '../../../../src/main/vault/migrations/migrations.ts'
import {
  openProxyCredential,
  saveProxyCredential,
} from '../../../../src/main/vault/tables/proxy-credentials.ts'
import { openSecret, putSecret } from '../../../../src/main/vault/tables/secrets.ts'
import { findServer } from '../../../../src/main/vault/tables/servers.ts'
import { deleteToken, findToken, readDetails } from '../../../../src/main/vault/tables/tokens.ts'

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

test('a vault of the first version keeps its rows, and their new columns say nothing', () => {
  const db = new Database(':memory:')
  for (const step of migrations.slice(0, 1)) step.up(db)
  db.pragma('user_version=1')
  db.exec(`
    INSERT INTO meta (one, vault_id, dek_id, created_at) VALUES (1, 'v', 'd', '2026-01-01T00:00:00Z');
    INSERT INTO server (id, kind, name, url, endpoint, fields, trust, change, checked_at_ms)
      VALUES ('s1', 'qumulo', 'storage', 'https://a.example', 'qumulo https://a.example', '{}', '{"mode":"system"}', 1, 5);
    INSERT INTO token (id, endpoint, server_id, owner_id, remote_id, is_enabled, seen_at_ms, seen_change, change)
      VALUES ('t1', 'qumulo https://a.example', 's1', '500', '12345678901234567890123', 1, 7, 2, 3);
  `)
  migrate(db)
  expect(findToken(db, 't1')).toMatchObject({
    remoteId: '12345678901234567890123',
    isEnabled: true,
    isTemporary: false,
    isSpent: false,
    labels: null,
  })
  expect(readDetails(db, 't1')).toBeNull()
  expect(findServer(db, 'storage')).toMatchObject({ checkedAtMs: 5, capabilitiesAtMs: null })
  db.close()
})

test('a vault of the second version keeps its servers, on the usual way and with a certificate that is not in doubt', () => {
  const db = new Database(':memory:')
  for (const step of migrations.slice(0, 2)) step.up(db)
  db.pragma('user_version=2')
  db.exec(`
    INSERT INTO server (id, kind, name, url, endpoint, fields, trust, change)
      VALUES ('s1', 'qumulo', 'storage', 'https://a.example', 'qumulo https://a.example', '{}', '{"mode":"system"}', 1);
  `)
  migrate(db)
  expect(findServer(db, 'storage')).toMatchObject({
    connection: { proxy: 'environment', plainHttp: false },
    isCertificateChanged: false,
  })
  const sealer = createRecordSealer(new Uint8Array(32).fill(7), 'v')
  expect(openProxyCredential(db, sealer, 's1')).toBe('none')
  saveProxyCredential(db, sealer, 's1', new TextEncoder().encode('jane:pw'))
  const stored = openProxyCredential(db, sealer, 's1')
  expect(stored instanceof Uint8Array && new TextDecoder().decode(stored)).toBe('jane:pw')
  expect(openProxyCredential(db, createRecordSealer(new Uint8Array(32).fill(8), 'v'), 's1')).toBe(
    'unreadable',
  )
  saveProxyCredential(db, sealer, 's1', null)
  expect(openProxyCredential(db, sealer, 's1')).toBe('none')
  db.close()
})

test('a vault of the third version keeps its secrets, and takes the longest there are', () => {
  const db = new Database(':memory:')
  db.pragma('foreign_keys=ON')
  for (const step of migrations.slice(0, 3)) step.up(db)
  db.pragma('user_version=3')
  db.exec(`
    INSERT INTO meta (one, vault_id, dek_id, created_at) VALUES (1, 'v', 'd', '2026-01-01T00:00:00Z');
    INSERT INTO server (id, kind, name, url, endpoint, fields, trust, change)
      VALUES ('s1', 'qumulo', 'storage', 'https://a.example', 'qumulo https://a.example', '{}', '{"mode":"system"}', 1);
    INSERT INTO token (id, endpoint, server_id, owner_id, remote_id, is_enabled, seen_at_ms, seen_change, change)
      VALUES ('t1', 'qumulo https://a.example', 's1', '500', '1', 1, 7, 2, 3);
  `)
  const sealer = createRecordSealer(new Uint8Array(32).fill(7), 'v')
  const token = { id: 't1', serverId: 's1' }
  putSecret(db, sealer, token, new TextEncoder().encode('fake-secret'), 5)
  migrate(db)
  expect(openSecret(db, sealer, token)).toEqual(new TextEncoder().encode('fake-secret'))
  const longest = new Uint8Array(1_048_576).fill(0x78)
  putSecret(db, sealer, token, longest, 6)
  expect(openSecret(db, sealer, token)).toEqual(longest)
  deleteToken(db, 't1')
  expect(openSecret(db, sealer, token)).toBe('none')
  db.close()
})

import Database from 'better-sqlite3-multiple-ciphers'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RemoteToken } from '../../../../src/main/providers/provider.ts'
import { migrate } from '../../../../src/main/vault/migrations/migrations.ts'
import { insertMeta, readAsOf, takeAsOf } from '../../../../src/main/vault/tables/meta.ts'
import { insertServer } from '../../../../src/main/vault/tables/servers.ts'
import { listUnseen, upsertToken, upsertTokens } from '../../../../src/main/vault/tables/sightings.ts'
import { listTokens, markGone, readDetails } from '../../../../src/main/vault/tables/tokens.ts'
import { usualConnection } from '../../../../src/shared/model/server.ts'
import { fakeToken } from '../../../support/fake-kind.ts'

const server = { id: 's1', endpoint: 'netbird https://a.example' }

function start() {
  const db = new Database(':memory:')
  onTestFinished(() => void db.close())
  migrate(db)
  insertMeta(db, { vaultId: 'v', dekId: 'd', createdAt: '2026-01-01T00:00:00Z' })
  insertServer(db, {
    ...server,
    kind: 'netbird',
    name: 'a',
    url: 'https://a.example',
    fields: {},
    trust: { mode: 'system' },
    connection: usualConnection,
  })
  const list = (tokens: readonly RemoteToken[], asOf = readAsOf(db, 5)) =>
    upsertTokens(db, server, tokens, asOf)
  return { db, list, row: () => listTokens(db)[0] }
}

const full = fakeToken('t1', {
  expiresAt: '2027-01-01T00:00:00Z',
  lastUsedAt: '2026-02-01T00:00:00Z',
})

describe('a listing', () => {
  test.each<[Partial<RemoteToken>, object]>([
    [{ name: 'new' }, { name: 'new' }],
    [{ name: null }, { name: null }],
    [{ owner: { id: 'u1', name: 'Janet' } }, { ownerName: 'Janet' }],
    [{ creator: { id: 'u7', name: 'Jane' } }, { creatorId: 'u7' }],
    [{ creator: { id: 'u7', name: 'Bob' } }, { creatorId: 'u7', creatorName: 'Bob' }],
    [{ creator: { id: 'u1', name: 'Janet' } }, { creatorName: 'Janet' }],
    [{ createdAt: '2026-01-02T00:00:00Z' }, { createdAtMs: Date.parse('2026-01-02T00:00:00Z') }],
    [{ expiresAt: null }, { expiresAt: null, expiresAtMs: null }],
    [{ expiresAt: '2027-01-01T00:00:00.000000001Z' }, { expiresAt: '2027-01-01T00:00:00.000000001Z' }],
    [{ lastUsedAt: '2026-03-01T00:00:00Z' }, { lastUsedAt: '2026-03-01T00:00:00Z' }],
    [{ enabled: false }, { isEnabled: false }],
    [{ isSpent: true }, { isSpent: true }],
    [{ labels: [] }, { labels: [] }],
    [{ labels: null }, { labels: null }],
  ])('writes down that %j', (change, expected) => {
    const { list, row } = start()
    list([full])
    const before = row()
    list([{ ...full, ...change }])
    expect(row()).toMatchObject({ id: before?.id, ...expected })
  })

  test('writes down another record, and keeps names and record that are not told', () => {
    const { db, list, row } = start()
    list([full])
    list([{ ...full, details: { id: 'other' } }])
    expect(readDetails(db, row()?.id ?? '')).toEqual({ id: 'other' })
    list([{ ...full, details: null, owner: { id: 'u1', name: null }, creator: { id: 'u1', name: null } }])
    expect(readDetails(db, row()?.id ?? '')).toEqual({ id: 'other' })
    expect(row()).toMatchObject({ ownerName: 'Jane', creatorName: 'Jane' })
  })

  test('notes what is unchanged as seen, without a new number for the row', () => {
    const { db, list, row } = start()
    list([full])
    const change = () => db.prepare('SELECT change FROM token').pluck().get()
    const before = change()
    list([full], { change: 100, ms: 77 })
    expect([change(), row()]).toMatchObject([before, { seenAtMs: 77, seenChange: 100 }])
    expect(listUnseen(db, server.id, 100)).toEqual([])
    expect(listUnseen(db, server.id, 101)).toHaveLength(1)
  })

  test('brings back what was gone, but not what went after it began', () => {
    const { db, list, row } = start()
    list([full])
    const early = readAsOf(db, 5)
    markGone(db, row()?.id ?? '', takeAsOf(db, 6))
    list([full], early)
    expect(row()?.goneAtMs).toBe(6)
    list([full])
    expect(row()?.goneAtMs).toBeNull()
  })

  test('does not undo a change made since it began', () => {
    const { db, list, row } = start()
    list([full])
    const early = readAsOf(db, 5)
    upsertToken(db, server, { ...full, name: 'changed here' }, takeAsOf(db, 6))
    list([full], early)
    expect(row()).toMatchObject({ name: 'changed here', seenAtMs: 6 })
  })

  test('may name a token twice: it is one row, as told last', () => {
    const { db, list } = start()
    list([full, { ...full, name: 'again' }])
    expect(listTokens(db)).toMatchObject([{ name: 'again', seenBy: ['s1'] }])
  })
})

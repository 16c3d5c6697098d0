import { expect, test } from 'vitest'
import { appendEntry, listEntries, verifyEntries } from '../../../../src/main/vault/tables/journal.ts'
import { createVault } from '../../../../src/main/vault/vault.ts'
import { bytes, password, testPorts } from '../../../support/ports.ts'

const entry = (number: number) => ({
  at: '2026-01-02T03:04:05.000Z',
  actor: 'test',
  verb: 'token.create',
  target: `token ${number}`,
  result: 'done',
})

async function journalOf(count: number) {
  const vault = createVault(testPorts())
  await vault.create(bytes(password))
  vault.withDb(({ db, journalKey }) => {
    for (let number = 1; number <= count; number += 1) appendEntry(db, journalKey, entry(number))
  })
  const verify = () => vault.withDb(({ db, journalKey }) => verifyEntries(db, journalKey))
  const tamper = (sql: string) => vault.withDb(({ db }) => db.exec(sql))
  return { vault, verify, tamper }
}

test('entries are numbered, newest first, in pages', async () => {
  const { vault, verify } = await journalOf(5)
  vault.withDb(({ db }) => {
    expect(listEntries(db, 2, null).map((row) => row.seq)).toEqual([5, 4])
    expect(listEntries(db, 2, 4).map((row) => row.seq)).toEqual([3, 2])
  })
  expect(verify()).toEqual({ entries: 5, firstBad: null })
  await vault.lock()
})

test.each([
  [`UPDATE journal SET result = 'refused' WHERE seq = 3`, 3],
  ['DELETE FROM journal WHERE seq = 2', 2],
  ['DELETE FROM journal WHERE seq = 5', 5],
  ['DELETE FROM journal', 1],
  [`INSERT INTO journal SELECT 6, at, actor, verb, target, result, mac FROM journal WHERE seq = 5`, 6],
  [`UPDATE journal SET mac = zeroblob(32) WHERE seq = 4`, 4],
])('%s is found', async (sql, firstBad) => {
  const { vault, verify, tamper } = await journalOf(5)
  tamper(sql)
  expect(verify().firstBad).toBe(firstBad)
  await vault.lock()
})

import Database from 'better-sqlite3-multiple-ciphers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createBatch } from '../../../../src/main/services/batch.ts'
import type { OpenVault, Vault } from '../../../../src/main/vault/vault.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'

function start() {
  const clock = createFakeClock()
  const db = new Database(':memory:')
  onTestFinished(() => void db.close())
  db.exec('CREATE TABLE note (text TEXT NOT NULL)')
  let commits = 0
  let failure: Error | null = null
  const withDb: Vault['withDb'] = (work) => {
    const result = db.transaction(() => {
      // Of what is open, the batch itself needs the database only.
      const done = work({ db } as OpenVault)
      if (failure) throw failure
      return done
    })()
    commits += 1
    return result
  }
  const batch = createBatch(withDb, clock.after)
  const write = (text: string, error?: Error) =>
    batch.run((open) => {
      open.db.prepare('INSERT INTO note VALUES (?)').run(text)
      if (error) throw error
      return text.toUpperCase()
    })
  return {
    clock,
    batch,
    write,
    commits: () => commits,
    notes: () => db.prepare('SELECT text FROM note').pluck().all(),
    fail: (error: Error) => {
      failure = error
    },
  }
}

describe('a batch', () => {
  test('commits what comes within a moment together, and answers when that is done', async () => {
    const { clock, write, commits, notes } = start()
    const both = Promise.all([write('a'), write('b')])
    await clock.pass(149)
    expect(commits()).toBe(0)
    await clock.pass(1)
    expect(await both).toEqual(['A', 'B'])
    expect([commits(), notes()]).toEqual([1, ['a', 'b']])
  })

  test('does not wait when it is full, or when it is told so', async () => {
    const { clock, batch, write, commits } = start()
    const ten = Array.from({ length: 10 }, (_, index) => write(String(index)))
    expect(commits()).toBe(1)
    const more = write('more')
    batch.flush()
    batch.flush()
    expect(commits()).toBe(2)
    expect(await Promise.all([...ten, more])).toHaveLength(11)
    expect(clock.waiting()).toBe(0)
  })

  test('takes back alone what throws', async () => {
    const { batch, write, notes } = start()
    const good = write('good')
    const bad = write('bad', new Error('not this one'))
    const last = write('last')
    batch.flush()
    await expect(bad).rejects.toThrow('not this one')
    expect([await good, await last, notes()]).toEqual(['GOOD', 'LAST', ['good', 'last']])
  })

  test('tells all of them when the commit fails, and nothing is written', async () => {
    const { batch, write, notes, fail } = start()
    const both = [write('a'), write('b')]
    fail(new Error('the disk is full'))
    batch.flush()
    const answers = await Promise.allSettled(both)
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(notes()).toEqual([])
  })
})

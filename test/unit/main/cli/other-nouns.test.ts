import { describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../../../src/shared/model/vault.ts'
import { errorOf, type FakeHandlers, ownCalls, runCli, startCli } from '../../../support/cli-host.ts'
import { makeOwner } from './records.ts'

describe('owner list', () => {
  const owners = [
    makeOwner(),
    makeOwner({ id: 'u2', name: 'ci', type: 'service user', isSelf: false }),
    makeOwner({ id: 'u3', name: 'Bob', isSelf: false, manageable: false, reason: 'Another person.' }),
  ]
  const handlers = { 'owners.list': () => owners }

  test('prints an array', async () => {
    const result = await runCli(['owner', 'list', '--server', 'office', '--json'], { handlers })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toEqual(owners)
    expect(ownCalls(result)).toEqual([{ method: 'owners.list', input: { server: 'office' } }])
  })

  test('a person sees a table that says what is not visible', async () => {
    const { stdout } = await runCli(['owner', 'list', '--server', 'office'], { handlers })
    expect(stdout).toBe(
      [
        'NAME        ID  TYPE          TOKENS',
        'Jane (you)  u1  user          manageable',
        'ci          u2  service user  manageable',
        'Bob         u3  user          Another person.',
        '',
      ].join('\n'),
    )
  })

  test('a person sees how many tokens an owner may still have', async () => {
    const limited = [makeOwner({ slots: { used: 1, limit: 2 } }), makeOwner({ slots: { used: 2, limit: 2 } })]
    const line = ['owner', 'list', '--server', 'office']
    const { stdout } = await runCli(line, { handlers: { 'owners.list': () => limited } })
    expect(stdout).toMatch(/ 1 of 2\n.* 2 of 2, none free\n$/)
  })
})

describe('journal', () => {
  const all = Array.from(
    { length: 2_500 },
    (_, index): JournalEntry => ({
      seq: index + 1,
      at: '2026-06-15T11:00:00.000Z',
      actor: 'window',
      verb: 'token.create',
      target: `t${index + 1}`,
      result: 'done',
    }),
  )
  const handlers: FakeHandlers = {
    'journal.list': ({ limit, before }) =>
      all
        .filter((entry) => before === undefined || entry.seq < before)
        .slice(-limit)
        .reverse(),
  }

  test('list prints all entries in the order of time', async () => {
    const result = await runCli(['journal', 'list', '--json'], { handlers })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toEqual(all)
  })

  test.each([1, 20, 1_000, 1_001, 9_999])('--limit %i prints the newest', async (limit) => {
    const result = await runCli(['journal', 'list', '--json', '--limit', String(limit)], { handlers })
    expect(JSON.parse(result.stdout)).toEqual(all.slice(-limit))
  })

  test('a person sees the newest last', async () => {
    const { stdout } = await runCli(['journal', 'list', '--limit', '2'], { handlers })
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ +/)[0]),
    ).toEqual(['NO', '2499', '2500'])
  })

  test('an empty journal is an empty array', async () => {
    const result = await runCli(['journal', 'list', '--json'], { handlers: { 'journal.list': () => [] } })
    expect(result.stdout).toBe('[]\n')
  })

  test('verify says that it is whole', async () => {
    const whole = { ok: true, entries: 12, firstBad: null }
    const options = { handlers: { 'journal.verify': () => whole } }
    const json = await runCli(['journal', 'verify', '--json'], options)
    expect([json.code, JSON.parse(json.stdout), json.stderr]).toEqual([0, whole, ''])
    expect((await runCli(['journal', 'verify'], options)).stdout).toBe('The journal is whole. Entries: 12.\n')
  })

  test('verify prints the answer and exits 3 when it is not', async () => {
    const broken = { ok: false, entries: 12, firstBad: 7 }
    const options = { handlers: { 'journal.verify': () => broken } }
    const json = await runCli(['journal', 'verify', '--json'], options)
    expect([json.code, JSON.parse(json.stdout)]).toEqual([3, broken])
    expect(errorOf(json)).toMatchObject({
      code: 'vault-damaged',
      message: expect.stringContaining('number 7'),
    })
  })
})

describe('practice', () => {
  const servers = {
    somekind: { url: 'http://127.0.0.1:1', fields: {}, secret: 's', control: 'http://127.0.0.1:2' },
  }

  test.each([['--json'], []])('the first line is one JSON object, %j', async (...rest) => {
    const ready = Promise.withResolvers<string | null>()
    let closed = 0
    const started = startCli(['practice', '--seed', 'seven', ...rest], {
      env: {},
      startPractice: (seed) => {
        ready.resolve(seed)
        return Promise.resolve({
          servers,
          close: () => {
            closed += 1
            return Promise.resolve()
          },
        })
      },
    })
    expect(await ready.promise).toBe('seven')
    await new Promise((resolve) => setImmediate(resolve))
    expect(JSON.parse(started.stdout().split('\n')[0] ?? '')).toEqual(servers)
    expect(closed).toBe(0)
    started.interrupt()
    const result = await started.done
    expect([result.code, closed, result.calls, result.folders]).toEqual([0, 1, [], []])
    expect(result.stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(result.stderr).toBe(
      rest.length > 0
        ? ''
        : 'The practice servers are running. Everything in them is invented. Stop them with Ctrl-C.\n',
    )
  })

  test('without a seed it is the usual world', async () => {
    const seeds: unknown[] = []
    const started = startCli(['practice'], {
      startPractice: (seed) => {
        seeds.push(seed)
        return Promise.resolve({ servers, close: () => Promise.resolve() })
      },
    })
    started.interrupt()
    expect((await started.done).code).toBe(0)
    expect(seeds).toEqual([null])
  })

  test.each([
    [[], null],
    [['--tls'], 'self-signed'],
    [['--tls', 'expired'], 'expired'],
    [['--tls', '--seed', 'x'], 'self-signed'],
  ])('with %j the certificates are %s', async (words, expected) => {
    const asked: unknown[] = []
    const started = startCli(['practice', ...words], {
      env: {},
      startPractice: (_seed, tls) => {
        asked.push(tls)
        return Promise.resolve({ servers, close: () => Promise.resolve() })
      },
    })
    started.interrupt()
    expect((await started.done).code).toBe(0)
    expect(asked).toEqual([expected])
  })

  test('a sort of certificate that does not exist is refused', async () => {
    expect((await runCli(['practice', '--tls', 'golden'], {})).code).not.toBe(0)
  })

  test('servers that do not start are an error', async () => {
    const startPractice = () => Promise.reject(new Error('no port'))
    expect(await runCli(['practice', '--json'], { startPractice })).toMatchObject({ code: 1, stdout: '' })
  })
})

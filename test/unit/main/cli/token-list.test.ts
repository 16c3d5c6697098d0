import { describe, expect, test } from 'vitest'
import { AppError, type ErrorCode } from '../../../../src/shared/errors.ts'
import { errorOf, type FakeHandlers, ownCalls, runCli } from '../../../support/cli-host.ts'
import { listHandlers, makeId, makeServer, makeToken, queryFrom, serverId } from './records.ts'

const refreshedWell: FakeHandlers = {
  'tokens.refresh': () => ({ refreshed: ['office'], failures: [], hidden: [] }),
}
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => makeToken({ id: makeId(index + 1) }))

/** Without the waiting for earlier creates, which comes before every list. */
const queries = (result: Parameters<typeof ownCalls>[0]) =>
  ownCalls(result).filter(({ method }) => method !== 'tokens.pending')

describe('rows', () => {
  test.each([0, 1, 199, 200, 201, 450])('all %i are printed', async (count) => {
    const tokens = many(count)
    const result = await runCli(['token', 'list', '--json'], { handlers: listHandlers(tokens) })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toEqual(tokens)
  })

  test('an inventory that changes between two pages is read again', async () => {
    const tokens = many(300)
    let asked = 0
    const handlers = listHandlers(tokens, {
      'tokens.query': queryFrom(tokens, () => {
        asked += 1
        return asked < 2 ? 1 : 2
      }),
    })
    const result = await runCli(['token', 'list', '--json'], { handlers })
    expect(JSON.parse(result.stdout)).toEqual(tokens)
    expect(queries(result).map(({ input }) => (input as { offset: number }).offset)).toEqual([0, 200, 0, 200])
  })

  test('an inventory that never stands still is printed in the end', async () => {
    const tokens = many(300)
    let revision = 0
    const handlers = listHandlers(tokens, {
      'tokens.query': queryFrom(tokens, () => {
        revision += 1
        return revision
      }),
    })
    const result = await runCli(['token', 'list', '--json'], { handlers })
    expect(JSON.parse(result.stdout)).toHaveLength(300)
  })

  test('server and owner are passed on', async () => {
    const line = ['token', 'list', '--server', 'office', '--owner', 'u1', '--json']
    const result = await runCli(line, { handlers: listHandlers([makeToken()]) })
    expect(queries(result)).toEqual([
      {
        method: 'tokens.query',
        input: { server: 'office', owner: 'u1', sort: 'server', offset: 0, limit: 200 },
      },
    ])
  })

  test('an unknown server is an error', async () => {
    const handlers: FakeHandlers = {
      'tokens.pending': () => [],
      'tokens.query': () => {
        throw new AppError('not-found', 'There is no such server.')
      },
    }
    const result = await runCli(['token', 'list', '--server', 'x', '--json'], { handlers })
    expect([result.code, errorOf(result)]).toMatchObject([1, { code: 'not-found' }])
  })

  test('a person sees a table with distances', async () => {
    const tokens = [
      makeToken(),
      makeToken({
        id: makeId(2),
        name: null,
        owner: { id: 'u9', name: null },
        status: 'gone',
        expiresAt: null,
        expiresAtMs: null,
        lastUsedAt: null,
        hasSecret: false,
        stale: true,
      }),
    ]
    const { stdout } = await runCli(['token', 'list'], { handlers: listHandlers(tokens) })
    expect(stdout).toBe(
      [
        'ID                                    NAME    SERVER  OWNER  STATUS       EXPIRES     LAST USED  SECRET',
        `${makeId(1)}  deploy  office  Jane   active       in 12 days  3 h ago    in vault`,
        `${makeId(2)}  r1      office  u9     gone, stale  never       -          -`,
        '',
      ].join('\n'),
    )
  })

  test('foreign text cannot drive the terminal', async () => {
    const tokens = [makeToken({ name: 'a\u001b[2J\nb\u202ec', owner: { id: 'u', name: '\u009b31m' } })]
    const human = await runCli(['token', 'list'], { handlers: listHandlers(tokens) })
    const json = await runCli(['token', 'list', '--json'], { handlers: listHandlers(tokens) })
    for (const text of [human.stdout, json.stdout]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    }
    expect(human.stdout.trimEnd().split('\n')).toHaveLength(2)
    expect(JSON.parse(json.stdout)).toEqual(tokens)
  })

  test('a narrow terminal cuts long cells, but never the ID', async () => {
    const tokens = [makeToken({ name: 'n'.repeat(60), owner: { id: 'u', name: 'o'.repeat(60) } })]
    const options = { handlers: listHandlers(tokens), stdoutIsTerminal: true, columns: 120 }
    const { stdout } = await runCli(['token', 'list'], { ...options, env: { ...env, NO_COLOR: '1' } })
    const [head = '', row = ''] = stdout.split('\n')
    expect(Math.max(head.length, row.length)).toBeLessThanOrEqual(120)
    expect(row).toContain(makeId(1))
    expect(row).toContain('n…')
    expect(row).toContain('o…')
  })

  const env = { LATCHKEY_PASSWORD_FILE: '/work/password.txt' }
  const colour = '\u001b['

  test('colours are for terminals only, and not with NO_COLOR or on a dumb one', async () => {
    const options = { handlers: listHandlers([makeToken()]), stdoutIsTerminal: true, columns: 200 }
    expect((await runCli(['token', 'list'], options)).stdout).toContain(colour)
    for (const setting of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      const plain = await runCli(['token', 'list'], { ...options, env: { ...env, ...setting } })
      expect(plain.stdout).not.toContain(colour)
    }
    const piped = await runCli(['token', 'list'], { handlers: listHandlers([makeToken()]) })
    expect(piped.stdout).not.toContain(colour)
  })
})

describe('notes for a person', () => {
  test('the age of the oldest server, and how to ask again', async () => {
    const servers = [
      makeServer(),
      makeServer({
        id: 'f0000000-3c44-4d4b-9f0c-2f6f6a2b7a01',
        name: 'b',
        refreshedAt: '2026-06-13T00:00:00Z',
      }),
    ]
    const handlers = listHandlers([makeToken()], { 'servers.list': () => servers })
    const all = await runCli(['token', 'list'], { handlers })
    expect(all.stderr).toBe('As seen 2 days ago. Ask the servers again with --refresh.\n')
    const one = await runCli(['token', 'list', '--server', 'office'], { handlers })
    expect(one.stderr).toBe('As seen 3 h ago. Ask the servers again with --refresh.\n')
  })

  test('a server that was never read', async () => {
    const handlers = listHandlers([], { 'servers.list': () => [makeServer({ refreshedAt: null })] })
    const result = await runCli(['token', 'list'], { handlers })
    expect(result).toMatchObject({ code: 0, stdout: '' })
    expect(result.stderr).toBe(
      'No tokens.\nNot all servers were read yet. Ask the servers again with --refresh.\n',
    )
  })

  test('an owner that no token has', async () => {
    const unknown = await runCli(['token', 'list', '--owner', 'zzz'], { handlers: listHandlers([]) })
    expect(unknown).toMatchObject({ code: 0, stdout: '' })
    expect(unknown.stderr).toMatch(/^No tokens\. No owner “zzz” is known/)
    const json = await runCli(['token', 'list', '--owner', 'zzz', '--json'], { handlers: listHandlers([]) })
    expect(json).toMatchObject({ code: 0, stderr: '' })
  })

  test('an owner that has tokens on another server only', async () => {
    const query = queryFrom([makeToken()])
    const handlers = listHandlers([], {
      'tokens.query': (input, context) =>
        input.server === undefined ? query(input, context) : queryFrom([])(input, context),
    })
    const result = await runCli(['token', 'list', '--server', 'office', '--owner', 'u1'], { handlers })
    expect(result.stderr).toMatch(/^No tokens\.\n/)
  })

  test('no servers', async () => {
    const handlers = listHandlers([], { 'servers.list': () => [] })
    const result = await runCli(['token', 'list'], { handlers })
    expect(result.stderr).toBe('There are no servers yet. Add one with: latchkey server add\n')
  })

  test('hidden owners and unsettled creates', async () => {
    const handlers = listHandlers([makeToken()], {
      'tokens.refresh': () => ({
        refreshed: ['office'],
        failures: [],
        hidden: [{ server: 'office', owners: 3, reason: 'They are people.' }],
      }),
      'tokens.pending': () => [
        {
          id: makeId(7),
          server: 'office',
          serverId,
          kind: 'netbird',
          ownerId: 'u1',
          sentAt: '2026-06-15T11:59:00Z',
          message: 'A create was not answered.',
        },
      ],
    })
    const human = await runCli(['token', 'list', '--refresh'], { handlers })
    expect(human).toMatchObject({ code: 0 })
    expect(human.stderr).toBe(
      [
        'note: office: the tokens of 3 owners are not visible to you: They are people.',
        'note: office: A create was not answered. (sent 2026-06-15T11:59:00Z)',
        '',
      ].join('\n'),
    )
    expect(await runCli(['token', 'list', '--refresh', '--json'], { handlers })).toMatchObject({ stderr: '' })
  })
})

describe('--refresh', () => {
  test('asks all servers, or the one that is named, before the rows are read', async () => {
    const handlers = listHandlers([makeToken()], refreshedWell)
    const all = await runCli(['token', 'list', '--refresh', '--json'], { handlers })
    expect(ownCalls(all).map(({ method }) => method)).toEqual([
      'tokens.refresh',
      'tokens.pending',
      'tokens.query',
    ])
    expect(ownCalls(all)[0]?.input).toEqual({})
    const one = await runCli(['token', 'list', '--refresh', '--server', 'office'], { handlers })
    expect(ownCalls(one)[0]?.input).toEqual({ server: 'office' })
  })

  const failure = (name: string, code: ErrorCode) => ({
    id: serverId,
    name,
    code,
    message: `${name} failed.`,
  })
  const failing = (failures: ReturnType<typeof failure>[]): FakeHandlers =>
    listHandlers([makeToken()], { 'tokens.refresh': () => ({ refreshed: [], failures, hidden: [] }) })

  test('failing servers: all rows, one error that names them, exit 4', async () => {
    const failures = [failure('a', 'unreachable'), failure('b', 'rejected')]
    const result = await runCli(['token', 'list', '--refresh', '--json'], { handlers: failing(failures) })
    expect(result.code).toBe(4)
    expect(JSON.parse(result.stdout)).toEqual([makeToken()])
    expect(errorOf(result)).toEqual({
      code: 'unreachable',
      message: '2 servers could not be read: a, b. The rows are as they were last seen.',
      servers: failures,
    })
    const human = await runCli(['token', 'list', '--refresh'], { handlers: failing(failures) })
    expect(human.stderr).toContain('  a (unreachable): a failed.\n  b (rejected): b failed.\n')
    expect(human.stdout).toContain(makeId(1))
  })

  test('an internal failure of one server exits 4 all the same', async () => {
    const handlers = failing([failure('a', 'internal')])
    const result = await runCli(['token', 'list', '--refresh', '--json'], { handlers })
    expect([result.code, errorOf(result)]).toMatchObject([
      4,
      { code: 'internal', message: expect.stringMatching(/^1 server could not be read: a\./) },
    ])
  })
})

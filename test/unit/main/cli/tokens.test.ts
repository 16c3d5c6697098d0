import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import type { MethodName } from '../../../../src/shared/ipc/contract.ts'
import { errorOf, type FakeHandlers, ownCalls, runCli } from '../../../support/cli-host.ts'
import { listHandlers, makeId, makeKind, makeToken, queryFrom, textOf } from './records.ts'

const id = makeId(1)
const token = makeToken()
/** As TypeScript sees the bytes of a secret on their way out. */
const secretOf = (text: string) => ({ secret: new TextEncoder().encode(text) as never })

const noDetails: FakeHandlers = { 'tokens.details': () => ({ details: null, lines: [] }) }

describe('verbs that print the record', () => {
  const verbs: [string[], MethodName, unknown][] = [
    [['enable', id], 'tokens.setEnabled', { id, enabled: true }],
    [['disable', id], 'tokens.setEnabled', { id, enabled: false }],
    [['delete', id, '--yes'], 'tokens.delete', { id, confirmed: true }],
    [['purge', id, '--yes'], 'tokens.purge', { id, confirmed: true }],
    [['update', id, '--field', 'a=1', '--field', 'b='], 'tokens.update', { id, fields: { a: '1', b: '' } }],
    [['store', id, '--from-server'], 'tokens.fetchSecret', { id }],
    [
      ['store', id, '--secret-file', 's'],
      'tokens.store',
      { id, secret: new TextEncoder().encode('x'), confirmed: false },
    ],
    [
      ['store', id, '--secret-file', 's', '--yes'],
      'tokens.store',
      { id, secret: new TextEncoder().encode('x'), confirmed: true },
    ],
    [
      ['create', '--server', 'office', '--owner', 'Jane', '--field', 'name=a=b'],
      'tokens.create',
      { server: 'office', owner: 'Jane', fields: { name: 'a=b' } },
    ],
    [['create', '--server', 'o', '--owner', 'J'], 'tokens.create', { server: 'o', owner: 'J', fields: {} }],
  ]
  test.each(verbs)('token %j', async (line, method, input) => {
    const answer = method === 'tokens.store' ? { ...token, isConfirmed: true } : token
    const options = { handlers: { [method]: () => answer } as FakeHandlers, files: { '/work/s': 'x\n' } }
    const json = await runCli(['token', ...line, '--json'], options)
    expect(json).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(json.stdout)).toEqual(answer)
    expect(ownCalls(json)).toEqual([{ method, input }])
    const human = await runCli(['token', ...line], options)
    expect(human.stdout).toMatch(new RegExp(`^ID +${id}\nName +deploy\n`))
  })

  test('show prints the record, and in JSON what the server itself tells', async () => {
    const details = { id: 't1', newMember: ['x'] }
    const lines = [{ label: 'Good for', value: 'nothing\u001b' }]
    const handlers: FakeHandlers = { 'tokens.get': () => token, 'tokens.details': () => ({ details, lines }) }
    const json = await runCli(['token', 'show', id, '--json'], { handlers })
    expect(json).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(json.stdout)).toEqual({ ...token, details })
    const human = await runCli(['token', 'show', id], { handlers })
    expect(human.stdout).toMatch(new RegExp(`^ID +${id}\nName +deploy\n`))
    expect(human.stdout).toMatch(/\nGood for +nothing\uFFFD\n/)
    expect(ownCalls(human)).toEqual([
      { method: 'tokens.get', input: { id } },
      { method: 'tokens.details', input: { id } },
    ])
  })

  test('show has a line for each label', async () => {
    const labels = [
      { name: 'team', value: 'storage' },
      { name: 'tier', value: 'gold' },
    ]
    const { stdout } = await runCli(['token', 'show', id], {
      handlers: { ...noDetails, 'tokens.get': () => makeToken({ labels }) },
    })
    expect(stdout).toMatch(/\nLabels +team = storage\n +tier = gold\n/)
  })

  test('a temporary token has no remote ID, and its row says so', async () => {
    const temporary = makeToken({ remoteId: null, name: null })
    const shown = await runCli(['token', 'show', id], {
      handlers: { ...noDetails, 'tokens.get': () => temporary },
    })
    expect(shown.stdout).toMatch(/Remote ID +none: it is temporary/)
    const listed = await runCli(['token', 'list'], { handlers: listHandlers([temporary]) })
    expect(listed.stdout).toMatch(new RegExp(`${id} +temporary `))
  })

  test('show tells exact times with the distance beside them', async () => {
    const { stdout } = await runCli(['token', 'show', id], {
      handlers: { ...noDetails, 'tokens.get': () => token },
    })
    expect(stdout).toContain('Expires     2026-06-27T12:00:00.123456789Z (in 12 days)\n')
    expect(stdout).toContain('Last used   2026-06-15T09:00:00Z (3 h ago)\n')
    expect(stdout).toContain('Owner       Jane (u1)\n')
    expect(stdout).toContain('Created by  u2\n')
  })

  test('show says what is unusual', async () => {
    const odd = makeToken({
      expiresAt: null,
      expiresAtMs: null,
      name: null,
      creator: null,
      orphan: true,
      stale: true,
      isCredential: true,
    })
    const { stdout } = await runCli(['token', 'show', id], {
      handlers: { ...noDetails, 'tokens.get': () => odd },
    })
    for (const text of [
      'Expires     never',
      'not told',
      'should be deleted',
      'did not confirm',
      'signs in',
    ]) {
      expect(stdout).toContain(text)
    }
  })
})

describe('token create', () => {
  test('says where the secret is, and never prints it', async () => {
    const line = ['token', 'create', '--server', 'office', '--owner', 'Jane']
    const result = await runCli(line, { handlers: { 'tokens.create': () => token } })
    expect(result.stderr).toBe(`The secret is in the vault. Print it with: latchkey token secret ${id}\n`)
    expect(ownCalls(result).map(({ method }) => method)).toEqual(['tokens.create'])
  })

  test('a lost answer names the orphan and what to do', async () => {
    const handlers: FakeHandlers = {
      'tokens.create': () => {
        throw new AppError('outcome-unknown', 'The answer was lost.', { id })
      },
    }
    const line = ['token', 'create', '--server', 'office', '--owner', 'Jane']
    const json = await runCli([...line, '--json'], { handlers })
    expect([json.code, errorOf(json)]).toEqual([
      4,
      { code: 'outcome-unknown', message: 'The answer was lost.', id },
    ])
    const human = await runCli(line, { handlers })
    expect(human.stderr).toContain(`latchkey token delete ${id} --yes`)
  })

  test.each([[['--owner', 'a']], [['--server', 'a']]])('%j alone is a wrong call', async (rest) => {
    expect(await runCli(['token', 'create', ...rest])).toMatchObject({ code: 2, calls: [] })
  })
})

describe('verbs that destroy', () => {
  test.each(['delete', 'purge'] as const)(
    '%s without --yes exits 2 and says what it would hit',
    async (verb) => {
      const handlers = {
        [`tokens.${verb}`]: ({ confirmed }: { confirmed: boolean }) => {
          if (confirmed) return token
          throw new AppError('confirmation-missing', 'This hits the token deploy of Jane.')
        },
      } as FakeHandlers
      const result = await runCli(['token', verb, id, '--json'], { handlers })
      expect([result.code, result.stdout]).toEqual([2, ''])
      expect(errorOf(result)).toEqual({
        code: 'confirmation-missing',
        message: 'This hits the token deploy of Jane. To go on, repeat the command with --yes.',
      })
    },
  )
})

describe('a field at fault', () => {
  const [field] = makeKind().createFields
  const kind = makeKind({ createFields: field ? [{ ...field, name: 'expires_in', label: 'Lifetime' }] : [] })
  const refusing = (message: string, at: string): FakeHandlers => ({
    'tokens.create': () => {
      throw new AppError('invalid-input', message, { field: at })
    },
    'servers.kinds': () => [kind],
  })
  const create = (handlers: FakeHandlers) =>
    runCli(['token', 'create', '--server', 'o', '--owner', 'J', '--json'], { handlers })

  test('is named as it is typed, with its label in brackets', async () => {
    const result = await create(refusing('Lifetime must be a whole number from 1 to 365.', 'expires_in'))
    expect([result.code, errorOf(result)]).toEqual([
      2,
      {
        code: 'invalid-input',
        message: 'expires_in (Lifetime) must be a whole number from 1 to 365.',
        field: 'expires_in',
      },
    ])
  })

  test.each([
    ['Give one owner.', 'owner'],
    ['Too long for this server.', 'expires_in'],
  ])('leaves another sentence as it is: %s', async (message, at) => {
    expect(errorOf(await create(refusing(message, at)))).toMatchObject({ message, field: at })
  })
})

describe('token update', () => {
  test('without a field it is a wrong call, and the vault is not opened', async () => {
    const result = await runCli(['token', 'update', id, '--json'])
    expect([result.code, result.calls, errorOf(result)]).toMatchObject([2, [], { code: 'invalid-input' }])
  })
})

describe('token store', () => {
  const stored: FakeHandlers = { 'tokens.store': () => ({ ...token, isConfirmed: true }) }

  test.each([
    [[], 'piped\n'],
    [['--secret-file', '-'], 'piped\r\n'],
  ])('%j reads standard input, and wipes it', async (rest, stdin) => {
    const result = await runCli(['token', 'store', id, ...rest], { handlers: stored, stdin })
    expect(result.code).toBe(0)
    expect(textOf(ownCalls(result)[0]?.input, 'secret')).toBe('piped')
    expect(textOf(result.calls.at(-1)?.original, 'secret')).toBe('\0'.repeat(5))
    expect(result.stdout + result.stderr).not.toContain('piped')
  })

  test('a server that cannot tell whose it is: stored, and said so', async () => {
    const handlers: FakeHandlers = { 'tokens.store': () => ({ ...token, isConfirmed: false }) }
    const human = await runCli(['token', 'store', id], { handlers, stdin: 'piped' })
    expect(human.code).toBe(0)
    expect(human.stderr).toContain('cannot tell whose it is')
    const json = await runCli(['token', 'store', id, '--json'], { handlers, stdin: 'piped' })
    expect(JSON.parse(json.stdout)).toMatchObject({ isConfirmed: false })
  })

  test('a person is asked, hidden', async () => {
    const options = { handlers: stored, answers: ['typed'] }
    const result = await runCli(['token', 'store', id], options)
    expect(result).toMatchObject({ code: 0, questions: ['Secret of this token: '] })
    expect(result.stdout + result.stderr).not.toContain('typed')
  })

  test('--from-server reads nothing, and goes with no file', async () => {
    const handlers: FakeHandlers = { 'tokens.fetchSecret': () => token }
    const result = await runCli(['token', 'store', id, '--from-server'], { handlers })
    expect(result.code).toBe(0)
    const both = await runCli(['token', 'store', id, '--from-server', '--secret-file', 's', '--json'])
    expect([both.code, both.calls, errorOf(both)]).toMatchObject([2, [], { code: 'invalid-input' }])
  })

  test('a refused secret is wiped and not repeated', async () => {
    const handlers: FakeHandlers = {
      'tokens.store': () => {
        throw new AppError('verify-failed', 'It belongs to somebody else.')
      },
    }
    const result = await runCli(['token', 'store', id, '--json'], { handlers, stdin: 'marker-7391' })
    expect([result.code, errorOf(result)]).toMatchObject([1, { code: 'verify-failed' }])
    expect(result.stderr).not.toContain('marker')
    expect(textOf(result.calls.at(-1)?.original, 'secret')).toBe('\0'.repeat(11))
  })
})

describe('token secret', () => {
  const revealed = (text: string): FakeHandlers => ({ 'tokens.reveal': () => secretOf(text) })

  test('prints the secret alone and a newline', async () => {
    const result = await runCli(['token', 'secret', id], { handlers: revealed('nbp_abc=') })
    expect(result).toMatchObject({ code: 0, stdout: 'nbp_abc=\n', stderr: '' })
    expect(ownCalls(result)).toEqual([{ method: 'tokens.reveal', input: { id } }])
  })

  test('prints the id with it in JSON', async () => {
    const result = await runCli(['token', 'secret', id, '--json'], { handlers: revealed('nbp_abc=') })
    expect(JSON.parse(result.stdout)).toEqual({ id, secret: 'nbp_abc=' })
  })

  test('no secret in the vault exits 1', async () => {
    const handlers: FakeHandlers = {
      'tokens.reveal': () => {
        throw new AppError('no-secret', 'The vault has no secret for this token.')
      },
    }
    const result = await runCli(['token', 'secret', id, '--json'], { handlers })
    expect([result.code, result.stdout, errorOf(result)]).toMatchObject([1, '', { code: 'no-secret' }])
  })

  test.each(['a\u001b[2Jb', 'a\u009bb', 'a\rb'])(
    '%j is not sent to a terminal, but to a file',
    async (text) => {
      const handlers = revealed(text)
      const terminal = await runCli(['token', 'secret', id], { handlers, stdoutIsTerminal: true })
      expect(terminal).toMatchObject({ code: 2, stdout: '' })
      const file = await runCli(['token', 'secret', id], { handlers })
      expect(file).toMatchObject({ code: 0, stdout: `${text}\n` })
    },
  )

  test('letters of any language are sent to a terminal', async () => {
    const options = { handlers: revealed('pässwörd\tß\n日本'), stdoutIsTerminal: true }
    expect(await runCli(['token', 'secret', id], options)).toMatchObject({ code: 0 })
  })
})

describe('token verify', () => {
  const good = { ok: true, isCertain: true, owner: { id: 'u1', name: 'Jane' }, reason: null }
  const bad = { ok: false, isCertain: true, owner: null, reason: 'The token has expired.' }

  test('a working secret exits 0', async () => {
    const handlers = { 'tokens.verify': () => good }
    const json = await runCli(['token', 'verify', id, '--json'], { handlers })
    expect([json.code, JSON.parse(json.stdout)]).toEqual([0, good])
    const human = await runCli(['token', 'verify', id], { handlers })
    expect(human.stdout).toBe('It works. It belongs to Jane.\n')
  })

  test('a server that cannot tell whose it is is not made to say so', async () => {
    const handlers = { 'tokens.verify': () => ({ ok: true, isCertain: false, owner: null, reason: null }) }
    const human = await runCli(['token', 'verify', id], { handlers })
    expect([human.code, human.stdout]).toEqual([0, 'It works. This server does not tell whose it is.\n'])
  })

  test('one that does not work is an answer, not an error, and exits 1', async () => {
    const handlers = { 'tokens.verify': () => bad }
    const json = await runCli(['token', 'verify', id, '--json'], { handlers })
    expect([json.code, JSON.parse(json.stdout), json.stderr]).toEqual([1, bad, ''])
    const human = await runCli(['token', 'verify', id], { handlers })
    expect([human.code, human.stdout]).toEqual([1, 'It does not work. The token has expired.\n'])
  })
})

describe('the ID', () => {
  const other = 'a199c3a1-5d2e-7000-8000-000000000009'
  const tokens = [makeToken(), makeToken({ id: makeId(2) }), makeToken({ id: other })]
  const handlers: FakeHandlers = {
    'tokens.query': queryFrom(tokens),
    'tokens.get': ({ id: wanted }) => makeToken({ id: wanted }),
    ...noDetails,
  }
  const shown = async (text: string) => await runCli(['token', 'show', text, '--json'], { handlers })

  test('may be whole, in any case, without a look at the list', async () => {
    const result = await shown(makeId(1).toUpperCase())
    expect(ownCalls(result)[0]).toEqual({ method: 'tokens.get', input: { id: makeId(1) } })
  })

  test.each(['a199c3', 'A199C3A1-5d', other.slice(0, 35)])('may be the beginning %s', async (text) => {
    expect(JSON.parse((await shown(text)).stdout)).toMatchObject({ id: other })
  })

  test('that fits several tokens is ambiguous', async () => {
    const result = await shown('0199c3a1')
    expect([result.code, errorOf(result)]).toMatchObject([2, { code: 'ambiguous' }])
  })

  test.each(['a199c', 'zzzzzz', 'deploy', '', 'ffffffff', '11111111-1111-1111-1111-111111111111'])(
    '%j is not found',
    async (text) => {
      const result = await shown(text)
      expect([result.code, errorOf(result)]).toMatchObject([1, { code: 'not-found' }])
    },
  )
})

describe('a create whose answer was lost', () => {
  const lostCreate = (isSecretReadable: boolean): FakeHandlers => ({
    'tokens.create': () => {
      throw new AppError('outcome-unknown', 'It was made.', { id, isSecretReadable })
    },
  })
  const line = ['token', 'create', '--server', 'o', '--owner', 'J']

  test('says how to delete the token, and nothing of reading where the secret is lost', async () => {
    const { stderr } = await runCli(line, { handlers: lostCreate(false) })
    expect(stderr).toContain(`token delete ${id} --yes`)
    expect(stderr).not.toContain('--from-server')
  })

  test('says first how to read the secret where the server gives it again', async () => {
    const { stderr } = await runCli(line, { handlers: lostCreate(true) })
    expect(stderr).toMatch(new RegExp(`token store ${id} --from-server[^]*token delete ${id} --yes`))
  })
})

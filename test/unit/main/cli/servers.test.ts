import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import type { Input } from '../../../../src/shared/ipc/contract.ts'
import { errorOf, type FakeHandlers, ownCalls, runCli } from '../../../support/cli-host.ts'
import { makeServer, textOf } from './records.ts'

const report = {
  server: makeServer(),
  checks: [{ check: 'reachable', ok: true, message: 'It answers.' }],
  error: null,
}
const addLine = ['server', 'add', '--kind', 'netbird', '--name', 'office', '--url', 'https://office.example']
const added: FakeHandlers = { 'servers.add': () => report }
const edited: FakeHandlers = { 'servers.edit': () => report }
const fingerprint = 'AB'.repeat(32)
const withColons = Array.from({ length: 32 }, () => 'AB').join(':')

describe('server add', () => {
  test('sends everything, wipes the credential and prints the report', async () => {
    const line = [...addLine, '--field', 'a=1', '--field', 'b=x=y', '--secret-file', 's.txt', '--json']
    const result = await runCli(line, { handlers: added, files: { '/work/s.txt': 'nbp_secret\r\n' } })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toEqual(report)
    expect(ownCalls(result)).toEqual([
      {
        method: 'servers.add',
        input: {
          kind: 'netbird',
          name: 'office',
          url: 'https://office.example',
          fields: { a: '1', b: 'x=y' },
          secret: new TextEncoder().encode('nbp_secret'),
          unchecked: false,
        },
      },
    ])
    expect(textOf(result.calls.at(-1)?.original, 'secret')).toBe('\0'.repeat(10))
  })

  test('without a file the credential comes from standard input', async () => {
    const result = await runCli([...addLine, '--unchecked'], { handlers: added, stdin: 'piped\n' })
    expect(result.code).toBe(0)
    expect(textOf(ownCalls(result)[0]?.input, 'secret')).toBe('piped')
    expect(ownCalls(result)[0]?.input).toMatchObject({ unchecked: true })
  })

  test('a person is asked for the credential, hidden', async () => {
    const options = { handlers: added, env: {}, answers: ['typed', 'password'] }
    const result = await runCli(addLine, options)
    expect(result).toMatchObject({
      code: 0,
      questions: ['Credential for this server: ', 'Vault password: '],
    })
    expect(textOf(ownCalls(result)[0]?.input, 'secret')).toBe('typed')
    expect(result.stdout + result.stderr).not.toContain('typed')
  })

  test('a person sees the checks, then the server', async () => {
    const result = await runCli(addLine, { handlers: added, stdin: 'x' })
    expect(result.stdout).toMatch(
      /^CHECK {6}RESULT {2}FOUND\nreachable {2}ok {6}It answers\.\n\nName +office\n/,
    )
  })

  test('the checks of a server that was not saved are shown', async () => {
    const checks = [
      { check: 'reachable', ok: true, message: 'It answers.' },
      { check: 'credential', ok: false, message: 'It is not accepted.' },
    ]
    const handlers: FakeHandlers = {
      'servers.add': () => {
        throw new AppError('rejected', 'The server does not accept the credential.', { checks })
      },
    }
    const json = await runCli([...addLine, '--json'], { handlers, stdin: 'x' })
    expect(json).toMatchObject({ code: 4, stdout: '' })
    expect(errorOf(json)).toEqual({
      code: 'rejected',
      message: 'The server does not accept the credential.',
      checks,
    })
    const human = await runCli(addLine, { handlers, stdin: 'x' })
    expect(human.stderr).toContain(
      '  ok: reachable: It answers.\n  failed: credential: It is not accepted.\n',
    )
  })

  const wrong: [string, string[], Partial<{ stdin: string | null }>, object][] = [
    ['an unknown kind', ['--kind', 'frob'], {}, { field: 'kind' }],
    ['a field twice', ['--field', 'a=1', '--field', 'a=2'], {}, { field: 'a' }],
    ['an empty credential', [], { stdin: '\n' }, { field: 'secret' }],
    ['a credential that is too large', [], { stdin: 'x'.repeat(1_100_000) }, { field: 'secret-file' }],
    ['a file that is not there', ['--secret-file', 'none'], {}, { field: 'secret-file' }],
    ['a file without a name', ['--secret-file', ''], {}, { field: 'secret-file' }],
    ['a terminal without a person', [], { stdin: null }, { field: 'secret-file' }],
    ['trust that is none', ['--field', 'trust=frob'], {}, { field: 'trust' }],
    ['a pin without a fingerprint', ['--field', 'trust=pin'], {}, { field: 'fingerprint' }],
    ['a fingerprint that is none', ['--field', 'fingerprint=AB:CD'], {}, { field: 'fingerprint' }],
    ['an authority without a file', ['--field', 'trust=ca'], {}, { field: 'ca_file' }],
    ['an authority that is not there', ['--field', 'ca_file=none'], {}, { field: 'ca_file' }],
    [
      'system trust with a fingerprint',
      ['--field', 'trust=system', '--field', `fingerprint=${fingerprint}`],
      {},
      { field: 'fingerprint' },
    ],
    [
      'a pin with an authority',
      ['--field', `fingerprint=${fingerprint}`, '--field', 'ca_file=x'],
      {},
      { field: 'ca_file' },
    ],
  ]
  test.each(wrong)('%s is a wrong call, and nothing is added', async (_name, rest, options, error) => {
    const result = await runCli([...addLine, ...rest, '--json'], { handlers: added, stdin: 'x', ...options })
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(errorOf(result)).toMatchObject({ code: 'invalid-input', ...error })
    expect(ownCalls(result)).toEqual([])
  })

  test('standard input cannot be the password and the credential', async () => {
    const line = [...addLine, '--password-file', '-', '--json']
    const result = await runCli(line, { handlers: added, stdin: 'x' })
    expect([result.code, errorOf(result)]).toMatchObject([2, { code: 'invalid-input' }])
  })

  test('a missing vault is told before the credential is asked for', async () => {
    const missing: FakeHandlers = {
      'vault.status': () => ({ state: 'missing', folder: '/v', message: null, practice: false }),
    }
    const result = await runCli(addLine, { handlers: missing, answers: [] })
    expect(result).toMatchObject({ code: 3, questions: [] })
  })

  const trusts: [string, string[], unknown][] = [
    ['system', ['trust=system'], { mode: 'system' }],
    ['an authority', ['trust=ca', 'ca_file=ca.pem'], { mode: 'ca', caPem: '-----BEGIN\n' }],
    ['an authority by its file alone', ['ca_file=ca.pem'], { mode: 'ca', caPem: '-----BEGIN\n' }],
    ...[withColons, fingerprint, withColons.toLowerCase(), `SHA256:${fingerprint}`, ` ${fingerprint} `].map(
      (text): [string, string[], unknown] => [
        `the pin ${text}`,
        ['trust=pin', `fingerprint=${text}`],
        { mode: 'pin', fingerprint: withColons, certificatePem: null },
      ],
    ),
    [
      'a fingerprint alone',
      [`fingerprint=${fingerprint}`],
      { mode: 'pin', fingerprint: withColons, certificatePem: null },
    ],
  ]
  test.each(trusts)('trust by %s', async (_name, fields, trust) => {
    const line = [...addLine, '--field', 'a=1', ...fields.flatMap((field) => ['--field', field])]
    const options = { handlers: added, stdin: 'x', files: { '/work/ca.pem': '-----BEGIN\n' } }
    const result = await runCli(line, options)
    expect(result.code).toBe(0)
    expect(ownCalls(result)[0]?.input).toMatchObject({ fields: { a: '1' }, trust })
  })
})

describe('the way to a server', () => {
  test.each([
    [['proxy=none'], { connection: { proxy: 'none' } }],
    [['proxy=environment', 'plain_http=yes'], { connection: { proxy: 'environment', plainHttp: true } }],
    [['proxy=http://p.example:3128'], { connection: { proxy: 'http://p.example:3128' } }],
    [['plain_http=no'], { connection: { plainHttp: false } }],
    [
      ['proxy_file=proxy.txt'],
      { connection: { proxy: 'http://p.example:2' }, proxySecret: 'jane:from file' },
    ],
  ] as [string[], { connection: unknown; proxySecret?: string }][])('%j', async (fields, wanted) => {
    const line = [...addLine, ...fields.flatMap((field) => ['--field', field])]
    const files = { '/work/proxy.txt': 'http://jane:from%20file@p.example:2\n' }
    const result = await runCli(line, { handlers: added, stdin: 'x', files })
    expect(result.code).toBe(0)
    const call = ownCalls(result)[0]
    expect(call?.input).toMatchObject({ connection: wanted.connection, fields: {} })
    const secret = (call?.input as Input<'servers.add'> | undefined)?.proxySecret
    expect(secret && new TextDecoder().decode(secret)).toBe(wanted.proxySecret)
    const original = result.calls.find(({ method }) => method === 'servers.add')?.original
    const left = (original as Input<'servers.add'> | undefined)?.proxySecret
    expect(left?.every((byte) => byte === 0) ?? true).toBe(true)
  })

  test.each([
    [['proxy=socks5://jane:planted@p:1'], 'proxy'],
    [['proxy=http://jane:planted@p.example:1'], 'proxy'],
    [['proxy=http://p', 'proxy_file=x'], 'proxy'],
    [['plain_http=perhaps'], 'plain_http'],
  ])('%j is refused without repeating it', async (fields, field) => {
    const line = [...addLine, '--json', ...fields.flatMap((one) => ['--field', one])]
    const result = await runCli(line, { handlers: added, stdin: 'x' })
    expect([result.code, errorOf(result)]).toMatchObject([2, { code: 'invalid-input', field }])
    expect(result.stderr).not.toContain('planted')
  })

  test('an edit takes a password away with its proxy, and keeps it when only the address is repeated', async () => {
    const edit = async (field: string) =>
      ownCalls(await runCli(['server', 'edit', 'office', '--field', field], { handlers: edited }))[0]?.input
    expect(await edit('proxy=none')).toMatchObject({ connection: { proxy: 'none' }, proxySecret: null })
    expect(await edit('proxy=http://p:1')).not.toHaveProperty('proxySecret')
  })
})

describe('server edit', () => {
  test('sends only what is given', async () => {
    const result = await runCli(['server', 'edit', 'office', '--name', 'new', '--json'], { handlers: edited })
    expect(result).toMatchObject({ code: 0, stdout: `${JSON.stringify(report)}\n` })
    expect(ownCalls(result)).toEqual([
      { method: 'servers.edit', input: { server: 'office', name: 'new', unchecked: false } },
    ])
  })

  test('sends everything that is given', async () => {
    const line = [
      'server',
      'edit',
      'office',
      '--url',
      'https://b',
      '--field',
      'a=1',
      '--field',
      'trust=system',
    ]
    const options = { handlers: edited, stdin: 'new\n' }
    const result = await runCli([...line, '--secret-file', '-', '--unchecked'], options)
    expect(ownCalls(result)[0]?.input).toEqual({
      server: 'office',
      url: 'https://b',
      fields: { a: '1' },
      trust: { mode: 'system' },
      secret: new TextEncoder().encode('new'),
      unchecked: true,
    })
    expect(textOf(result.calls.at(-1)?.original, 'secret')).toBe('\0\0\0')
  })

  test('a dash at a terminal asks for the credential', async () => {
    const options = { handlers: edited, answers: ['typed'] }
    const result = await runCli(['server', 'edit', 'office', '--secret-file', '-'], options)
    expect(result).toMatchObject({ code: 0, questions: ['New credential for this server: '] })
  })

  test('nothing to change is a wrong call', async () => {
    const result = await runCli(['server', 'edit', 'office', '--json'], { handlers: edited })
    expect([result.code, errorOf(result)]).toMatchObject([2, { code: 'invalid-input' }])
  })
})

import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import type { VaultState } from '../../../../src/shared/model/vault.ts'
import { errorOf, type FakeHandlers, ownCalls, runCli } from '../../../support/cli-host.ts'
import { makeServer, textOf } from './records.ts'

const statusOf = (state: VaultState, message: string | null = null): FakeHandlers => ({
  'vault.status': () => ({ state, folder: '/vault', message, practice: false }),
})
const list = { 'servers.list': () => [makeServer()] }
const sound = { ok: true, checks: [{ check: 'header', ok: true, message: 'It is whole.' }] }
const damaged = { ok: false, checks: [{ check: 'header', ok: false, message: 'It was cut.' }] }

describe('vault status', () => {
  test.each(['missing', 'locked', 'in-use', 'damaged', 'newer'] as const)('%s exits 0', async (state) => {
    const result = await runCli(['vault', 'status', '--json'], { handlers: statusOf(state, 'Why.'), env: {} })
    expect(result).toMatchObject({ code: 0, stderr: '', questions: [] })
    expect(JSON.parse(result.stdout)).toEqual({ state, folder: '/vault', message: 'Why.', practice: false })
    expect(result.calls.map(({ method }) => method)).toEqual(['vault.status'])
  })

  test('for a person it is a few lines', async () => {
    const result = await runCli(['vault', 'status'], { handlers: statusOf('damaged', 'Restore a snapshot.') })
    expect(result.stdout).toBe('State   damaged\nFolder  /vault\n        Restore a snapshot.\n')
  })
})

describe('opening the vault', () => {
  const states = [
    ['missing', 'vault-missing'],
    ['in-use', 'vault-in-use'],
    ['damaged', 'vault-damaged'],
    ['newer', 'vault-newer'],
  ] as const
  test.each(states)('%s is told before any password is asked for', async (state, code) => {
    const options = { handlers: { ...list, ...statusOf(state) }, answers: [], env: {} }
    const result = await runCli(['server', 'list', '--json'], options)
    expect(result).toMatchObject({ code: 3, stdout: '', questions: [] })
    expect(errorOf(result)).toMatchObject({ code, message: expect.stringContaining('/vault') })
  })

  test('the sentence of the engine is preferred', async () => {
    const result = await runCli(['server', 'list', '--json'], { handlers: statusOf('damaged', 'Sentence.') })
    expect(errorOf(result)).toEqual({ code: 'vault-damaged', message: 'Sentence.' })
  })

  test('no terminal and no file is vault-locked, with the way to give the password', async () => {
    const result = await runCli(['server', 'list', '--json'], { handlers: list, env: {} })
    expect(result.code).toBe(3)
    expect(errorOf(result)).toMatchObject({
      code: 'vault-locked',
      message: expect.stringMatching(/--password-file.*LATCHKEY_PASSWORD_FILE/),
    })
  })

  test('a person is asked once, hidden, and the bytes are wiped', async () => {
    const result = await runCli(['server', 'list'], { handlers: list, env: {}, answers: ['pass word '] })
    expect(result).toMatchObject({ code: 0, questions: ['Vault password: '] })
    expect(textOf(result.calls[1]?.input, 'password')).toBe('pass word ')
    expect(result.given.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true)
    expect(result.stdout + result.stderr).not.toContain('pass word')
  })

  test('a wrong password exits 3, and its bytes are wiped too', async () => {
    const handlers: FakeHandlers = {
      'vault.unlock': () => {
        throw new AppError('wrong-password', 'The password is not right.')
      },
    }
    const result = await runCli(['server', 'list', '--json'], { handlers })
    expect([result.code, errorOf(result)]).toMatchObject([3, { code: 'wrong-password' }])
    expect([...(result.given[0]?.subarray(0, 13) ?? [])].every((byte) => byte === 0)).toBe(true)
  })

  const contents: [string, string, string][] = [
    ['one newline', 'secret\n', 'secret'],
    ['one Windows newline', 'secret\r\n', 'secret'],
    ['two newlines', 'secret\n\n', 'secret\n'],
    ['a lone carriage return', 'secret\r', 'secret\r'],
    ['no newline', 'secret', 'secret'],
    ['spaces', ' secret \n', ' secret '],
    ['only a newline', '\n', ''],
    ['nothing', '', ''],
  ]
  test.each(contents)('a password file that ends in %s', async (_name, content, password) => {
    const result = await runCli(['server', 'list'], {
      handlers: list,
      env: { LATCHKEY_PASSWORD_FILE: 'pw' },
      files: { '/work/pw': content },
    })
    expect(result.code).toBe(0)
    expect(textOf(result.calls[1]?.input, 'password')).toBe(password)
  })

  test('a dash is standard input', async () => {
    const options = { handlers: list, env: {}, stdin: 'from stdin\n' }
    const result = await runCli(['server', 'list', '--password-file', '-'], options)
    expect(textOf(result.calls[1]?.input, 'password')).toBe('from stdin')
  })

  test('a dash at a terminal asks, because it would be shown otherwise', async () => {
    const options = { handlers: list, env: {}, answers: ['typed'] }
    const result = await runCli(['server', 'list', '--password-file', '-'], options)
    expect(textOf(result.calls[1]?.input, 'password')).toBe('typed')
  })

  test('a password file that does not exist is a wrong call', async () => {
    const result = await runCli(['server', 'list', '--json', '--password-file', 'none'], { handlers: list })
    expect(result.code).toBe(2)
    expect(errorOf(result)).toEqual({
      code: 'invalid-input',
      field: 'password-file',
      message: 'none does not exist.',
    })
  })

  test('a password file that others can read is warned about, but not in JSON', async () => {
    const options = { handlers: list, readableByOthers: ['/work/password.txt'] }
    const human = await runCli(['server', 'list'], options)
    expect(human).toMatchObject({ code: 0, stderr: expect.stringContaining('other people') })
    expect(await runCli(['server', 'list', '--json'], options)).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('vault create', () => {
  const fresh: FakeHandlers = {
    ...statusOf('missing'),
    'vault.create': () => ({ state: 'unlocked', folder: '/vault', message: null, practice: false }),
  }

  test('makes one from a password file and prints its status', async () => {
    const result = await runCli(['vault', 'create', '--json'], { handlers: fresh })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toEqual({
      state: 'locked',
      folder: '/vault',
      message: null,
      practice: false,
    })
    expect(textOf(result.calls[1]?.input, 'password')).toBe('correct horse')
  })

  test('a person is asked twice', async () => {
    const options = { handlers: fresh, env: {}, answers: ['one', 'one'] }
    const result = await runCli(['vault', 'create'], options)
    expect(result).toMatchObject({ code: 0, questions: ['New vault password: ', 'The same again: '] })
    expect(textOf(result.calls[1]?.input, 'password')).toBe('one')
    expect(result.given.flatMap((bytes) => [...bytes]).every((byte) => byte === 0)).toBe(true)
  })

  test.each([
    ['one', 'two'],
    ['one', 'ones'],
  ])('%s and then %s creates nothing', async (...answers) => {
    const result = await runCli(['vault', 'create', '--json'], { handlers: fresh, env: {}, answers })
    expect([result.code, errorOf(result)]).toMatchObject([2, { code: 'invalid-input', field: 'password' }])
    expect(result.calls.map(({ method }) => method)).toEqual(['vault.status'])
  })

  test('no terminal and no file is a wrong call', async () => {
    const result = await runCli(['vault', 'create', '--json'], { handlers: fresh, env: {} })
    expect([result.code, errorOf(result)]).toMatchObject([2, { code: 'invalid-input' }])
  })

  test.each(['locked', 'damaged', 'newer'] as const)('a vault that is %s stays, unasked', async (state) => {
    const options = { handlers: statusOf(state), env: {}, answers: [] }
    const result = await runCli(['vault', 'create', '--json'], options)
    expect([result.code, errorOf(result)]).toMatchObject([4, { code: 'conflict' }])
    expect(result.calls.map(({ method }) => method)).toEqual(['vault.status'])
  })

  test('a vault in use is told as that', async () => {
    const result = await runCli(['vault', 'create', '--json'], { handlers: statusOf('in-use') })
    expect([result.code, errorOf(result)]).toMatchObject([3, { code: 'vault-in-use' }])
  })

  test('a password that is too weak is passed on from the engine', async () => {
    const handlers: FakeHandlers = {
      ...fresh,
      'vault.create': () => {
        throw new AppError('invalid-input', 'Too short.', { field: 'password' })
      },
    }
    const result = await runCli(['vault', 'create', '--json'], { handlers })
    expect([result.code, errorOf(result)]).toMatchObject([2, { field: 'password' }])
  })
})

describe('vault check', () => {
  test('opens the vault and prints what was found', async () => {
    const result = await runCli(['vault', 'check', '--json'], { handlers: { 'vault.check': () => sound } })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toEqual(sound)
    expect(result.calls.map(({ method }) => method)).toEqual(['vault.status', 'vault.unlock', 'vault.check'])
  })

  test('without a way to the password it checks the files only, and says so to a person', async () => {
    const options = { handlers: { 'vault.check': () => sound }, env: {} }
    const json = await runCli(['vault', 'check', '--json'], options)
    expect(json).toMatchObject({ code: 0, stderr: '' })
    expect(json.calls.map(({ method }) => method)).toEqual(['vault.status', 'vault.check'])
    expect((await runCli(['vault', 'check'], options)).stderr).toMatch(/only the files/)
  })

  test('damage prints the document and exits 3 with an error', async () => {
    const result = await runCli(['vault', 'check', '--json'], { handlers: { 'vault.check': () => damaged } })
    expect(result.code).toBe(3)
    expect(JSON.parse(result.stdout)).toEqual(damaged)
    expect(errorOf(result)).toEqual({ code: 'vault-damaged', message: 'It was cut.' })
  })

  test('for a person each line says what failed', async () => {
    const result = await runCli(['vault', 'check'], { handlers: { 'vault.check': () => damaged } })
    expect(result.stdout).toBe('CHECK   RESULT  FOUND\nheader  failed  It was cut.\n')
    expect(result.stderr).toBe('error (vault-damaged): It was cut.\n')
  })

  test('a vault whose damage shows in its state is checked without a password', async () => {
    const handlers = { ...statusOf('damaged', 'The header was cut.'), 'vault.check': () => damaged }
    const result = await runCli(['vault', 'check', '--json'], { handlers, env: {}, answers: [] })
    expect([result.code, JSON.parse(result.stdout)]).toEqual([3, damaged])
    expect(errorOf(result)).toEqual({ code: 'vault-damaged', message: 'The header was cut.' })
  })

  test('a vault that cannot be opened because of damage is not ok, whatever its files look like', async () => {
    const handlers: FakeHandlers = {
      'vault.unlock': () => {
        throw new AppError('vault-damaged', 'A page is wrong.')
      },
      'vault.check': () => sound,
    }
    const result = await runCli(['vault', 'check', '--json'], { handlers })
    expect([result.code, JSON.parse(result.stdout)]).toEqual([3, { ...sound, ok: false }])
    expect(errorOf(result)).toEqual({ code: 'vault-damaged', message: 'A page is wrong.' })
  })

  test('a missing vault and a wrong password are errors, not reports', async () => {
    const missing = await runCli(['vault', 'check', '--json'], { handlers: statusOf('missing') })
    expect([missing.code, missing.stdout, errorOf(missing)]).toMatchObject([3, '', { code: 'vault-missing' }])
    const handlers: FakeHandlers = {
      'vault.unlock': () => {
        throw new AppError('wrong-password', 'No.')
      },
    }
    const wrong = await runCli(['vault', 'check', '--json'], { handlers })
    expect([wrong.code, ownCalls(wrong)]).toEqual([3, []])
  })
})

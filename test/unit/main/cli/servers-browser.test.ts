import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import { errorOf, type FakeHandlers, ownCalls, runCli } from '../../../support/cli-host.ts'
import { makeServer } from './records.ts'

const id = '0f9c1a52-9f5e-4a57-8a33-3f6d1c0f7a11'
const url = 'https://office.example/saml-login?login-id=1'
const start = Date.parse('2026-06-15T12:00:00Z')
const add = [
  'server',
  'add',
  '--kind',
  'qumulo',
  '--name',
  'office',
  '--url',
  'https://office.example',
  '--browser',
]
const report = { server: makeServer(), checks: [], error: null }

/** An engine whose sign-in is done at the given try. */
function handlers(doneAt: number, change: FakeHandlers = {}): FakeHandlers {
  let tries = 0
  return {
    'servers.signInStart': () => ({ id, url, expiresAtMs: start + 300_000 }),
    'servers.signInFinish': () => {
      tries += 1
      return { done: tries >= doneAt }
    },
    'servers.signInCancel': () => undefined,
    'servers.add': () => report,
    'servers.edit': () => report,
    ...change,
  }
}

describe('server add --browser', () => {
  test('shows the address, asks for the code, waits, and adds with what the sign-in brought', async () => {
    const result = await runCli(add, { handlers: handlers(3), answers: ['AbCd1234'] })
    expect(result.code).toBe(0)
    expect(result.stderr).toContain(url)
    expect(result.stderr).toContain('Waiting for the sign-in')
    expect(result.questions).toEqual([expect.stringContaining('Code')])
    const finish = { method: 'servers.signInFinish', input: { id, code: 'AbCd1234' } }
    expect(ownCalls(result)).toEqual([
      {
        method: 'servers.signInStart',
        input: { kind: 'qumulo', url: 'https://office.example', fields: {} },
      },
      finish,
      finish,
      finish,
      {
        method: 'servers.add',
        input: {
          kind: 'qumulo',
          name: 'office',
          url: 'https://office.example',
          fields: {},
          signIn: id,
          unchecked: false,
        },
      },
    ])
  })

  test('takes the code from standard input, and keeps standard output to the one document', async () => {
    const result = await runCli([...add, '--json'], { handlers: handlers(1), stdin: 'AbCd1234\n' })
    expect(result.code).toBe(0)
    expect(JSON.parse(result.stdout)).toMatchObject({ server: { name: 'office' } })
    expect(result.stderr).toContain(url)
    expect(ownCalls(result)[1]?.input).toEqual({ id, code: 'AbCd1234' })
  })

  test('asks again for a code that was wrong, a few times', async () => {
    let tries = 0
    const wrong = {
      'servers.signInFinish': () => {
        tries += 1
        if (tries === 1) throw new AppError('invalid-input', 'The code is wrong.', { field: 'code' })
        return { done: true }
      },
    }
    const result = await runCli(add, { handlers: handlers(1, wrong), answers: ['first', 'second'] })
    expect(result.code).toBe(0)
    expect(result.stderr).toContain('The code is wrong.')
    expect(result.questions).toHaveLength(2)

    const never = {
      'servers.signInFinish': () => {
        throw new AppError('invalid-input', 'The code is wrong.', { field: 'code' })
      },
    }
    const given = await runCli(add, { handlers: handlers(1, never), answers: ['1', '2', '3', '4'] })
    expect(given.questions).toHaveLength(3)
    expect(given.code).toBe(2)
    expect(ownCalls(given).at(-1)).toEqual({ method: 'servers.signInCancel', input: { id } })
  })

  test('gives up when the time is over, and says so to a script', async () => {
    const result = await runCli([...add, '--json'], {
      handlers: handlers(Number.POSITIVE_INFINITY),
      stdin: '',
    })
    expect(result.code).toBe(4)
    expect(result.stderr).toContain('"expired"')
    expect(ownCalls(result).at(-1)).toEqual({ method: 'servers.signInCancel', input: { id } })
    expect(ownCalls(result).filter(({ method }) => method === 'servers.signInFinish').length).toBeLessThan(
      200,
    )
  })

  test('goes with no credential of another sort', async () => {
    const result = await runCli([...add, '--secret-file', '/work/x', '--json'], { handlers: handlers(1) })
    expect(errorOf(result)).toMatchObject({ code: 'invalid-input', field: 'browser' })
    expect(ownCalls(result)).toEqual([])
  })
})

test('server edit --browser signs in to the saved server again', async () => {
  const result = await runCli(['server', 'edit', 'office', '--browser'], {
    handlers: handlers(1),
    answers: [''],
  })
  expect(result.code).toBe(0)
  expect(ownCalls(result).map(({ method, input }) => [method, input])).toEqual([
    ['servers.signInStart', { server: 'office' }],
    ['servers.signInFinish', { id, code: '' }],
    ['servers.edit', { server: 'office', signIn: id, unchecked: false }],
  ])
})

import { describe, expect, test } from 'vitest'
import { AppError, type ErrorCode } from '../../../../src/shared/errors.ts'
import { errorOf, type FakeHandlers, ownCalls, runCli } from '../../../support/cli-host.ts'
import { makeKind, makeServer } from './records.ts'

const report = {
  server: makeServer(),
  checks: [{ check: 'reachable', ok: true, message: 'It answers.' }],
  error: null,
}

describe('server list and kinds', () => {
  test('list prints an array', async () => {
    const handlers = { 'servers.list': () => [makeServer()] }
    const result = await runCli(['server', 'list', '--json'], { handlers })
    expect(JSON.parse(result.stdout)).toEqual([makeServer()])
  })

  test('an empty list is an empty array, and the titles for a person', async () => {
    const handlers = { 'servers.list': () => [] }
    expect((await runCli(['server', 'list', '--json'], { handlers })).stdout).toBe('[]\n')
    expect((await runCli(['server', 'list'], { handlers })).stdout).toMatch(/^NAME +KIND/)
  })

  test('a person sees a table', async () => {
    const servers = [makeServer(), makeServer({ name: 'b', state: 'unreachable', refreshedAt: null })]
    const result = await runCli(['server', 'list'], { handlers: { 'servers.list': () => servers } })
    expect(result.stdout).toBe(
      [
        'NAME    KIND     URL                     STATE        TOKENS  SECRETS  REFRESHED',
        'office  netbird  https://office.example  ok           2       1        3 h ago',
        'b       netbird  https://office.example  unreachable  2       1        never',
        '',
      ].join('\n'),
    )
  })

  test('kinds needs no vault and prints the descriptors', async () => {
    const kinds = [makeKind()]
    const options = { handlers: { 'servers.kinds': () => kinds }, env: {} }
    const result = await runCli(['server', 'kinds', '--json'], options)
    expect(JSON.parse(result.stdout)).toEqual(kinds)
    expect(result.calls.map(({ method }) => method)).toEqual(['servers.kinds'])
    const human = await runCli(['server', 'kinds'], options)
    expect(human.stdout).toMatch(/Kind +netbird/)
    expect(human.stdout).toContain(
      'Fields of token create:\n  expires_in  integer, required · How many days it lives.',
    )
  })
})

describe('server test', () => {
  const failedWith = (code: ErrorCode): FakeHandlers => ({
    'servers.test': () => ({
      server: makeServer({ state: 'unreachable', stateMessage: 'Why.' }),
      checks: [{ check: 'reachable', ok: false, message: 'Refused.' }],
      error: { code, message: 'Why.' },
    }),
  })

  test('a good server exits 0', async () => {
    const result = await runCli(['server', 'test', 'office', '--json'], {
      handlers: { 'servers.test': () => report },
    })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toEqual(report)
    expect(ownCalls(result)).toEqual([{ method: 'servers.test', input: { server: 'office' } }])
  })

  const codes = ['unreachable', 'untrusted', 'rejected', 'forbidden', 'not-an-api', 'redirected'] as const
  test.each(codes)('a failed one prints the report and exits 4 with %s', async (code) => {
    const result = await runCli(['server', 'test', 'office', '--json'], { handlers: failedWith(code) })
    expect(result.code).toBe(4)
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code }, checks: [{ ok: false }] })
    expect(errorOf(result)).toMatchObject({ code, message: 'Why.' })
  })
})

describe('server remove', () => {
  const handlers: FakeHandlers = {
    'servers.remove': ({ confirmed }) => {
      if (!confirmed) throw new AppError('confirmation-missing', 'This removes 2 tokens and 1 secret.')
      return { server: makeServer(), tokens: 2, secrets: 1 }
    },
  }

  test('without --yes it says what it would hit, how to go on, and exits 2', async () => {
    const result = await runCli(['server', 'remove', 'office', '--json'], { handlers })
    expect(result.code).toBe(2)
    expect(errorOf(result)).toEqual({
      code: 'confirmation-missing',
      message: 'This removes 2 tokens and 1 secret. To go on, repeat the command with --yes.',
    })
  })

  test('with --yes it prints what it hit', async () => {
    const result = await runCli(['server', 'remove', 'office', '--yes', '--json'], { handlers })
    expect(result.code).toBe(0)
    expect(JSON.parse(result.stdout)).toEqual({ server: makeServer(), tokens: 2, secrets: 1 })
    const human = await runCli(['server', 'remove', 'office', '--yes'], { handlers })
    expect(human.stdout).toBe('Removed office with 2 tokens and 1 secret.\n')
  })
})

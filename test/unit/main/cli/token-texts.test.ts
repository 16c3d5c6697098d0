import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import { errorOf, type FakeHandlers, ownCalls, runCli } from '../../../support/cli-host.ts'
import { textOf } from './records.ts'

const found = {
  lines: [
    { label: 'Subject', value: 'user Jane' },
    { label: 'Valid until', value: '2030-01-01T00:00:00Z' },
  ],
  details: { subject: { type: 'user', id: 'u1' } },
}
const text = 'MDAxNW-fake-token-text'

describe.each([
  ['examine', 'tokens.examine'],
  ['scope', 'tokens.scope'],
] as const)('token %s', (verb, method) => {
  const handlers = { [method]: () => found } as FakeHandlers
  const line = ['token', verb, '--server', 'cloud']

  test('sends what stands on standard input, wipes it, and prints the answer', async () => {
    const json = await runCli([...line, '--json'], { handlers, stdin: `${text}\n` })
    expect(json).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(json.stdout)).toEqual(found)
    const [call] = ownCalls(json)
    expect(call).toMatchObject({ method, input: { server: 'cloud' } })
    expect(textOf(call?.input, 'secret')).toBe(text)
    expect(textOf(json.calls.at(-1)?.original, 'secret')).toBe('\0'.repeat(text.length))
    const human = await runCli(line, { handlers, stdin: text })
    expect(human.stdout).toBe('Subject      user Jane\nValid until  2030-01-01T00:00:00Z\n')
  })

  test('a refusal does not repeat the text', async () => {
    const refusing = {
      [method]: () => {
        throw new AppError('unsupported', 'This kind does not tell.')
      },
    } as FakeHandlers
    const result = await runCli([...line, '--json'], { handlers: refusing, stdin: text })
    expect([result.code, errorOf(result)]).toMatchObject([1, { code: 'unsupported' }])
    expect(result.stdout + result.stderr).not.toContain(text)
  })

  test('without a server it is a wrong call', async () => {
    expect(await runCli(['token', verb], { stdin: text })).toMatchObject({ code: 2, calls: [] })
  })
})

describe('token confine', () => {
  const made = new TextEncoder().encode('MDAxNW-weaker')
  const handlers: FakeHandlers = { 'tokens.confine': () => ({ secret: Uint8Array.from(made) as never }) }
  const caveats = '[{"type":"time","validUntil":1900000000}]'
  const line = ['token', 'confine', '--server', 'cloud', '--field', `caveats=${caveats}`]

  test('prints the new secret alone', async () => {
    const result = await runCli(line, { handlers, stdin: text })
    expect(result).toMatchObject({ code: 0, stdout: 'MDAxNW-weaker\n', stderr: '' })
    expect(ownCalls(result)[0]?.input).toMatchObject({ server: 'cloud', fields: { caveats } })
    expect(textOf(result.calls.at(-1)?.original, 'secret')).toBe('\0'.repeat(text.length))
  })

  test('in JSON it is the one member', async () => {
    const result = await runCli([...line, '--json'], { handlers, stdin: text })
    expect(JSON.parse(result.stdout)).toEqual({ secret: 'MDAxNW-weaker' })
  })

  test('the text may come from a file', async () => {
    const files = { '/work/t': `${text}\n` }
    const result = await runCli([...line, '--secret-file', 't'], { handlers, files })
    expect(textOf(ownCalls(result)[0]?.input, 'secret')).toBe(text)
  })
})

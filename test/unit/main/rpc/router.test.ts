import { describe, expect, test } from 'vitest'
import { createRouter } from '../../../../src/main/rpc/router.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import type { Handlers } from '../../../../src/shared/ipc/contract.ts'
import { recordingLog } from '../../../support/ports.ts'

const status = { state: 'missing', folder: '/f', message: null, practice: false } as const

function makeRouter(handlers: Partial<Handlers>) {
  const log = recordingLog()
  return { route: createRouter(handlers as Handlers, log), log }
}
const context = { actor: 'test' } as const

describe('the router', () => {
  test.each(['nothing.here', '__proto__', 'constructor', 'toString', ''])(
    'refuses the method “%s”',
    async (name) => {
      const { route } = makeRouter({})
      expect(await route(name, undefined, context)).toMatchObject({
        ok: false,
        error: { code: 'invalid-input' },
      })
    },
  )

  test('refuses bad input before the handler runs, and names the field but not the value', async () => {
    let calls = 0
    const { route, log } = makeRouter({
      'tokens.get': () => {
        calls += 1
        throw new Error('must not run')
      },
    })
    const answer = await route('tokens.get', { id: 'MARKER-value' }, context)
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input', field: 'id' } })
    expect(calls).toBe(0)
    expect(JSON.stringify([answer, log.lines])).not.toContain('MARKER')
  })

  test.each([
    ['tokens.query', { server: '' }, '“server” must not be empty.'],
    ['tokens.query', { server: 'x'.repeat(1_000) }, '“server” is too long.'],
    ['tokens.query', { server: 7 }, '“server” is not valid.'],
    ['tokens.get', { id: 'x' }, '“id” is not valid.'],
  ])('says in plain words what is wrong with the input of %s', async (method, input, message) => {
    const { route } = makeRouter({})
    expect(await route(method, input, context)).toMatchObject({ ok: false, error: { message } })
  })

  test('drops what the contract does not name from an answer', async () => {
    const { route } = makeRouter({ 'vault.status': () => ({ ...status, password: 'MARKER' }) as never })
    expect(await route('vault.status', undefined, context)).toEqual({ ok: true, value: status })
  })

  test('passes the data of an AppError and nothing of its cause', async () => {
    const { route, log } = makeRouter({
      'vault.status': () => {
        throw new AppError('storage-full', 'No room.', { cause: new Error('MARKER'), outcome: 'unknown' })
      },
    })
    expect(await route('vault.status', undefined, context)).toEqual({
      ok: false,
      error: { code: 'storage-full', message: 'No room.' },
    })
    expect(JSON.stringify(log.lines)).not.toContain('MARKER')
  })

  test('hides an unexpected error behind a trace id that the log has too, without its message', async () => {
    const { route, log } = makeRouter({
      'vault.status': () => {
        throw new TypeError('MARKER in a library’s message')
      },
    })
    const answer = await route('vault.status', undefined, context)
    if (answer.ok) throw new Error('it succeeded')
    expect(answer.error.code).toBe('internal')
    expect(answer.error.traceId).toBeTypeOf('string')
    expect(log.lines).toMatchObject([{ event: 'call.failed', details: { traceId: answer.error.traceId } }])
    expect(JSON.stringify([answer, log.lines])).not.toContain('MARKER')
  })

  test('an answer that does not fit the contract is our mistake, not the caller’s', async () => {
    const { route } = makeRouter({ 'vault.status': () => ({ state: 'open' }) as never })
    expect(await route('vault.status', undefined, context)).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    })
  })
})

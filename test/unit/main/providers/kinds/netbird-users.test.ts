import { describe, expect, test } from 'vitest'
import type { Session } from '../../../../../src/main/providers/provider.ts'
import { type Answer, failure, startStub, table } from '../stub-server.ts'
import { asked, bytes, jwt, open, person, self, service } from './netbird-fixtures.ts'

type Routes = Record<string, readonly [number, unknown] | Answer>

const current: Routes = { 'GET /api/users/current': [200, person(self, { role: 'admin' })] }
const post = 'POST /api/users'
const create = (session: Session, fields: Record<string, string>) =>
  session.createOwner?.(fields) ?? Promise.reject(new Error('no create'))
const remove = (session: Session, id: string) =>
  session.deleteOwner?.(id) ?? Promise.reject(new Error('no delete'))
const refusal = (status: number, message: string) => [status, { message, code: status }] as const

describe('a service user', () => {
  test('is made as documented', async () => {
    const stub = await startStub(
      table({ ...current, [post]: [200, service('svc9', { name: 'ci', role: 'auditor' })] }),
    )
    const fields = { name: 'ci', role: 'auditor', auto_groups: '["g1","g2"]' }
    expect(await create(open(stub), fields)).toEqual({
      id: 'svc9',
      name: 'ci',
      type: 'service user',
      isSelf: false,
      manageable: true,
      reason: null,
    })
    expect(JSON.parse(stub.requests.at(-1)?.body ?? '')).toEqual({
      role: 'auditor',
      auto_groups: ['g1', 'g2'],
      is_service_user: true,
      name: 'ci',
    })
  })

  test('without groups sends an empty list, which the server insists on', async () => {
    const stub = await startStub(table({ ...current, [post]: [200, service('svc9')] }))
    await create(open(stub), { name: 'ci', role: 'user' })
    expect(JSON.parse(stub.requests.at(-1)?.body ?? '')).toMatchObject({ auto_groups: [] })
  })

  test.each<[Record<string, string>, string]>([
    [{ role: 'user' }, 'name'],
    [{ name: 'x' }, 'role'],
    [{ name: 'x', role: 'owner' }, 'role'],
    [{ name: 'x', role: 'user', auto_groups: 'g1' }, 'auto_groups'],
    [{ name: 'x', role: 'user', email: 'a@b' }, 'email'],
  ])('of %j is refused before anything is sent', async (fields, field) => {
    const stub = await startStub(table({}))
    expect((await failure(create(open(stub), fields))).toData()).toMatchObject({
      code: 'invalid-input',
      field,
    })
    expect(stub.requests).toHaveLength(0)
  })

  test.each<[number, string, object]>([
    [422, "can't create a service user with owner role", { code: 'invalid-input', field: 'role' }],
    [422, 'unknown user role network_admin', { code: 'invalid-input', field: 'role' }],
    [422, "provided group id g1 doesn't exist", { code: 'invalid-input', field: 'auto_groups' }],
    [403, 'permission denied', { code: 'forbidden' }],
    [409, 'already exists', { code: 'conflict' }],
  ])('that is answered with %i “%s”', async (status, message, expected) => {
    const stub = await startStub(table({ ...current, [post]: refusal(status, message) }))
    const error = await failure(create(open(stub), { name: 'x', role: 'user' }))
    expect(error.toData()).toMatchObject(expected)
    expect(error.outcome).toBe('refused')
  })

  test('whose answer is lost may have been made, and is not made twice', async () => {
    const stub = await startStub(
      table({ ...current, [post]: (_request, response) => response.socket?.destroy() }),
    )
    const error = await failure(create(open(stub), { name: 'x', role: 'user' }))
    expect(error.outcome).toBe('unknown')
    expect(asked(stub).filter((line) => line === post)).toHaveLength(1)
  })

  const users = [person(self, { role: 'admin', is_current: true }), person('human2'), service('svc1')]

  test('is deleted', async () => {
    const stub = await startStub(
      table({ 'GET /api/users': [200, users], 'DELETE /api/users/svc1': [200, {}] }),
    )
    await remove(open(stub), 'svc1')
    expect(asked(stub)).toEqual(['GET /api/users', 'DELETE /api/users/svc1'])
  })

  test.each([
    ['human2', 'invalid-input', 'person'],
    [self, 'invalid-input', 'credential'],
    ['hidden', 'not-found', 'integration'],
  ])('and nobody else: %s is refused before anything is sent', async (id, code, words) => {
    const stub = await startStub(table({ 'GET /api/users': [200, users] }))
    const error = await failure(remove(open(stub), id))
    expect(error).toMatchObject({ code, outcome: 'not-sent' })
    expect(error.message).toContain(words)
    expect(asked(stub)).toEqual(['GET /api/users'])
  })

  test('that must not be deleted says why', async () => {
    const stub = await startStub(
      table({
        'GET /api/users': [200, users],
        'DELETE /api/users/svc1': refusal(403, 'service user is marked as non-deletable'),
      }),
    )
    const error = await failure(remove(open(stub), 'svc1'))
    expect(error).toMatchObject({ code: 'forbidden', outcome: 'refused' })
    expect(error.message).toContain('integration')
  })
})

describe('a managed account', () => {
  const options = { fields: { account: 'child' } }
  const accounts = 'GET /api/accounts?account=child'
  const taken: Routes = { ...current, [accounts]: [200, [{ id: 'child' }]] }

  test('is listed without taking somebody in it for the caller', async () => {
    const stub = await startStub(
      table({
        ...taken,
        'GET /api/users?account=child': [200, [service('only')]],
        'GET /api/users/only/tokens?account=child': [200, null],
      }),
    )
    const { owners, complete } = await open(stub, options).list()
    expect(owners).toMatchObject([{ id: 'only', isSelf: false, manageable: true }])
    expect(complete).toEqual(['only'])
  })

  test.each<[string, readonly [number, unknown], string]>([
    ['that is ignored', [200, [{ id: 'parent' }]], 'ignores the managed account'],
    ['that cannot be made sure of', refusal(403, 'permission denied'), 'read accounts'],
  ])('%s stops everything before it is read or changed', async (_name, answer, words) => {
    const stub = await startStub(table({ ...current, [accounts]: answer }))
    const session = open(stub, options)
    const calls = [
      session.list(),
      session.listOwners(),
      session.createToken?.('svc1', { name: 'n', expires_in: '1' }) ?? Promise.resolve(),
      create(session, { name: 'n', role: 'user' }),
      remove(session, 'svc1'),
    ]
    const errors = await Promise.all(calls.map(failure))
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'forbidden' })
      expect(error.message).toContain(words)
    }
    for (const error of errors.slice(2)) expect(error.outcome).toBe('not-sent')
    expect(new Set(asked(stub))).toEqual(new Set([accounts]))
  })
})

describe('a sign-in through the identity provider', () => {
  test('goes as bearer, a personal access token as token', async () => {
    const stub = await startStub(table({ 'GET /api/users/u2/tokens': [200, null] }))
    await open(stub, { secret: jwt }).listOwnerTokens('u2')
    // Two dots alone make no JWT.
    await open(stub, { secret: 'nbp_a.b.c' }).listOwnerTokens('u2')
    expect(stub.requests.map((request) => request.headers.authorization)).toEqual([
      `Bearer ${jwt}`,
      'Token nbp_a.b.c',
    ])
  })

  test('is no secret of a token, which is found out without using it', async () => {
    const stub = await startStub(table({}))
    const found = await open(stub).verifySecret(bytes(jwt), { ownerId: self, remoteId: 't1' })
    expect(found).toMatchObject({ ok: false, remoteId: null })
    expect(found.reason).toContain('JWT')
    expect(stub.requests).toHaveLength(0)
  })
})

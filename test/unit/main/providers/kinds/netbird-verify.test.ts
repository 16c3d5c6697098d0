import { describe, expect, test } from 'vitest'
import { type Answer, failure, json, type Recorded, startStub, table } from '../stub-server.ts'
import { bytes, open as openStub, pat as own } from './netbird-fixtures.ts'

const open = (url: string) => openStub({ url })
const pasted = 'nbp_ThisIsATestVectorNotASecret0003gAGTc'
const user = (id: string, more: object = {}) => ({
  id,
  name: `Name of ${id}`,
  role: 'admin',
  is_service_user: false,
  ...more,
})
const problem = (response: Parameters<typeof json>[0], status: number, message: string): void =>
  json(response, status, { message, code: status })

/** A server with users, their tokens, and notes of their use, as NetBird keeps them. */
function noting(
  tokens: { id: string; ownerId: string; secret: string; uses?: string[] }[],
  times: () => string,
): { answer: Answer; lastUsed: Map<string, string> } {
  const lastUsed = new Map<string, string>()
  const answer = (request: Recorded, response: Parameters<typeof json>[0]): void => {
    const caller = tokens.find((entry) => request.headers.authorization === `Token ${entry.secret}`)
    if (caller === undefined) {
      problem(response, 401, 'token invalid')
      return
    }
    lastUsed.set(caller.id, times())
    if (request.path === '/api/users/current') {
      json(response, 200, user(caller.ownerId))
      return
    }
    const [, ownerId] = /^\/api\/users\/(\w+)\/tokens$/.exec(request.path) ?? []
    const rows = tokens
      .filter((entry) => entry.ownerId === ownerId)
      .map((entry) => ({
        id: entry.id,
        name: `token ${entry.id}`,
        expiration_date: '2025-06-01T10:15:42Z',
        created_at: '2025-03-03T10:15:42Z',
        created_by: entry.ownerId,
        ...(lastUsed.has(entry.id) ? { last_used: lastUsed.get(entry.id) } : {}),
      }))
    json(response, 200, rows)
  }
  return { answer, lastUsed }
}

function ticking(fraction = '.5'): () => string {
  let second = 0
  return () => {
    second += 1
    return new Date(Date.parse('2025-03-04T00:00:00Z') + second * 1000)
      .toISOString()
      .replace('.000', fraction)
  }
}

describe('verifying a secret', () => {
  test('tells whose it is, with the secret only in the header', async () => {
    const stub = await startStub(table({ 'GET /api/users/current': [200, user('u1')] }))
    expect(await open(stub.url).verifySecret(bytes(pasted), null)).toEqual({
      ok: true,
      owner: { id: 'u1', name: 'Name of u1' },
      remoteId: null,
      reason: null,
    })
    expect(stub.requests).toHaveLength(1)
    expect(stub.requests[0]?.headers.authorization).toBe(`Token ${pasted}`)
    expect(stub.requests[0]?.path).not.toContain(pasted)
  })

  test('of a service user, by the list', async () => {
    const stub = await startStub((request, response) => {
      if (request.path === '/api/users/current') problem(response, 403, 'permission denied')
      else json(response, 200, [user('u1'), user('svc1', { is_current: true, is_service_user: true })])
    })
    const found = await open(stub.url).verifySecret(bytes(pasted), null)
    expect(found).toMatchObject({ ok: true, owner: { id: 'svc1' } })
  })

  test.each<[number, string, string]>([
    [401, 'token invalid', 'does not accept'],
    [401, 'token expired', 'expired'],
    [404, 'invalid token: pat: x not found', 'does not accept'],
    [403, 'user is blocked', 'blocked'],
    [403, 'user is pending approval', 'approval'],
  ])('%i “%s” means no', async (status, message, words) => {
    const stub = await startStub((_request, response) => problem(response, status, message))
    const found = await open(stub.url).verifySecret(bytes(pasted), null)
    expect(found).toMatchObject({ ok: false, owner: null, remoteId: null })
    expect(found.reason).toContain(words)
  })

  test.each<[number, string, string]>([
    [500, 'internal server error', 'bad-response'],
    [429, 'too many requests', 'rate-limited'],
  ])('%i is trouble, not an answer', async (status, message, code) => {
    const stub = await startStub((_request, response) => problem(response, status, message))
    expect(await failure(open(stub.url).verifySecret(bytes(pasted), null))).toMatchObject({ code })
  })

  test('of another owner than expected is refused', async () => {
    const { answer } = noting(
      [
        { id: 't1', ownerId: 'u1', secret: own },
        { id: 't2', ownerId: 'u2', secret: pasted },
      ],
      ticking(),
    )
    const stub = await startStub(answer)
    const found = await open(stub.url).verifySecret(bytes(pasted), { ownerId: 'u1', remoteId: 't1' })
    expect(found).toMatchObject({
      ok: false,
      owner: { id: 'u2' },
      reason: 'It works, but it belongs to Name of u2.',
    })
  })

  test.each(['u1', 'u2'])(
    'is told apart from another token of the same owner (our own credential is of %s)',
    async (ownOwner) => {
      const { answer } = noting(
        [
          { id: 'own', ownerId: ownOwner, secret: own },
          { id: 'right', ownerId: 'u2', secret: pasted },
          { id: 'other', ownerId: 'u2', secret: 'nbp_other' },
        ],
        ticking(),
      )
      const stub = await startStub(answer)
      const session = open(stub.url)
      const right = await session.verifySecret(bytes(pasted), { ownerId: 'u2', remoteId: 'right' })
      expect(right).toMatchObject({ ok: true, remoteId: 'right', reason: null })
      const wrong = await session.verifySecret(bytes(pasted), { ownerId: 'u2', remoteId: 'other' })
      expect(wrong).toMatchObject({ ok: false, remoteId: 'right' })
      expect(wrong.reason).toContain('token right')
    },
  )

  test('that is our own credential is told apart too', async () => {
    const { answer } = noting(
      [
        { id: 'own', ownerId: 'u1', secret: own },
        { id: 'other', ownerId: 'u1', secret: pasted },
      ],
      ticking(),
    )
    const session = open((await startStub(answer)).url)
    expect(await session.verifySecret(bytes(own), { ownerId: 'u1', remoteId: 'own' })).toMatchObject({
      ok: true,
    })
    expect(await session.verifySecret(bytes(own), { ownerId: 'u1', remoteId: 'other' })).toMatchObject({
      ok: false,
    })
    // Another secret cannot be our own credential's, although our own calls use that token all the time.
    expect(await session.verifySecret(bytes(pasted), { ownerId: 'u1', remoteId: 'own' })).toMatchObject({
      ok: false,
    })
    // And our own credential, used by our own calls, is no evidence against another secret.
    expect(await session.verifySecret(bytes(pasted), { ownerId: 'u1', remoteId: 'other' })).toMatchObject({
      ok: true,
    })
  })

  test('is accepted when the clock is too coarse to tell', async () => {
    const { answer } = noting(
      [
        { id: 'own', ownerId: 'u1', secret: own },
        { id: 'right', ownerId: 'u2', secret: pasted },
        { id: 'other', ownerId: 'u2', secret: 'nbp_other' },
      ],
      () => '2025-03-04T00:00:00Z',
    )
    const session = open((await startStub(answer)).url)
    const expected = { ownerId: 'u2', remoteId: 'right' }
    expect(await session.verifySecret(bytes(pasted), expected)).toMatchObject({ ok: true, remoteId: 'right' })
    // Used twice within the same second: no trace.
    expect(await session.verifySecret(bytes(pasted), expected)).toMatchObject({ ok: true, remoteId: null })
  })

  test('is accepted when the tokens of the owner may not be read', async () => {
    const stub = await startStub((request, response) => {
      if (request.path === '/api/users/current') json(response, 200, user('u2'))
      else problem(response, 403, 'admin role required to perform this action')
    })
    const found = await open(stub.url).verifySecret(bytes(pasted), { ownerId: 'u2', remoteId: 'x' })
    expect(found).toMatchObject({ ok: true, remoteId: null })
  })

  test('of an impossible form is refused without a request', async () => {
    const stub = await startStub(table({}))
    const error = await failure(open(stub.url).verifySecret(bytes('Token nbp_x'), null))
    expect(error.toData()).toMatchObject({ code: 'invalid-input', field: 'secret' })
    expect(stub.requests).toHaveLength(0)
  })
})

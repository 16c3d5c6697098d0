import { describe, expect, test } from 'vitest'
import { hasNetbirdChecksum } from '../../../../../src/main/providers/kinds/netbird.checksum.ts'
import { netbird } from '../../../../../src/main/providers/kinds/netbird.ts'
import { failure, startStub, table } from '../stub-server.ts'
import { asked, bytes, documentedToken, open, pat, self, selfPath, token } from './netbird-fixtures.ts'

describe('requests', () => {
  test('create is sent and answered as documented', async () => {
    const stub = await startStub(
      table({
        [`POST ${selfPath}`]: [
          200,
          '{"plain_token":"nbp_ThisIsATestVectorNotASecret0003gAGTc","personal_access_token":{"id":"ch8i54g6lnn4g9hqv7n0","name":"ci-runner","expiration_date":"2025-06-01T10:15:42.118Z","created_by":"google-oauth2|277474792786460067937","created_at":"2025-03-03T10:15:42.118Z"}}',
        ],
      }),
    )
    const created = await open(stub).createToken?.(self, { name: 'ci-runner', expires_in: '90' })
    expect(new TextDecoder().decode(created?.secret)).toBe('nbp_ThisIsATestVectorNotASecret0003gAGTc')
    expect(created?.token).toEqual({
      remoteId: 'ch8i54g6lnn4g9hqv7n0',
      owner: { id: self, name: null },
      creator: { id: self, name: null },
      name: 'ci-runner',
      createdAt: '2025-03-03T10:15:42.118Z',
      expiresAt: '2025-06-01T10:15:42.118Z',
      lastUsedAt: null,
      enabled: true,
      labels: null,
      details: expect.objectContaining({ id: 'ch8i54g6lnn4g9hqv7n0', name: 'ci-runner' }),
    })
    expect(JSON.stringify(created?.token)).not.toContain('nbp_')
    expect(stub.requests).toHaveLength(1)
    expect(stub.requests[0]).toMatchObject({
      method: 'POST',
      path: '/api/users/google-oauth2%7C277474792786460067937/tokens',
      body: '{"name":"ci-runner","expires_in":90}',
    })
    expect(stub.requests[0]?.headers).toMatchObject({
      authorization: 'Token nbp_0000000000000000000000000000002C8GjS',
      'content-type': 'application/json',
      accept: 'application/json',
    })
  })

  test('list, get and delete', async () => {
    const stub = await startStub(
      table({
        [`GET ${selfPath}`]: [200, [documentedToken]],
        'GET /api/users/u2/tokens': [200, null],
        [`GET ${selfPath}/ch8i54g6lnn4g9hqv7n0`]: [200, documentedToken],
        [`DELETE ${selfPath}/ch8i54g6lnn4g9hqv7n0`]: [200, {}],
      }),
    )
    const session = open(stub)
    const expected = {
      remoteId: 'ch8i54g6lnn4g9hqv7n0',
      owner: { id: self, name: null },
      creator: { id: self, name: null },
      name: 'ci-runner',
      createdAt: '2025-03-03T10:15:42.118Z',
      expiresAt: '2025-06-01T10:15:42.118Z',
      lastUsedAt: '2025-03-04T07:00:11Z',
      enabled: true,
      labels: null,
      details: documentedToken,
    }
    expect(await session.listOwnerTokens(self)).toEqual([expected])
    expect(await session.listOwnerTokens('u2')).toEqual([])
    expect(await session.getToken(self, 'ch8i54g6lnn4g9hqv7n0')).toEqual(expected)
    await session.deleteToken(self, 'ch8i54g6lnn4g9hqv7n0')
    expect(asked(stub)).toEqual([
      `GET ${selfPath}`,
      'GET /api/users/u2/tokens',
      `GET ${selfPath}/ch8i54g6lnn4g9hqv7n0`,
      `DELETE ${selfPath}/ch8i54g6lnn4g9hqv7n0`,
    ])
    expect(stub.requests.every((request) => request.headers.authorization === `Token ${pat}`)).toBe(true)
  })

  test('a managed account goes with every call', async () => {
    const stub = await startStub(table({ [`GET ${selfPath}?account=acc%2F1`]: [200, []] }))
    expect(await open(stub, { fields: { account: 'acc/1' } }).listOwnerTokens(self)).toEqual([])
  })

  test('members that nobody knows are kept with the details, and a secret among them is not', async () => {
    const stranger = { ...documentedToken, scopes: ['a'], plain_token: 'nbp_planted' }
    const stub = await startStub(table({ [`GET ${selfPath}`]: [200, [stranger]] }))
    const [row] = await open(stub).listOwnerTokens(self)
    expect(row?.details).toEqual({ ...documentedToken, scopes: ['a'] })
  })

  test('the zero time of Go means never', async () => {
    const unused = token('t', { last_used: '0001-01-01T00:00:00Z' })
    const stub = await startStub(table({ [`GET ${selfPath}`]: [200, [unused]] }))
    expect((await open(stub).listOwnerTokens(self))[0]?.lastUsedAt).toBeNull()
  })

  test('a created secret is kept although the rest of the answer is strange', async () => {
    const answer = {
      plain_token: 'nbp_x',
      personal_access_token: { id: 't1', name: 5, expiration_date: 'soon' },
    }
    const stub = await startStub(table({ [`POST ${selfPath}`]: [201, answer] }))
    const created = await open(stub).createToken?.(self, { name: 'n', expires_in: '1' })
    expect(new TextDecoder().decode(created?.secret)).toBe('nbp_x')
    expect(created?.token).toMatchObject({ remoteId: 't1', name: 'n', expiresAt: null, creator: null })
  })

  test.each<[Record<string, string>, string]>([
    [{ expires_in: '30' }, 'name'],
    [{ name: ' ', expires_in: '30' }, 'name'],
    [{ name: 'x'.repeat(129), expires_in: '30' }, 'name'],
    [{ name: 'x' }, 'expires_in'],
    [{ name: 'x', expires_in: '0' }, 'expires_in'],
    [{ name: 'x', expires_in: '366' }, 'expires_in'],
    [{ name: 'x', expires_in: '1.5' }, 'expires_in'],
    [{ name: 'x', expires_in: '1', extra: 'y' }, 'extra'],
  ])('%j is refused before anything is sent', async (fields, field) => {
    const stub = await startStub(table({}))
    const create = open(stub).createToken?.(self, fields) ?? Promise.resolve()
    expect((await failure(create)).toData()).toMatchObject({ code: 'invalid-input', field })
    expect(stub.requests).toHaveLength(0)
  })

  test('nothing is sent after the session was closed', async () => {
    const stub = await startStub(table({ [`GET ${selfPath}`]: [200, []] }))
    const session = open(stub)
    await session.close()
    expect(await failure(session.listOwnerTokens(self))).toMatchObject({ code: 'cancelled' })
    expect(stub.requests).toHaveLength(0)
  })
})

describe('the form of a token', () => {
  test.each(['nbp_0000000000000000000000000000002C8GjS', 'nbp_ThisIsATestVectorNotASecret0003gAGTc'])(
    '%s is right',
    (text) => {
      expect(hasNetbirdChecksum(text)).toBe(true)
    },
  )

  test.each(['', 'nbp_0000000000000000000000000000002C8GjT', 'nbp_ThisIsATestVectorNotASecret0003gAGT', 'x'])(
    '%j is not, but is no reason to refuse it',
    (text) => {
      expect(hasNetbirdChecksum(text)).toBe(false)
      if (text !== '') {
        expect(() => netbird.checkCredential(bytes(text), { url: 'https://x', fields: {} })).not.toThrow()
      }
    },
  )
})

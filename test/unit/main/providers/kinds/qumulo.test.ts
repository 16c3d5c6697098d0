import { describe, expect, test } from 'vitest'
import { qumulo } from '../../../../../src/main/providers/kinds/qumulo.ts'
import { failure, json, printed, startStub, table } from '../stub-server.ts'
import {
  accessToken,
  asked,
  bytes,
  collection,
  documentedToken,
  expectedToken,
  open,
  page,
  problem,
  svcBackup,
  token,
} from './qumulo-fixtures.ts'

const id = '1234567890123456789012'

describe('requests', () => {
  test('one owner, one token, and a deletion', async () => {
    const stub = await startStub(
      table({
        [`GET ${collection}?user=auth_id%3A1002`]: [200, page([documentedToken], null)],
        [`GET ${collection}${id}`]: [200, documentedToken],
        [`DELETE ${collection}${id}`]: [200, undefined],
      }),
    )
    const session = open(stub)
    expect(await session.listOwnerTokens('1002')).toEqual([expectedToken])
    expect(await session.getToken('1002', id)).toEqual(expectedToken)
    await session.deleteToken('1002', id)
    expect(asked(stub)).toEqual([
      'GET /v1/auth/access-tokens/?user=auth_id%3A1002',
      'GET /v1/auth/access-tokens/1234567890123456789012',
      'DELETE /v1/auth/access-tokens/1234567890123456789012',
    ])
    expect(stub.requests.every((request) => request.headers.authorization === `Bearer ${accessToken}`)).toBe(
      true,
    )
    expect(stub.requests.every((request) => request.body === '')).toBe(true)
  })

  test('changes carry only what changes', async () => {
    const stub = await startStub((request, response) => {
      json(response, 200, { ...documentedToken, ...(JSON.parse(request.body) as object) })
    })
    const session = open(stub)
    const expiresAt = '2026-06-30T23:59:59Z'
    expect(await session.setTokenEnabled?.('1002', id, false)).toMatchObject({ enabled: false })
    expect(await session.setTokenEnabled?.('1002', id, true)).toEqual(expectedToken)
    expect(await session.updateToken?.('1002', id, { expiration_time: expiresAt })).toMatchObject({
      expiresAt,
    })
    await session.updateToken?.('1002', id, {
      expiration_time: '2026-06-30T23:59:59+02:00',
      enabled: 'false',
    })
    expect(stub.requests.map((request) => [request.method, request.path, request.body])).toEqual([
      ['PATCH', `${collection}${id}`, '{"enabled":false}'],
      ['PATCH', `${collection}${id}`, '{"enabled":true}'],
      ['PATCH', `${collection}${id}`, '{"expiration_time":"2026-06-30T23:59:59Z"}'],
      ['PATCH', `${collection}${id}`, '{"expiration_time":"2026-06-30T23:59:59+02:00","enabled":false}'],
    ])
  })

  test.each<[Record<string, string>, string]>([
    [{}, 'expiration_time'],
    [{ expiration_time: '' }, 'expiration_time'],
    [{ expiration_time: '2026-06-30T23:59:59' }, 'expiration_time'],
    [{ enabled: 'no' }, 'enabled'],
    [{ name: 'x' }, 'name'],
  ])('a change to %j is refused before anything is sent', async (fields, field) => {
    const stub = await startStub(table({}))
    const error = await failure(open(stub).updateToken?.('1002', id, fields) ?? Promise.resolve())
    expect(error.toData()).toMatchObject({ code: 'invalid-input', field })
    expect(stub.requests).toHaveLength(0)
  })

  test('ids are encoded, and a token of somebody else is not found', async () => {
    const stub = await startStub(table({ [`GET ${collection}a%2Fb%7C`]: [200, documentedToken] }))
    const session = open(stub)
    expect(await failure(session.getToken('500', 'a/b|'))).toMatchObject({ code: 'not-found' })
    expect(await failure(session.deleteToken('500', '..'))).toMatchObject({
      code: 'invalid-input',
      outcome: 'not-sent',
    })
    expect(stub.requests).toHaveLength(1)
  })

  test.each([
    ['1002', 'auth_id%3A1002'],
    ['sid:S-1-5-21-9', 'SID%3AS-1-5-21-9'],
    ['uid:1000', 'uid%3A1000'],
    ['name:AD\\jane', 'AD%5Cjane'],
  ])('the owner %s is asked for as %s', async (ownerId, filter) => {
    const stub = await startStub(table({ [`GET ${collection}?user=${filter}`]: [200, page([])] }))
    expect(await open(stub).listOwnerTokens(ownerId)).toEqual([])
  })

  test.each(['', 'jane', 'uid:x', '-1', '1'.repeat(50)])('%j is not an owner', async (ownerId) => {
    const stub = await startStub(table({}))
    const error = await failure(open(stub).listOwnerTokens(ownerId))
    expect(error.toData()).toMatchObject({ code: 'invalid-input', field: 'owner' })
    expect(stub.requests).toHaveLength(0)
  })
})

describe('answers of every version', () => {
  test.each<[string, object, object]>([
    ['without "enabled"', { enabled: undefined }, { enabled: true }],
    ['disabled', { enabled: false }, { enabled: false }],
    ['that never expires, empty', { expiration_time: '' }, { expiresAt: null }],
    ['that never expires, null', { expiration_time: null }, { expiresAt: null }],
    ['that never expires, missing', { expiration_time: undefined }, { expiresAt: null }],
    ['without a creator', { creator: null }, { creator: null }],
    [
      'of a directory',
      { user: { ...svcBackup, domain: 'ACTIVE_DIRECTORY', name: 'AD\\jane' } },
      { owner: { id: '1002', name: 'AD\\jane' } },
    ],
    ['of a new domain', { user: { ...svcBackup, domain: 'API_QUMULO_SUPPORT_DOMAIN' } }, {}],
    ['of an owner without a name', { user: { auth_id: '1002' } }, { owner: { id: '1002', name: null } }],
    [
      'of an owner known by SID only',
      { user: { ...svcBackup, auth_id: null } },
      { owner: { id: `sid:${svcBackup.sid}`, name: 'svc-backup' } },
    ],
    ['of an owner known by uid only', { user: { uid: 1000 } }, { owner: { id: 'uid:1000', name: null } }],
  ])('a token %s', async (_name, given, expected) => {
    const stub = await startStub((_request, response) =>
      json(response, 200, page([{ ...documentedToken, ...given }])),
    )
    const details = JSON.parse(JSON.stringify({ ...documentedToken, ...given }))
    expect(await open(stub).listOwnerTokens('1002')).toEqual([{ ...expectedToken, details, ...expected }])
  })

  test('members that nobody knows are kept with the details, and a secret among them is not', async () => {
    const stranger = { ...documentedToken, comment: { text: 'kept' }, bearer_token: 'access-v1:planted' }
    const stub = await startStub((_request, response) => json(response, 200, page([stranger])))
    const [row] = await open(stub).listOwnerTokens('1002')
    expect(row?.details).toEqual({ ...documentedToken, comment: { text: 'kept' } })
  })

  test('an id larger than any number stays as it is', async () => {
    const big = '99999999999999999999999'
    const stub = await startStub((_request, response) => json(response, 200, page([token(big)])))
    expect((await open(stub).listOwnerTokens('1002'))[0]?.remoteId).toBe(big)
  })
})

describe('pages', () => {
  const links = {
    relative: '/v1/auth/access-tokens/?user=auth_id%3A1002&after=k1&limit=2',
    query: '?user=auth_id%3A1002&after=k1&limit=2',
  }

  test.each(Object.entries(links))(
    'are followed verbatim (%s) until there is no next one',
    async (_name, link) => {
      const stub = await startStub(
        table({
          [`GET ${collection}?user=auth_id%3A1002`]: [200, page([token('1'), token('2')], link)],
          [`GET ${collection}?user=auth_id%3A1002&after=k1&limit=2`]: [
            200,
            page([token('2'), token('3')], ''),
          ],
        }),
      )
      const tokens = await open(stub).listOwnerTokens('1002')
      expect(tokens.map((row) => row.remoteId)).toEqual(['1', '2', '3'])
    },
  )

  test('at the same origin given in full are followed', async () => {
    const stub = await startStub((request, response) => {
      const next = request.path.includes('after') ? null : `${stub.url}${collection}?after=k`
      json(response, 200, page([token(String(stub.requests.length))], next))
    })
    expect(await open(stub).listOwnerTokens('1002')).toHaveLength(2)
  })

  test('elsewhere are not followed, and the credential stays here', async () => {
    const elsewhere = await startStub((_request, response) => json(response, 200, page([])))
    const stub = await startStub((_request, response) => {
      json(response, 200, page([token('1')], `${elsewhere.url}${collection}?after=k`))
    })
    const error = await failure(open(stub).listOwnerTokens('1002'))
    expect(error).toMatchObject({ code: 'bad-response' })
    expect(printed(error)).not.toContain(accessToken)
    expect(elsewhere.requests).toHaveLength(0)
  })

  test('that go round in a circle come to an end', async () => {
    const stub = await startStub((request, response) => {
      const next = request.path.includes('after=a') ? '?after=b' : '?after=a'
      json(response, 200, page([token('1')], next))
    })
    expect(await failure(open(stub).listOwnerTokens('1002'))).toMatchObject({ code: 'bad-response' })
    expect(stub.requests.length).toBeLessThan(5)
  })

  test('that hold more than any cluster has are given up', async () => {
    const padding = 'x'.repeat(7 * 1024 * 1024)
    const stub = await startStub((_request, response) => {
      const count = stub.requests.length
      json(response, 200, page([token(String(count), { padding })], count < 14 ? `?after=k${count}` : null))
    })
    const error = await failure(open(stub, { totalMs: 20_000 }).listOwnerTokens('1002'))
    expect(error).toMatchObject({ code: 'bad-response', message: expect.stringContaining('64 MiB') })
    expect(stub.requests).toHaveLength(10)
  })

  test('that bring nothing new and never end come to an end', async () => {
    const stub = await startStub((_request, response) => {
      json(response, 200, page([token('1')], `?after=k${stub.requests.length}`))
    })
    expect(await failure(open(stub).listOwnerTokens('1002'))).toMatchObject({ code: 'bad-response' })
    expect(stub.requests.length).toBeLessThan(20)
  })
})

describe('errors', () => {
  const classes = (errorClass: string): string => JSON.stringify(problem(errorClass))
  test.each<[number, string, string]>([
    [400, classes('too_many_access_tokens_error'), 'limit-reached'],
    [
      400,
      JSON.stringify(problem('api_error', 'Error: too_many_access_tokens_error: no more')),
      'limit-reached',
    ],
    [400, JSON.stringify({ inner: { error_class: 'too_many_access_tokens_error' } }), 'limit-reached'],
    [400, classes('decode_error'), 'bad-response'],
    [400, classes('rest_invalid_request_error'), 'invalid-input'],
    [400, classes('auth_no_such_user_error'), 'not-found'],
    [404, classes('auth_no_such_user_error'), 'not-found'],
    [401, classes('http_unauthorized_error'), 'rejected'],
    [401, '', 'rejected'],
    [401, 'not JSON', 'rejected'],
    [403, classes('auth_not_authorized_error'), 'forbidden'],
    [403, '', 'forbidden'],
    [404, classes('rest_not_found_error'), 'not-found'],
    [404, classes('fs_no_such_entry_error'), 'not-found'],
    [404, '', 'not-found'],
    [405, '', 'not-an-api'],
    [409, '', 'conflict'],
    [412, classes('rest_precondition_failed_error'), 'conflict'],
    [429, '', 'rate-limited'],
    [500, classes('internal_error'), 'bad-response'],
    [503, '', 'bad-response'],
    [418, '', 'bad-response'],
  ])('%i %s is %s', async (status, body, code) => {
    const stub = await startStub((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
    const session = open(stub)
    for (const call of [
      session.deleteToken('1002', '9'),
      session.setTokenEnabled?.('1002', '9', true) ?? Promise.resolve(),
      session.getToken('1002', '9'),
      session.listOwnerTokens('1002'),
    ]) {
      const error = await failure(call)
      expect(error).toMatchObject({ code, outcome: status < 500 ? 'refused' : 'unknown' })
      expect(error.message).toContain(`127.0.0.1:${stub.port}`)
      expect(error.message).toMatch(/\.$/)
      expect(printed(error)).not.toMatch(/access-v1/)
    }
  })

  test('a refused expiry names its field, a wait is passed on', async () => {
    const stub = await startStub((_request, response) => {
      if (stub.requests.length === 1)
        json(response, 400, problem('rest_invalid_request_error', 'expiration in the past'))
      else json(response, 429, {}, { 'retry-after': '5' })
    })
    const session = open(stub)
    const update = () =>
      failure(
        session.updateToken?.('1002', '9', { expiration_time: '2020-01-01T00:00:00Z' }) ?? Promise.resolve(),
      )
    expect((await update()).toData()).toMatchObject({ code: 'invalid-input', field: 'expiration_time' })
    expect((await update()).toData()).toMatchObject({ code: 'rate-limited', retryAfterMs: 5_000 })
  })
})

test('a credential is a token, or any password when there is a user name', () => {
  const withName = { url: 'https://x', fields: { username: 'admin' } }
  const check = (text: string, config = { url: 'https://x', fields: {} }) =>
    qumulo.checkCredential(bytes(text), config)
  expect(() => check('access-v1:ab==')).not.toThrow()
  expect(() => check('any-token-of-the-future')).not.toThrow()
  expect(() => check('Bearer access-v1:ab==')).toThrowError(
    expect.objectContaining({ code: 'invalid-input' }),
  )
  expect(() => check('pass wörd', withName)).not.toThrow()
  expect(() => check('', withName)).toThrowError(expect.objectContaining({ code: 'invalid-input' }))
})

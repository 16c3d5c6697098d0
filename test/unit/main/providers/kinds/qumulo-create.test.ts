import { describe, expect, test } from 'vitest'
import { type Answer, failure, json, printed, startStub, table } from '../stub-server.ts'
import {
  accessToken,
  asked,
  collection,
  identityRead,
  open,
  page,
  problem,
  read,
  svcBackup,
  token,
  whoAmI,
  write,
} from './qumulo-fixtures.ts'

const who = 'GET /v1/session/who-am-i'
const post = `POST ${collection}`
const ofOwner = `GET ${collection}?user=auth_id%3A1002`
const ofSelf = `GET ${collection}?user=auth_id%3A500`
const created = [200, { id: '1234567890123456789012', bearer_token: 'access-v1:ZXhhbXBsZS1vbmx5==' }] as const
/** What is known of the new token without asking again. */
const known = {
  remoteId: '1234567890123456789012',
  owner: { id: '1002', name: null },
  creator: { id: '500', name: 'admin' },
  name: null,
  createdAt: null,
  expiresAt: '2026-01-01T00:00:00Z',
  lastUsedAt: null,
  enabled: true,
  labels: null,
  details: null,
}
const everything = [read, write, identityRead]

type Routes = Record<string, readonly [number, unknown] | Answer>

async function create(
  routes: Routes,
  ownerId = '1002',
  fields: Record<string, string> = {},
  signal?: AbortSignal,
) {
  const stub = await startStub(table(routes))
  const run = open(stub).createToken?.(ownerId, fields, signal) ?? Promise.reject(new Error('no create'))
  return { stub, run }
}

describe('creating', () => {
  test('is sent and answered as documented, and asks nothing more once the secret is there', async () => {
    const { stub, run } = await create(
      {
        [who]: [200, whoAmI(everything)],
        'POST /v1/identity/expand': [200, { id: svcBackup, type: 'USER' }],
        [ofOwner]: [200, page([token('1')])],
        [post]: created,
      },
      '1002',
      { expiration_time: '2026-01-01T00:00:00Z' },
    )
    const { token: made, secret } = await run
    expect(new TextDecoder().decode(secret)).toBe('access-v1:ZXhhbXBsZS1vbmx5==')
    expect(made).toEqual({ ...known, owner: { id: '1002', name: 'svc-backup' } })
    expect(asked(stub)).toEqual([who, 'POST /v1/identity/expand', ofOwner, post])
    expect(stub.requests[1]?.body).toBe('{"id":{"auth_id":"1002"}}')
    expect(stub.requests[3]).toMatchObject({
      method: 'POST',
      path: '/v1/auth/access-tokens/',
      body: '{"user":{"auth_id":"1002"},"expiration_time":"2026-01-01T00:00:00Z"}',
    })
    expect(stub.requests[3]?.headers).toMatchObject({
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
    })
  })

  test('without an expiry sends none', async () => {
    const { stub, run } = await create({
      [who]: [200, whoAmI([write])],
      [post]: created,
    })
    await run
    expect(stub.requests.find((request) => request.method === 'POST')?.body).toBe(
      '{"user":{"auth_id":"1002"}}',
    )
  })

  test('given up before it is sent, sends nothing', async () => {
    const controller = new AbortController()
    const { stub, run } = await create(
      {
        [who]: [200, whoAmI([read])],
        [ofOwner]: (_request, response) => {
          controller.abort()
          json(response, 200, page([token('1')]))
        },
        [post]: created,
      },
      '1002',
      {},
      controller.signal,
    )
    expect(await failure(run)).toMatchObject({ code: 'cancelled', outcome: 'not-sent' })
    expect(asked(stub)).not.toContain(post)
  })

  test('given up once it is sent, still brings the secret', async () => {
    const controller = new AbortController()
    const { run } = await create(
      {
        [who]: [200, whoAmI([write])],
        [post]: (_request, response) => {
          controller.abort()
          json(response, ...created)
        },
      },
      '1002',
      {},
      controller.signal,
    )
    expect(new TextDecoder().decode((await run).secret)).toBe('access-v1:ZXhhbXBsZS1vbmx5==')
  })

  test.each([
    ['sid:S-1-5-21-9', { sid: 'S-1-5-21-9' }],
    ['uid:1000', { uid: 1000 }],
  ])('for an owner known as %s', async (ownerId, user) => {
    const { stub, run } = await create({ [who]: [200, whoAmI([write])], [post]: created }, ownerId)
    await run
    expect(stub.requests.find((request) => request.method === 'POST')?.body).toBe(JSON.stringify({ user }))
  })
})

describe('a limit of two', () => {
  test.each<[string, string, readonly string[], string]>([
    ['oneself', '500', [], ofSelf],
    ['another user', '1002', [read], ofOwner],
  ])('is known beforehand for %s: nothing is sent', async (_name, ownerId, privileges, list) => {
    const { stub, run } = await create(
      { [who]: [200, whoAmI(privileges)], [list]: [200, page([token('1'), token('2')])] },
      ownerId,
    )
    const error = await failure(run)
    expect(error).toMatchObject({ code: 'limit-reached', outcome: 'not-sent' })
    expect(error.message).toContain('2 access tokens')
    expect(stub.requests.every((request) => request.method === 'GET')).toBe(true)
  })

  test.each<[string, object]>([
    ['disabled', { enabled: false }],
    ['expired', { expiration_time: '2025-03-04T23:59:59Z' }],
  ])('may or may not count a token that is %s: the server has the last word', async (_name, more) => {
    const tokens = page([token('1'), token('2', more)])
    for (const [answer, code] of [
      [created, null],
      [[400, problem('too_many_access_tokens_error')] as const, 'limit-reached'],
    ] as const) {
      const { run } = await create({
        [who]: [200, whoAmI([read])],
        [ofOwner]: [200, tokens],
        [post]: answer,
      })
      if (code === null) await run
      else expect(await failure(run)).toMatchObject({ code, outcome: 'refused' })
    }
  })

  test('is told by the server when the tokens may not be counted', async () => {
    const { stub, run } = await create({
      [who]: [200, whoAmI([write])],
      [post]: [400, problem('api_error', 'too_many_access_tokens_error')],
    })
    expect(await failure(run)).toMatchObject({ code: 'limit-reached', outcome: 'refused' })
    expect(asked(stub)).toEqual([who, post])
  })

  test('is not in the way when counting is refused', async () => {
    const { run } = await create(
      {
        [who]: [200, whoAmI([])],
        [ofSelf]: [403, ''],
        [post]: created,
      },
      '500',
    )
    expect((await run).token.owner).toEqual({ id: '500', name: 'admin' })
  })
})

describe('a group', () => {
  test('cannot own tokens: refused before anything is created', async () => {
    const { stub, run } = await create({
      [who]: [200, whoAmI(everything)],
      'POST /v1/identity/expand': [200, { id: { auth_id: '1002' }, type: 'GROUP' }],
    })
    expect((await failure(run)).toData()).toMatchObject({ code: 'invalid-input', field: 'owner' })
    expect(asked(stub)).toEqual([who, 'POST /v1/identity/expand'])
  })

  test.each<[string, readonly [number, unknown]]>([
    ['may not be asked', [403, '']],
    ['is not understood', [404, '']],
    ['is of unknown type', [200, { type: 'UNKNOWN' }]],
    ['is of no type', [200, {}]],
  ])('that %s is left to the server', async (_name, answer) => {
    const { run } = await create({
      [who]: [200, whoAmI(everything)],
      'POST /v1/identity/expand': answer,
      'POST /v1/auth/identity/expand': answer,
      [ofOwner]: [200, page([])],
      [post]: created,
    })
    expect((await run).token).toEqual({ ...known, expiresAt: null })
  })
})

describe('the owner', () => {
  test('is looked up at the former addresses where the present ones are not there', async () => {
    const { stub, run } = await create({
      [who]: [200, whoAmI([write, identityRead])],
      'POST /v1/identity/expand': [404, ''],
      'POST /v1/auth/identity/expand': [200, { id: svcBackup, type: 'USER' }],
      [post]: created,
    })
    expect((await run).token.owner).toEqual({ id: '1002', name: 'svc-backup' })
    expect(asked(stub)).toContain('POST /v1/auth/identity/expand')
  })

  test('known by SID only is found, and the create names it by its auth_id', async () => {
    const { stub, run } = await create(
      {
        [who]: [200, whoAmI([write, identityRead])],
        'POST /v1/identity/find': [200, svcBackup],
        'POST /v1/identity/expand': [200, { id: svcBackup, type: 'USER' }],
        [post]: created,
      },
      `sid:${svcBackup.sid}`,
    )
    expect((await run).token.owner).toEqual({ id: '1002', name: 'svc-backup' })
    const bodies = stub.requests.slice(1).map((request) => JSON.parse(request.body))
    expect(bodies).toEqual([
      { sid: svcBackup.sid },
      { id: { auth_id: '1002' } },
      { user: { auth_id: '1002' } },
    ])
  })

  test('is not asked for without the privilege', async () => {
    const { stub, run } = await create({ [who]: [200, whoAmI([write])], [post]: created })
    expect((await run).token.owner).toEqual({ id: '1002', name: null })
    expect(asked(stub)).toEqual([who, post])
  })
})

describe('what went wrong before the create', () => {
  test.each<[string, Routes, string]>([
    ['who-am-i breaks off', { [who]: (_request, response) => response.socket?.destroy() }, 'unreachable'],
    ['who-am-i is a fault', { [who]: [500, ''] }, 'bad-response'],
    ['the credential is refused', { [who]: [401, ''] }, 'rejected'],
    [
      'the count breaks off',
      { [who]: [200, whoAmI([read])], [ofOwner]: (_request, response) => response.socket?.destroy() },
      'unreachable',
    ],
    [
      'the question for a group breaks off',
      {
        [who]: [200, whoAmI(everything)],
        'POST /v1/identity/expand': (_request, response) => response.socket?.destroy(),
      },
      'unreachable',
    ],
  ])('%s: nothing was created', async (_name, routes, code) => {
    const { stub, run } = await create(routes)
    expect(await failure(run)).toMatchObject({ code, outcome: 'not-sent' })
    expect(asked(stub)).not.toContain(post)
  })

  test.each<[Record<string, string>, string]>([
    [{ expiration_time: '2026-01-01T00:00:00' }, 'expiration_time'],
    [{ expiration_time: 'never' }, 'expiration_time'],
    [{ expiration_time: '2025-03-05T00:59:59+01:00' }, 'expiration_time'],
    [{ expiration_time: '2025-03-05T00:00:00Z' }, 'expiration_time'],
    [{ name: 'x' }, 'name'],
  ])('fields %j: nothing was sent', async (fields, field) => {
    const { stub, run } = await create({}, '1002', fields)
    expect((await failure(run)).toData()).toMatchObject({ code: 'invalid-input', field })
    expect(stub.requests).toHaveLength(0)
  })
})

test.each<[string, Answer]>([
  ['breaks off', (_request, response) => response.socket?.destroy()],
  ['is a fault', (_request, response) => json(response, 500, '')],
  ['is nonsense', (_request, response) => json(response, 200, { bearer: 'x' })],
  [
    'is a web page',
    (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  ],
])('a create whose answer %s may have been done, and is never repeated', async (_name, answer) => {
  const { stub, run } = await create({ [who]: [200, whoAmI([write])], [post]: answer })
  const error = await failure(run)
  expect(error.outcome).toBe('unknown')
  expect(printed(error)).not.toContain(accessToken)
  expect(asked(stub).filter((line) => line === post)).toHaveLength(1)
})

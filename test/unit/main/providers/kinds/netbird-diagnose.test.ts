import { describe, expect, test } from 'vitest'
import { netbird } from '../../../../../src/main/providers/kinds/netbird.ts'
import { type Answer, failure, json, startStub, startTlsStub, table } from '../stub-server.ts'
import { jwt, nowMs, open as openStub, pat as own } from './netbird-fixtures.ts'

const open = (url: string, options: { secret?: string; fields?: Record<string, string> } = {}) =>
  openStub({ url }, options)
const user = (id: string, more: object = {}) => ({
  id,
  name: `Name of ${id}`,
  role: 'admin',
  is_service_user: false,
  ...more,
})

describe('the diagnosis', () => {
  const good: Record<string, readonly [number, unknown]> = {
    'GET /api/instance': [200, { setup_required: false }],
    'GET /api/users/current': [
      200,
      user('u1', {
        permissions: {
          is_restricted: false,
          modules: { pats: { create: true, read: true, update: true, delete: true } },
        },
      }),
    ],
    'GET /api/instance/version': [
      200,
      { management_current_version: '0.77.1', management_update_available: false },
    ],
  }
  const lines = (checks: readonly { check: string; ok: boolean }[]) =>
    checks.map(({ check, ok }) => `${check} ${ok ? 'ok' : 'FAILED'}`)

  test('of a good server', async () => {
    const stub = await startStub(table(good))
    const found = await open(stub.url).diagnose()
    expect(lines(found.checks)).toEqual([
      'reachable ok',
      'certificate ok',
      'product ok',
      'credential ok',
      'version ok',
      'rights ok',
      'clock ok',
    ])
    expect(found).toMatchObject({
      identity: { ownerId: 'u1', name: 'Name of u1', role: 'admin', tokenId: null },
      version: '0.77.1',
      error: null,
    })
    expect(found.capabilities).toEqual(netbird.descriptor.capabilities)
    expect(found.checks.find(({ check }) => check === 'version')?.message).toBe('NetBird 0.77.1.')
    // What needs no credential gets none.
    expect(stub.requests[0]).toMatchObject({ path: '/api/instance' })
    expect(stub.requests[0]?.headers.authorization).toBeUndefined()
  })

  test.each<[string, Record<string, readonly [number, unknown] | Answer>]>([
    ['404', { 'GET /api/instance': [404, { message: 'not found', code: 404 }] }],
    [
      '404 as text',
      {
        'GET /api/instance': (_r, response) =>
          response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found'),
      },
    ],
    ['401', { 'GET /api/instance': [401, { message: 'no valid authentication provided', code: 401 }] }],
  ])('of an old server, which answers %s for what it does not have', async (_name, instance) => {
    const stub = await startStub(
      table({
        ...instance,
        'GET /api/users/current': [405, undefined],
        'GET /api/users': [200, [user('u1', { is_current: true, role: 'owner' }), user('u2')]],
        'GET /api/instance/version': [404, { message: 'not found', code: 404 }],
      }),
    )
    const found = await open(stub.url).diagnose()
    expect(found).toMatchObject({ error: null, version: null, identity: { ownerId: 'u1', role: 'owner' } })
  })

  test('of a service user', async () => {
    const stub = await startStub(
      table({
        ...good,
        'GET /api/users/current': [403, { message: 'permission denied', code: 403 }],
        'GET /api/users': [
          200,
          [user('u1'), user('svc', { is_current: true, is_service_user: true, role: 'auditor' })],
        ],
      }),
    )
    const found = await open(stub.url).diagnose()
    expect(found).toMatchObject({ error: null, identity: { ownerId: 'svc', role: 'auditor' } })
    const unavailable = found.capabilities.filter((entry) => !entry.available)
    const lost = unavailable.filter(({ id }) =>
      netbird.descriptor.capabilities.some((most) => most.id === id && most.available),
    )
    expect(lost.map((entry) => entry.id)).toEqual([
      'tokens.create',
      'tokens.delete',
      'owners.create',
      'owners.delete',
    ])
    expect(unavailable.every((entry) => entry.reason !== null && entry.reason.length > 10)).toBe(true)
  })

  test.each<[string, Record<string, readonly [number, unknown] | Answer>, string, string, string]>([
    [
      'a web page',
      {
        'GET /api/instance': (_r, response) =>
          response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      },
      'product',
      'not-an-api',
      'web page',
    ],
    [
      'another product',
      { 'GET /api/instance': [200, { hello: 'world' }] },
      'product',
      'bad-response',
      'form',
    ],
    ...[
      { error_class: 'http_uri_not_found_error', description: 'x', module: 'y' },
      { error: { id: 'notFound', description: 'x' } },
      { type: 'https://example.org/x', title: 'Not found', status: '404' },
    ].map((body): [string, Record<string, readonly [number, unknown]>, string, string, string] => [
      `another product that refuses with ${Object.keys(body)[0]}`,
      { 'GET /api/instance': [404, body], 'GET /api/users/current': [401, body] },
      'product',
      'not-an-api',
      'URL',
    ]),
    [
      'a server that is not set up',
      { 'GET /api/instance': [200, { setup_required: true }] },
      'product',
      'rejected',
      'not set up',
    ],
    [
      'a redirect',
      {
        'GET /api/instance': (_r, response) =>
          response.writeHead(302, { location: 'https://login.example/x' }).end(),
      },
      'product',
      'redirected',
      'https://login.example',
    ],
    [
      'a wrong path',
      { ...good, 'GET /api/users/current': [404, undefined], 'GET /api/users': [404, undefined] },
      'credential',
      'not-an-api',
      'without /api',
    ],
    [
      'a wrong credential',
      { ...good, 'GET /api/users/current': [401, { message: 'token invalid', code: 401 }] },
      'credential',
      'rejected',
      'does not accept',
    ],
    [
      'a blocked user',
      {
        ...good,
        'GET /api/users/current': [403, { message: 'user is blocked', code: 403 }],
        'GET /api/users': [403, { message: 'user is blocked', code: 403 }],
      },
      'credential',
      'forbidden',
      'blocked',
    ],
    [
      'too few rights',
      { ...good, 'GET /api/users/current': [200, user('u1', { role: 'user' })] },
      'rights',
      'forbidden',
      'role user',
    ],
    [
      'a fault',
      { 'GET /api/instance': [500, { message: 'internal server error', code: 500 }] },
      'product',
      'bad-response',
      '500',
    ],
    [
      'a rate limit',
      { ...good, 'GET /api/users/current': [429, { message: 'too many requests', code: 429 }] },
      'credential',
      'rate-limited',
      'too many',
    ],
  ])('of %s', async (_name, routes, check, code, words) => {
    const stub = await startStub(table(routes))
    const found = await open(stub.url).diagnose()
    const failed = found.checks.filter((line) => !line.ok)
    expect(failed.map((line) => line.check)).toEqual([check])
    expect(found.checks.at(-1)).toEqual(failed[0])
    expect(failed[0]?.message).toContain(words)
    expect(found).toMatchObject({ identity: null, error: { code } })
    expect(lines(found.checks).slice(0, 2)).toEqual(['reachable ok', 'certificate ok'])
  })

  test('of a mistyped token gives a hint, of a well-formed one does not', async () => {
    const stub = await startStub(
      table({ ...good, 'GET /api/users/current': [401, { message: 'token invalid', code: 401 }] }),
    )
    const hint = 'it may be cut off'
    expect(
      (await open(stub.url, { secret: `${own.slice(0, -1)}x` }).diagnose()).checks.at(-1)?.message,
    ).toContain(hint)
    expect((await open(stub.url).diagnose()).checks.at(-1)?.message).not.toContain(hint)
  })

  test('of nothing at all', async () => {
    const stub = await startStub(table(good))
    await stub.close()
    const found = await open(stub.url).diagnose()
    expect(lines(found.checks)).toEqual(['reachable FAILED'])
    expect(found.error).toMatchObject({ code: 'unreachable' })
  })

  test('of a certificate that is not trusted', async () => {
    const stub = await startTlsStub('self-signed', table(good))
    const found = await open(stub.url).diagnose()
    expect(lines(found.checks)).toEqual(['reachable ok', 'certificate FAILED'])
    expect(found.error).toMatchObject({ code: 'untrusted' })
    expect(stub.requests).toHaveLength(0)
  })

  test.each([
    [0, 'agree'],
    [119_000, 'agree'],
    [-180_000, '3 minutes behind'],
    [3_600_000, '60 minutes ahead'],
  ])('of a clock that differs by %i ms only warns', async (difference, words) => {
    const date = new Date(nowMs + difference).toUTCString()
    const stub = await startStub((request, response) => {
      const [status, body] = good[`${request.method} ${request.path}`] ?? [599, {}]
      json(response, status, body, { date })
    })
    const found = await open(stub.url).diagnose()
    expect(found.checks.at(-1)).toMatchObject({ check: 'clock', ok: true })
    expect(found.checks.at(-1)?.message).toContain(words)
    expect(found.error).toBeNull()
  })

  test('of a managed account that the server would ignore', async () => {
    const routes = (id: string) =>
      table({
        'GET /api/instance': good['GET /api/instance'] ?? [599, {}],
        // Who one is does not depend on where one works.
        'GET /api/users/current': good['GET /api/users/current'] ?? [599, {}],
        'GET /api/instance/version?account=child': good['GET /api/instance/version'] ?? [599, {}],
        'GET /api/accounts?account=child': [200, [{ id, settings: {} }]],
      })
    const options = { fields: { account: 'child' } }
    const ignored = await open((await startStub(routes('parent'))).url, options).diagnose()
    expect(ignored.checks.at(-1)).toMatchObject({ check: 'account', ok: false })
    expect(ignored.checks.at(-1)?.message).toContain('ignores the managed account')
    const taken = await open((await startStub(routes('child'))).url, options).diagnose()
    expect(taken.error).toBeNull()
  })

  test.each<[string, object | undefined, string[]]>([
    ['owner', undefined, []],
    ['admin', undefined, []],
    ['network_admin', undefined, ['owners.create', 'owners.delete']],
    ['auditor', undefined, ['tokens.create', 'tokens.delete', 'owners.create', 'owners.delete']],
    ['some new role', undefined, []],
    [
      'admin',
      { users: { create: false, delete: true }, events: { read: false } },
      ['tokens.events', 'owners.create'],
    ],
  ])('of role %s told to have %j leaves out %j', async (role, modules, missing) => {
    const permissions = modules === undefined ? {} : { permissions: { is_restricted: false, modules } }
    const stub = await startStub(
      table({ ...good, 'GET /api/users/current': [200, user('u1', { role, ...permissions })] }),
    )
    const { capabilities, error } = await open(stub.url).diagnose()
    expect(error).toBeNull()
    const lost = capabilities.filter(
      (entry, index) => netbird.descriptor.capabilities[index]?.available === true && !entry.available,
    )
    expect(lost.map((entry) => entry.id)).toEqual(missing)
    for (const entry of lost) expect(entry.reason).toContain(role)
  })

  test('of a sign-in through the identity provider says that it ends, and when', async () => {
    const stub = await startStub(table(good))
    const found = await open(stub.url, { secret: jwt }).diagnose()
    expect(found.error).toBeNull()
    const line = found.checks.find(({ check }) => check === 'credential')
    expect(line?.message).toContain('JWT')
    expect(line?.message).toContain('2025-03-05T01:00:00.000Z')
    expect(stub.requests[1]?.headers.authorization).toBe(`Bearer ${jwt}`)
  })

  test('of a sign-in through the identity provider that has ended', async () => {
    const stub = await startStub(
      table({ ...good, 'GET /api/users/current': [401, { message: 'token invalid', code: 401 }] }),
    )
    const line = (await open(stub.url, { secret: jwt }).diagnose()).checks.at(-1)
    expect(line).toMatchObject({ check: 'credential', ok: false })
    expect(line?.message).toMatch(/identity provider.*may have ended/)
    expect(line?.message).not.toContain('cut off')
    expect(line?.message).not.toContain(jwt)
  })

  test('tells of a newer version', async () => {
    const version = {
      management_current_version: '0.70.1',
      management_update_available: true,
      management_available_version: '0.77.1',
    }
    const stub = await startStub(table({ ...good, 'GET /api/instance/version': [200, version] }))
    const found = await open(stub.url).diagnose()
    expect(found.version).toBe('0.70.1')
    expect(found.checks.find(({ check }) => check === 'version')?.message).toContain('0.77.1 is available')
  })

  test('that is cancelled throws', async () => {
    const stub = await startStub(table(good))
    expect(await failure(open(stub.url).diagnose(AbortSignal.abort()))).toMatchObject({ code: 'cancelled' })
  })
})

test('texts of the server are made safe in messages', async () => {
  const name = `evil\u202Ename\u001b[31m${'x'.repeat(10_000)}`
  const stub = await startStub(
    table({
      'GET /api/instance': [200, { setup_required: false }],
      'GET /api/users/current': [200, user('u1', { name, role: 'ad\nmin' })],
      'GET /api/instance/version': [200, { management_current_version: '1\u2066' }],
    }),
  )
  const found = await open(stub.url).diagnose()
  for (const line of found.checks) {
    expect(line.message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(line.message.length).toBeLessThan(400)
  }
})

import { describe, expect, test } from 'vitest'
import { failure, json, startStub, table } from '../stub-server.ts'
import { asked, documentedToken, open, person, self, selfPath, service, token } from './netbird-fixtures.ts'

describe('listing', () => {
  const users = [
    person(self, { role: 'admin', is_current: true, name: 'Ada' }),
    person('human2', { role: 'owner' }),
    service('svc1', { name: 'Backup' }),
    service('svc2'),
  ]

  test('an admin sees its own tokens and those of service users', async () => {
    const stub = await startStub(
      table({
        'GET /api/users': [200, users],
        [`GET ${selfPath}`]: [200, [documentedToken]],
        'GET /api/users/svc1/tokens': [200, [token('s1'), token('s2', { created_by: 'human2' })]],
        'GET /api/users/svc2/tokens': [200, null],
      }),
    )
    const listing = await open(stub).list()
    expect(listing.owners).toEqual([
      { id: self, name: 'Ada', type: 'user', isSelf: true, manageable: true, reason: null },
      {
        id: 'human2',
        name: 'Name of human2',
        type: 'user',
        isSelf: false,
        manageable: false,
        reason:
          'NetBird lets admins see only their own and service users’ tokens; those of another person are visible to nobody else.',
      },
      { id: 'svc1', name: 'Backup', type: 'service user', isSelf: false, manageable: true, reason: null },
      {
        id: 'svc2',
        name: 'Name of svc2',
        type: 'service user',
        isSelf: false,
        manageable: true,
        reason: null,
      },
    ])
    expect(listing.complete).toEqual([self, 'svc1', 'svc2'])
    expect(listing.failures).toEqual([])
    // The owner is whose list it is in, not who made it.
    expect(listing.tokens.map((row) => [row.remoteId, row.owner, row.creator])).toEqual([
      ['ch8i54g6lnn4g9hqv7n0', { id: self, name: 'Ada' }, { id: self, name: 'Ada' }],
      ['s1', { id: 'svc1', name: 'Backup' }, { id: self, name: 'Ada' }],
      ['s2', { id: 'svc1', name: 'Backup' }, { id: 'human2', name: 'Name of human2' }],
    ])
    expect(asked(stub)).not.toContain('GET /api/users/human2/tokens')
  })

  test.each<[string, boolean, string[]]>([
    ['owner', false, [self, 'svc1', 'svc2']],
    ['admin', true, [self, 'svc1', 'svc2']],
    ['network_admin', false, [self]],
    ['auditor', false, [self]],
    ['user', false, []],
    ['user', true, [self]],
    ['billing_admin', false, []],
    ['some_new_role', false, [self]],
  ])('role %s (service user: %s) may see %j', async (role, isService, visible) => {
    const me = isService
      ? service(self, { role, is_current: true })
      : person(self, { role, is_current: true })
    const stub = await startStub((request, response) =>
      json(response, 200, request.path === '/api/users' ? [me, ...users.slice(1)] : []),
    )
    const listing = await open(stub).list()
    expect(listing.complete).toEqual(visible)
    expect(listing.owners.every((owner) => owner.manageable === (owner.reason === null))).toBe(true)
  })

  test('reads at most four owners at the same time', async () => {
    let running = 0
    let most = 0
    const many = Array.from({ length: 20 }, (_value, index) => service(`svc${index}`))
    const stub = await startStub((request, response) => {
      if (request.path === '/api/users') return json(response, 200, [users[0], ...many])
      running += 1
      most = Math.max(most, running)
      setImmediate(() => {
        running -= 1
        json(response, 200, [])
      })
    })
    expect((await open(stub).list()).complete).toHaveLength(21)
    expect(most).toBeLessThanOrEqual(4)
    expect(most).toBeGreaterThan(1)
  })

  test('an owner that fails is named, the others are listed', async () => {
    const stub = await startStub(
      table({
        'GET /api/users': [200, users],
        [`GET ${selfPath}`]: [200, [documentedToken]],
        'GET /api/users/svc1/tokens': [403, { message: 'permission denied', code: 403 }],
        'GET /api/users/svc2/tokens': [200, [{ id: 5 }]],
      }),
    )
    const listing = await open(stub).list()
    expect(listing.complete).toEqual([self])
    expect(listing.failures.map((failed) => failed.ownerId)).toEqual(['svc1', 'svc2'])
    expect(listing.failures[0]?.message).toContain('role')
  })

  test('a rate limit in the middle ends the reading', async () => {
    const many = Array.from({ length: 40 }, (_value, index) => service(`svc${index}`))
    const stub = await startStub((request, response) => {
      if (request.path === '/api/users') json(response, 200, [users[0], ...many])
      else if (request.path === selfPath) json(response, 200, [])
      else json(response, 429, { message: 'too many requests', code: 429 })
    })
    const listing = await open(stub).list()
    expect(listing.complete).toEqual([self])
    expect(listing.failures).toHaveLength(40)
    expect(stub.requests.length).toBeLessThan(10)
  })

  test.each<[number, string, string]>([
    [429, 'too many requests', 'rate-limited'],
    [500, 'internal server error', 'bad-response'],
    [401, 'token invalid', 'rejected'],
  ])('%i for everybody is thrown', async (status, message, code) => {
    const stub = await startStub((request, response) => {
      if (request.path === '/api/users') json(response, 200, users)
      else json(response, status, { message, code: status })
    })
    expect(await failure(open(stub).list())).toMatchObject({ code })
  })

  test('when nobody is marked as the caller, the server is asked', async () => {
    const unmarked = users.map(({ ...user }) => ({ ...user, is_current: undefined }))
    const stub = await startStub(
      table({
        'GET /api/users': [200, unmarked],
        'GET /api/users/current': [200, users[0]],
        [`GET ${selfPath}`]: [200, []],
        'GET /api/users/svc1/tokens': [200, []],
        'GET /api/users/svc2/tokens': [200, []],
      }),
    )
    expect((await open(stub).list()).complete).toEqual([self, 'svc1', 'svc2'])
  })

  test('owners come without their tokens being read', async () => {
    const stub = await startStub(table({ 'GET /api/users': [200, users] }))
    expect((await open(stub).listOwners()).map((owner) => owner.id)).toEqual([self, 'human2', 'svc1', 'svc2'])
    expect(asked(stub)).toEqual(['GET /api/users'])
  })
})

import { describe, expect, test } from 'vitest'
import type { RemoteOwner } from '../../../../../src/main/providers/provider.ts'
import { failure, json, startStub } from '../stub-server.ts'
import { asked, base, bytes, group, jane, nowMs, open, page, refuse, token, user } from './astra-fixtures.ts'

interface World {
  readonly users?: readonly object[]
  readonly bindings?: readonly object[]
  /** By user id: its tokens, or the problem and status of a refusal. */
  readonly tokens?: Readonly<Record<string, readonly object[] | readonly [number, number]>>
  /** Problem and status instead of the role bindings. */
  readonly noBindings?: readonly [number, number]
  readonly account?: object | readonly [number, number]
  readonly date?: string
}

/** A small account: users, role bindings and tokens. */
function startWorld(world: World) {
  const { users = [user(jane)], bindings = [], tokens = {} } = world
  return startStub((request, response) => {
    if (world.date !== undefined) response.setHeader('date', world.date)
    if (request.headers.authorization === undefined) return refuse(response, 3, 401)
    const [path = ''] = request.path.split('?')
    const answer = (found: unknown) => {
      if (!Array.isArray(found) || typeof found[0] !== 'number') return json(response, 200, found)
      return refuse(response, found[0], Number(found[1]))
    }
    const userId = /\/users\/([^/]+)\/tokens$/.exec(path)?.[1]
    if (userId !== undefined) {
      const own = tokens[userId] ?? []
      return answer(typeof own[0] === 'number' ? own : page(own))
    }
    if (path === `${base}/users`) return answer(page(users))
    if (path === `${base}/roleBindings`) return answer(world.noBindings ?? page(bindings))
    return answer(world.account ?? { id: 'a', name: 'Storage', state: 'active', isEnabled: 'true' })
  })
}

const byId = (owners: readonly RemoteOwner[], id: string) => owners.find((owner) => owner.id === id)

describe('listing', () => {
  test('asks for the users once and for the tokens of each, and tells how far it is', async () => {
    const users = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6'].map((id) => user(id))
    const bindings = [{ userID: 'u1', role: 'owner' }]
    const stub = await startWorld({
      users,
      bindings,
      tokens: { u1: [token('a')], u5: [token('b'), token('c')] },
    })
    const steps: [number, number][] = []
    const listing = await open(stub).list(undefined, (done, total) => steps.push([done, total]))
    expect(listing.tokens.map((one) => [one.owner.id, one.owner.name, one.remoteId])).toEqual([
      ['u1', 'Name of u1', 'a'],
      ['u5', 'Name of u5', 'b'],
      ['u5', 'Name of u5', 'c'],
    ])
    expect(listing).toMatchObject({
      complete: users.map(({ id }) => id),
      ownersComplete: true,
      failures: [],
    })
    expect(steps.map(([done]) => done)).toEqual([2, 3, 4, 5, 6, 7, 8])
    expect(steps.every(([, total]) => total === 8)).toBe(true)
    expect(asked(stub).slice(0, 2).sort()).toEqual([
      "GET /roleBindings?filter=principalType%20eq%20'user'&limit=100",
      'GET /users?orderBy=id&limit=100',
    ])
    expect(asked(stub)).toHaveLength(8)
  })

  test('owners show sign-in, role and state, and why a suspended one is not to be used', async () => {
    const users = [
      user('u1', { authProvider: 'ldap' }),
      user('u2', { state: 'suspended', firstName: '', lastName: null }),
      user('u3', { isEnabled: 'false', email: '', firstName: null, lastName: ' ' }),
      user('u4', { state: 'frozen', authProvider: 'quantum', isEnabled: 'perhaps' }),
      user('u5', { authProvider: 'cloud-central', state: null, isEnabled: null }),
    ]
    const bindings = [
      { principalType: 'user', userID: 'u1', role: 'owner', roleConstraints: ['*'] },
      { principalType: 'user', userID: 'u2', role: 'viewer' },
      { principalType: 'user', userID: 'u2', role: 'member' },
      { principalType: 'group', groupID: group, role: 'admin' },
      { principalType: 'user', userID: 'u4', role: 'archivist' },
    ]
    const { owners, complete } = await open(await startWorld({ users, bindings })).list()
    expect(owners.map(({ name, type, isSelf }) => [name, type, isSelf])).toEqual([
      ['Name of u1', 'LDAP user, owner, active', false],
      ['u2@example.org', 'local user, viewer and member, suspended', false],
      ['u3', 'local user, disabled', false],
      ['Name of u4', 'user, archivist, frozen', false],
      ['Name of u5', 'cloud user', false],
    ])
    expect(owners.map(({ manageable }) => manageable)).toEqual([true, false, false, true, true])
    expect(byId(owners, 'u2')?.reason).toMatch(/suspended/)
    // Their tokens are read all the same.
    expect(complete).toContain('u2')
  })

  test('an older release, which does not tell the sort of principal, is asked without a filter', async () => {
    const stub = await startStub((request, response) => {
      if (!request.path.includes('roleBindings'))
        return json(response, 200, page(request.path.includes('tokens') ? [] : [user(jane)]))
      if (request.path.includes('filter')) return refuse(response, 5, 400)
      return json(response, 200, page([{ userID: jane, role: 'admin' }]))
    })
    expect((await open(stub).listOwners())[0]?.type).toBe('local user, admin, active')
  })

  test('roles that may not be read cost nothing but the roles', async () => {
    const stub = await startWorld({ noBindings: [11, 403], tokens: { [jane]: [token('a')] } })
    const { owners, tokens } = await open(stub).list()
    expect(owners[0]?.type).toBe('local user, active')
    expect(tokens).toHaveLength(1)
  })

  test('a user whose tokens may not be seen is an owner with a reason, until they may', async () => {
    const tokens: Record<string, readonly object[] | readonly [number, number]> = {
      u1: [token('a')],
      u2: [11, 403],
    }
    const stub = await startWorld({ users: [user('u1'), user('u2')], tokens })
    const session = open(stub)
    const { owners, complete, failures } = await session.list()
    expect([complete, failures]).toEqual([['u1'], []])
    expect(byId(owners, 'u2')).toMatchObject({
      manageable: false,
      reason: expect.stringMatching(/may not see/),
    })
    expect(byId(await session.listOwners(), 'u2')?.manageable).toBe(false)
    tokens['u2'] = [token('b')]
    expect(byId((await session.list()).owners, 'u2')).toMatchObject({ manageable: true, reason: null })
  })

  test('a user outside the group is an owner with a reason', async () => {
    const stub = await startWorld({
      users: [user('u1'), user('u2')],
      tokens: { u1: [token('a')], u2: [2, 404] },
    })
    const { owners, complete, failures } = await open(stub, { groupId: group }).list()
    expect([complete, failures]).toEqual([['u1'], []])
    expect(byId(owners, 'u2')?.reason).toMatch(/group/)
    expect(asked(stub).filter((path) => path.includes(`/groups/${group}/users/`))).toHaveLength(2)
  })

  test('a user who could not be read is told as a failure; when nobody could, it is the error', async () => {
    const users = [user('u1'), user('u2')]
    const some = await open(await startWorld({ users, tokens: { u2: [34, 500] } })).list()
    expect(some.complete).toEqual(['u1'])
    expect(some.failures).toMatchObject([{ ownerId: 'u2', code: 'bad-response' }])
    const none = await startWorld({ users, tokens: { u1: [34, 500], u2: [13, 404] } })
    expect(await failure(open(none).list())).toMatchObject({ code: 'bad-response' })
  })

  test('users whose lists are together more than any account has end it, and the rest is not asked for', async () => {
    const users = Array.from({ length: 14 }, (_, index) => user(`u${index}`))
    const huge = [token('a', { padding: 'x'.repeat(7 * 1024 * 1024) })]
    const tokens = Object.fromEntries(users.map(({ id }) => [id, huge]))
    const stub = await startWorld({ users, tokens })
    const { complete, failures } = await open(stub, { totalMs: 20_000 }).list()
    expect(complete).toHaveLength(9)
    expect(failures).toHaveLength(5)
    expect(failures[0]).toMatchObject({
      code: 'bad-response',
      message: expect.stringContaining('64 MiB'),
    })
  })

  test('a credential that runs out in between ends it', async () => {
    const stub = await startWorld({
      users: [user('u1'), user('u2')],
      tokens: { u1: [token('a')], u2: [4, 401] },
    })
    expect(await failure(open(stub).list())).toMatchObject({ code: 'rejected' })
  })
})

describe('the diagnosis', () => {
  const diagnose = async (world: World, options: Parameters<typeof open>[1] = {}) => {
    const found = await open(await startWorld(world), options).diagnose()
    const failed = found.checks.find((line) => !line.ok)
    return { ...found, failed: failed?.check ?? null, code: Reflect.get(Object(found.error), 'code') ?? null }
  }

  test('of a good server names the account and says what cannot be known', async () => {
    const found = await diagnose({ date: new Date(nowMs).toUTCString() })
    expect(found.checks.map(({ check, ok }) => [check, ok])).toEqual([
      ['reachable', true],
      ['certificate', true],
      ['product', true],
      ['credential', true],
      ['account', true],
      ['rights', true],
      ['clock', true],
    ])
    expect(found.identity).toEqual({ ownerId: null, name: 'Storage', role: null, tokenId: null })
    expect(found.version).toBeNull()
    expect(found.checks.find(({ check }) => check === 'credential')?.message).toMatch(/does not tell whose/)
    expect(found.checks.at(-1)?.message).toBe('The clocks agree.')
  })

  test('sees a wrong clock', async () => {
    const found = await diagnose({ date: new Date(nowMs + 3_600_000).toUTCString() })
    expect(found.checks.at(-1)?.message).toMatch(/60 minutes ahead/)
  })

  test('warns of an account that is not active', async () => {
    const sentence = async (account: object) =>
      (await diagnose({ account })).checks.find(({ check }) => check === 'account')?.message
    expect(await sentence({ id: 'a', name: 'S', state: 'deletePending' })).toMatch(
      /Warning: it is deletePending/,
    )
    expect(await sentence({ id: 'a', name: 'S', state: 'active', isEnabled: 'false' })).toMatch(/disabled/)
    expect(await sentence([11, 403])).toMatch(/may not be read/)
  })

  test('needs to see the tokens of somebody, and asks until it does', async () => {
    const users = Array.from({ length: 11 }, (_one, index) => user(`u${index}`))
    const hidden = Object.fromEntries(users.map(({ id }) => [id, [11, 403]] as const))
    expect(await diagnose({ users, tokens: hidden })).toMatchObject({ failed: 'rights', code: 'forbidden' })
    const found = await diagnose({ users, tokens: { ...hidden, u9: [token('a')] } })
    expect(found.checks.find(({ check }) => check === 'rights')?.message).toContain('1 of the 11 users')
  })

  test('says that the group is wrong', async () => {
    expect(await diagnose({ tokens: { [jane]: [2, 404] } }, { groupId: group })).toMatchObject({
      failed: 'rights',
      code: 'invalid-input',
      error: { field: 'group_id' },
    })
  })

  test.each<[string, readonly [number, number], string, string]>([
    ['a token that is not known', [4, 401], 'credential', 'rejected'],
    ['a user who is not enabled', [14, 403], 'credential', 'forbidden'],
    ['an account that is not there', [18, 404], 'account', 'invalid-input'],
    ['a collection that is not there', [2, 404], 'account', 'invalid-input'],
    ['an account id of no such form', [33, 400], 'account', 'invalid-input'],
    ['a role without any right', [11, 403], 'rights', 'forbidden'],
    ['a server at fault', [34, 500], 'credential', 'bad-response'],
  ])('names %s', async (_name, [number, status], check, code) => {
    const stub = await startStub((request, response) => {
      if (request.headers.authorization === undefined) refuse(response, 3, 401)
      else if (request.path.endsWith('/users?limit=1')) refuse(response, number, status)
      else json(response, 200, { id: 'a', name: 'S' })
    })
    const found = await open(stub).diagnose()
    expect(found.checks.filter((line) => !line.ok).map((line) => line.check)).toEqual([check])
    expect(found).toMatchObject({ identity: null, error: { code } })
  })

  test.each<[string, number, string]>([
    ['another product that wants a credential', 401, '{"message":"who are you"}'],
    ['a page that is not there', 404, 'not found'],
    ['a web page', 200, '<!doctype html><p>hello'],
  ])('%s is not Astra Control, and is given no credential', async (_name, status, body) => {
    const stub = await startStub((_request, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end(body)
    })
    const found = await open(stub).diagnose()
    expect(found).toMatchObject({ error: { code: 'not-an-api' } })
    expect(found.checks.at(-1)).toMatchObject({ check: 'product', ok: false })
    for (const request of stub.requests) expect(request.headers.authorization).toBeUndefined()
  })

  test('a session that is closed sends nothing', async () => {
    const stub = await startWorld({})
    const session = open(stub)
    await session.close()
    expect(await failure(session.verifySecret(bytes('eA=='), null))).toMatchObject({ code: 'cancelled' })
    expect(stub.requests).toEqual([])
  })
})

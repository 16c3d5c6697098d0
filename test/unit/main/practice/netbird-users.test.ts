import { describe, expect, it } from 'vitest'
import { as, type Bench, startNetbird } from './harness.ts'

const DENIED = { message: 'permission denied', code: 403 }

interface User {
  id: string
  name: string
  role: string
  is_current: boolean
  is_service_user: boolean
}

describe('list', () => {
  it('has people and service users with all their members, and hides those that cannot be deleted', async () => {
    const { server, send } = await startNetbird()
    const users: (User & Record<string, unknown>)[] = (await send('GET', '/api/users')).json
    expect(users.length).toBeGreaterThan(40)
    expect(Object.keys(users[0]!).toSorted()).toEqual(
      'auto_groups email id is_blocked is_current is_service_user issued last_login name pending_approval role status'.split(
        ' ',
      ),
    )
    expect(users.map(({ name }) => name)).not.toContain('directory-sync')
    const current = users.filter(({ is_current }) => is_current)
    expect(current.map(({ id }) => id)).toEqual([server.accounts['administrator']!.owner])
    expect(new Set(users.map(({ role }) => role)).size).toBe(6)
    expect(new Set(users.map(({ status }) => status))).toEqual(new Set(['active', 'invited', 'blocked']))
    for (const user of users.filter(({ is_service_user }) => is_service_user)) {
      expect(user).toMatchObject({ last_login: '0001-01-01T00:00:00Z', email: '' })
    }
  })

  it('has nothing in the future', async () => {
    const { server, send, clock } = await startNetbird()
    const users: (User & { last_login: string })[] = (await send('GET', '/api/users')).json
    for (const { last_login } of users) expect(Date.parse(last_login)).toBeLessThan(clock.ms)
    for (const { id } of users.filter(({ is_service_user }) => is_service_user)) {
      const tokens = (await send('GET', `/api/users/${id}/tokens`)).json ?? []
      for (const token of tokens) {
        const created = Date.parse(token.created_at)
        expect(created).toBeLessThan(clock.ms)
        expect(Date.parse(token.expiration_date)).toBeGreaterThan(created)
        if (token.last_used === undefined) continue
        expect(Date.parse(token.last_used)).toBeGreaterThan(created)
        expect(Date.parse(token.last_used)).toBeLessThan(
          Math.min(clock.ms, Date.parse(token.expiration_date)),
        )
      }
    }
    expect(server.requests().length).toBeGreaterThan(20)
  })

  it('comes in another order each time, or always in the same when asked for', async () => {
    const ids = async ({ send }: Bench): Promise<string[]> =>
      (await send('GET', '/api/users')).json.map(({ id }: User) => id)
    const bench = await startNetbird()
    const [first, second] = [await ids(bench), await ids(bench)]
    expect(first).not.toEqual(second)
    expect(first.toSorted()).toEqual(second.toSorted())
    const stable = await startNetbird({ userOrder: 'stable' })
    expect(await ids(stable)).toEqual(await ids(stable))
  })

  it.each(['true', '1', 't', 'TRUE'])('keeps service users only for service_user=%s', async (value) => {
    const { send } = await startNetbird()
    const users: User[] = (await send('GET', `/api/users?service_user=${value}`)).json
    expect(users.length).toBeGreaterThan(20)
    expect(users.every(({ is_service_user }) => is_service_user)).toBe(true)
  })

  it('keeps people only for false, and both for an empty value', async () => {
    const { send } = await startNetbird()
    const people: User[] = (await send('GET', '/api/users?service_user=False')).json
    expect(people.some(({ is_service_user }) => is_service_user)).toBe(false)
    const all: User[] = (await send('GET', '/api/users?service_user=')).json
    expect(all.length).toBeGreaterThan(people.length)
  })

  it.each(['yes', '2', 'tRuE'])('422 for service_user=%s', async (value) => {
    const { send } = await startNetbird()
    const reply = await send('GET', `/api/users?service_user=${value}`)
    expect(reply.json).toEqual({ message: 'invalid service_user query parameter', code: 422 })
  })

  it('shows a person without rights only itself, an auditor everybody, a billing admin nothing', async () => {
    const bench = await startNetbird()
    const own: User[] = (await bench.send('GET', '/api/users', as(bench, 'person'))).json
    expect(own.map(({ id }) => id)).toEqual([bench.server.accounts['person']!.owner])
    const all: User[] = (await bench.send('GET', '/api/users', as(bench, 'auditor'))).json
    expect(all.length).toBeGreaterThan(40)
    expect(all.find(({ is_current }) => is_current)?.name).toBe('security-auditor')
    expect((await bench.send('GET', '/api/users', as(bench, 'billingAdmin'))).status).toBe(403)
  })
})

describe('current user', () => {
  it('tells the permissions by module', async () => {
    const bench = await startNetbird()
    const admin = (await bench.send('GET', '/api/users/current')).json
    expect(admin).toMatchObject({ is_current: true, role: 'admin', permissions: { is_restricted: false } })
    expect(admin.permissions.modules.pats).toEqual({ create: true, read: true, update: true, delete: true })
    expect(admin.permissions.modules.accounts).toEqual({
      create: false,
      read: true,
      update: false,
      delete: false,
    })
    const network = (await bench.send('GET', '/api/users/current', as(bench, 'networkAdmin'))).json
    expect(network.permissions.modules.pats.create).toBe(true)
    expect(network.permissions.modules.users).toEqual({
      create: false,
      read: true,
      update: false,
      delete: false,
    })
    const person = (await bench.send('GET', '/api/users/current', as(bench, 'person'))).json
    expect(person.permissions.modules.pats.read).toBe(false)
  })

  it('is 403 for service users and does not exist before 0.41.1', async () => {
    const bench = await startNetbird()
    expect((await bench.send('GET', '/api/users/current', as(bench, 'automation'))).json).toEqual(DENIED)
    bench.server.control.setVersion('0.41.0')
    expect((await bench.send('GET', '/api/users/current')).status).toBe(405)
  })
})

describe('create', () => {
  const valid = { role: 'auditor', auto_groups: [], is_service_user: true, name: 'новый' }

  it('makes a service user', async () => {
    const { send } = await startNetbird()
    const reply = await send('POST', '/api/users', { json: valid })
    expect(reply).toMatchObject({
      status: 200,
      json: {
        name: 'новый',
        role: 'auditor',
        is_service_user: true,
        status: 'active',
        issued: 'api',
        email: '',
      },
    })
    const listed: User[] = (await send('GET', '/api/users?service_user=true')).json
    expect(listed.map(({ id }) => id)).toContain(reply.json.id)
  })

  it('422 for an owner and for an unknown role, 400 for wrong types, 403 without rights', async () => {
    const bench = await startNetbird()
    const send = (json: unknown, caller = {}) => bench.send('POST', '/api/users', { json, ...caller })
    expect((await send({ ...valid, role: 'owner' })).json).toEqual({
      message: "can't create a service user with owner role",
      code: 422,
    })
    expect((await send({ ...valid, role: 'King' })).json).toEqual({
      message: 'unknown user role king',
      code: 422,
    })
    expect((await send({})).status).toBe(422)
    expect((await send({ ...valid, is_service_user: 'yes' })).json.message).toBe(
      "couldn't parse JSON request",
    )
    expect((await send({ ...valid, auto_groups: [1] })).status).toBe(400)
    expect((await send(valid, as(bench, 'auditor'))).json).toEqual(DENIED)
  })

  it('412 for people without an identity provider; with one they are invited, twice is 409', async () => {
    const person = { ...valid, is_service_user: false, email: 'New@practice.example' }
    const plain = await startNetbird()
    expect((await plain.send('POST', '/api/users', { json: person })).json).toEqual({
      message: 'idp manager must be enabled to send user invites',
      code: 412,
    })
    const { send } = await startNetbird({ invites: true })
    const invited = await send('POST', '/api/users', { json: person })
    expect(invited).toMatchObject({ status: 200, json: { status: 'invited', is_service_user: false } })
    expect((await send('POST', '/api/users', { json: person })).status).toBe(409)
    for (const [json, word] of [
      [{ ...person, name: '' }, 'name'],
      [{ ...person, email: '' }, 'email'],
      [{ ...person, role: 'owner' }, 'owner'],
    ] as const) {
      expect(await send('POST', '/api/users', { json })).toMatchObject({
        status: 422,
        json: { message: expect.stringContaining(word) },
      })
    }
  })
})

describe('update', () => {
  it('changes role, groups and blocking; a blocked service user is refused', async () => {
    const bench = await startNetbird()
    const path = `/api/users/${bench.server.accounts['auditor']!.owner}`
    const json = { role: 'user', auto_groups: [], is_blocked: true }
    expect((await bench.send('PUT', path, { json })).json).toMatchObject({
      role: 'user',
      is_blocked: true,
      status: 'blocked',
    })
    expect((await bench.send('GET', '/api/users', as(bench, 'auditor'))).json.message).toContain(
      'user is blocked',
    )
    expect((await bench.send('PUT', path, { json: { ...json, is_blocked: false } })).json.status).toBe(
      'active',
    )
  })

  it('checks the user, the body, the groups member, the role and the rights, in this order', async () => {
    const bench = await startNetbird()
    const path = `/api/users/${bench.server.accounts['automation']!.owner}`
    const json = { role: 'user', auto_groups: [], is_blocked: false }
    expect((await bench.send('PUT', '/api/users/nobody', { body: '{' })).json.message).toBe(
      'user: nobody not found',
    )
    expect((await bench.send('PUT', path, { body: '{' })).json.message).toBe("couldn't parse JSON request")
    expect((await bench.send('PUT', path, { json: { role: 'king' } })).json).toEqual({
      message: "auto_groups field can't be absent",
      code: 400,
    })
    expect((await bench.send('PUT', path, { json: { ...json, role: 'king' } })).json).toEqual({
      message: 'invalid user role',
      code: 422,
    })
    expect((await bench.send('PUT', path, { json, ...as(bench, 'networkAdmin') })).json).toEqual(DENIED)
  })

  it('keeps the rules about admins, owners and groups', async () => {
    const bench = await startNetbird()
    const put = async (name: string, changes: object): Promise<[number, string]> => {
      const path = `/api/users/${encodeURIComponent(bench.server.accounts[name]!.owner)}`
      const json = { role: 'admin', auto_groups: [], is_blocked: false, ...changes }
      const reply = await bench.send('PUT', path, { json })
      return [reply.status, reply.json.message]
    }
    expect(await put('administrator', { is_blocked: true })).toEqual([
      403,
      expect.stringContaining("can't block or unblock themselves"),
    ])
    expect(await put('administrator', { role: 'user' })).toEqual([
      403,
      expect.stringContaining("can't change their role"),
    ])
    expect(await put('owner', {})).toEqual([
      403,
      expect.stringContaining('only owners can remove owner role'),
    ])
    expect(await put('owner', { role: 'owner', is_blocked: true })).toEqual([
      403,
      expect.stringContaining('unable to block owner'),
    ])
    expect(await put('networkAdmin', { role: 'owner' })).toEqual([
      403,
      expect.stringContaining('only owners can add owner role'),
    ])
    expect(await put('auditor', { auto_groups: ['nope'] })).toEqual([
      422,
      expect.stringContaining('group id nope'),
    ])
  })
})

describe('delete', () => {
  it('takes the tokens of the service user along', async () => {
    const bench = await startNetbird()
    const { owner, tokenId, secret } = bench.server.accounts['auditor']!
    expect(await bench.send('DELETE', `/api/users/${owner}`)).toMatchObject({ status: 200, json: {} })
    expect(bench.server.control.issued().has(tokenId)).toBe(false)
    expect((await bench.send('GET', '/api/users', { authorization: `Token ${secret}` })).status).toBe(404)
    expect((await bench.send('DELETE', `/api/users/${owner}`)).json).toEqual({
      message: `user: ${owner} not found`,
      code: 404,
    })
  })

  it('refuses itself, the owner, users that must stay, and callers without rights', async () => {
    const bench = await startNetbird()
    const erase = (id: string, caller = {}) =>
      bench.send('DELETE', `/api/users/${encodeURIComponent(id)}`, caller)
    const { administrator, owner, auditor } = bench.server.accounts
    expect((await erase(administrator!.owner)).json).toEqual({
      message: 'self deletion is not allowed',
      code: 422,
    })
    expect((await erase(owner!.owner)).json).toEqual({
      message: "can't delete a user with the owner role",
      code: 403,
    })
    expect((await erase(auditor!.owner, as(bench, 'networkAdmin'))).json).toEqual(DENIED)
    // The hidden user can only be found in the history.
    const events: { target_id: string; meta: { name?: string } }[] = (
      await bench.send('GET', '/api/events/audit')
    ).json
    const hidden = events.find(({ meta }) => meta.name === 'directory-sync')!
    expect((await erase(hidden.target_id)).json).toEqual({
      message: 'service user is marked as non-deletable',
      code: 403,
    })
  })
})

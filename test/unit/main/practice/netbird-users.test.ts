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

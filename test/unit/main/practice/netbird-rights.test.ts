import { describe, expect, it } from 'vitest'
import { as, type Bench, startNetbird } from './harness.ts'

function tokensPath(owner: string, id?: string): string {
  return `/api/users/${encodeURIComponent(owner)}/tokens${id === undefined ? '' : `/${id}`}`
}

function owner(bench: Bench, name: string): string {
  return bench.server.accounts[name]!.owner
}

async function createServiceUser(bench: Bench, role = 'user'): Promise<string> {
  const reply = await bench.send('POST', '/api/users', {
    json: { role, auto_groups: [], is_service_user: true, name: 'fresh' },
  })
  expect(reply.status).toBe(200)
  return reply.json.id
}

describe('who may', () => {
  const valid = { name: 'a', expires_in: 9 }
  const others = { message: 'admin role required to perform this action', code: 403 }
  const refused = { message: 'permission denied', code: 403 }

  it.each(['administrator', 'owner', 'automation'])(
    '%s: own tokens and those of service users, no other human',
    async (name) => {
      const bench = await startNetbird()
      const caller = as(bench, name)
      expect((await bench.send('GET', tokensPath(owner(bench, name)), caller)).status).toBe(200)
      expect(
        (await bench.send('POST', tokensPath(owner(bench, 'auditor')), { ...caller, json: valid })).status,
      ).toBe(200)
      const human = tokensPath(owner(bench, 'networkAdmin'))
      const { tokenId } = bench.server.accounts['networkAdmin']!
      expect((await bench.send('GET', human, caller)).json).toEqual(others)
      expect((await bench.send('POST', human, { ...caller, json: valid })).json).toEqual(others)
      expect((await bench.send('GET', `${human}/${tokenId}`, caller)).json).toEqual(others)
      expect((await bench.send('DELETE', `${human}/${tokenId}`, caller)).json).toEqual(others)
    },
  )

  it('networkAdmin: everything on its own tokens, nothing on those of service users', async () => {
    const bench = await startNetbird()
    const caller = as(bench, 'networkAdmin')
    const own = tokensPath(owner(bench, 'networkAdmin'))
    const created = await bench.send('POST', own, { ...caller, json: valid })
    expect(created.status).toBe(200)
    expect(
      (await bench.send('DELETE', `${own}/${created.json.personal_access_token.id}`, caller)).status,
    ).toBe(200)
    expect((await bench.send('GET', tokensPath(owner(bench, 'auditor')), caller)).json).toEqual(others)
  })

  it('auditor service user: reads its own, writes nothing', async () => {
    const bench = await startNetbird()
    const caller = as(bench, 'auditor')
    const own = tokensPath(owner(bench, 'auditor'))
    expect((await bench.send('GET', own, caller)).status).toBe(200)
    expect((await bench.send('POST', own, { ...caller, json: valid })).json).toEqual(refused)
    expect((await bench.send('GET', tokensPath(owner(bench, 'automation')), caller)).json).toEqual(others)
  })

  it('person with role user: nothing, not even its own', async () => {
    const bench = await startNetbird()
    const own = tokensPath(owner(bench, 'person'))
    expect((await bench.send('GET', own, as(bench, 'person'))).json).toEqual(refused)
    expect((await bench.send('POST', own, { ...as(bench, 'person'), json: valid })).json).toEqual(refused)
  })

  it('service user with role user: reads its own all the same', async () => {
    const bench = await startNetbird()
    const id = await createServiceUser(bench)
    const created = await bench.send('POST', tokensPath(id), { json: valid })
    const caller = { authorization: `Token ${created.json.plain_token}` }
    expect((await bench.send('GET', tokensPath(id), caller)).status).toBe(200)
    expect((await bench.send('POST', tokensPath(id), { ...caller, json: valid })).json).toEqual(refused)
  })

  it('billing admin: the check itself fails, or simply refuses', async () => {
    const bench = await startNetbird()
    const own = tokensPath(owner(bench, 'billingAdmin'))
    const reply = await bench.send('GET', own, as(bench, 'billingAdmin'))
    expect(reply.json).toEqual({
      message: 'failed to validate user permissions: user role: billing_admin not found',
      code: 403,
    })
    const cloud = await startNetbird({ billingAdmin: 'denied' })
    const path = tokensPath(owner(cloud, 'billingAdmin'))
    expect((await cloud.send('GET', path, as(cloud, 'billingAdmin'))).json).toEqual(refused)
  })

  it('up to 0.37 an admin could look at tokens of other humans, not change them', async () => {
    const bench = await startNetbird({ version: '0.37.2' })
    const human = tokensPath(owner(bench, 'networkAdmin'))
    expect((await bench.send('GET', human)).status).toBe(200)
    expect((await bench.send('POST', human, { json: valid })).json).toEqual(others)
  })

  it('follows a change of role at once', async () => {
    const bench = await startNetbird()
    const path = tokensPath(owner(bench, 'auditor'))
    bench.server.control.setRole('user')
    expect((await bench.send('GET', path)).json).toEqual(refused)
    bench.server.control.setRole(['admin'])
    expect((await bench.send('GET', path)).status).toBe(200)
    expect(() => bench.server.control.setRole('king')).toThrow()
    expect(() => bench.server.control.setRole(['user', 'admin'])).toThrow()
  })
})

import { describe, expect, it } from 'vitest'
import { astra, NOTHING } from './astra-bench.ts'
import { as, DAY, expectProblem } from './harness.ts'

describe('a credential', () => {
  it.each([null, '', 'Basic YTpi', 'Token abc', 'Bearer'])('401 problem 3 for %s', async (authorization) => {
    const bench = await astra()
    expectProblem(await bench.send('GET', bench.tokens(), { authorization }), 401, 3)
  })

  it('401 for one that does not exist, with one number or the other', async () => {
    const authorization = 'Bearer bm90LWEtdG9rZW4='
    const bench = await astra()
    expectProblem(await bench.send('GET', bench.tokens(), { authorization }), 401, 4)
    const other = await astra({ invalidToken: 166 })
    expectProblem(await other.send('GET', other.tokens(), { authorization }), 401, 166)
  })

  it('never runs out by itself, and is gone when it is revoked', async () => {
    const bench = await astra()
    bench.clock.ms += 4000 * DAY
    expect((await bench.send('GET', bench.tokens())).status).toBe(200)
    bench.server.control.expireCredential()
    expectProblem(await bench.send('GET', bench.tokens()), 401, 4)
  })

  it('of a user who is suspended, disabled or pending is 403 problem 14', async () => {
    const bench = await astra()
    for (const name of ['suspended', 'disabled', 'pending']) {
      expectProblem(await bench.send('GET', bench.tokens(name), as(bench, name)), 403, 14)
      expectProblem(await bench.send('GET', `${bench.base}/users`, as(bench, name)), 403, 14)
    }
    const own = (name: string) =>
      bench.send('GET', `${bench.base}/users/${bench.owner(name)}`, as(bench, name))
    expect((await own('pending')).json.state).toBe('pending')
    expectProblem(await own('suspended'), 403, 14)
    const { control } = bench.server
    control.blockCaller()
    expectProblem(await bench.send('GET', bench.tokens()), 403, 14)
    control.blockCaller('pending')
    expectProblem(await bench.send('GET', bench.tokens()), 403, 14)
    control.blockCaller('no')
    expect((await bench.send('GET', bench.tokens())).status).toBe(200)
  })
})

describe('the account in the path', () => {
  it('400 when it is no id, 404 or 400 when it is another one', async () => {
    const bench = await astra()
    expectProblem(await bench.send('GET', '/accounts/mine/core/v1/users'), 400, 33)
    const upper = `/accounts/${bench.server.fields['account_id']!.toUpperCase()}/core/v1/users`
    expectProblem(await bench.send('GET', upper), 400, 33)
    expectProblem(await bench.send('GET', `/accounts/${NOTHING}/core/v1/users`), 404, 18)
    const other = await astra({ wrongAccount: 'header' })
    const reply = await other.send('GET', `/accounts/${NOTHING}/core/v1/users`)
    expectProblem(reply, 400, 12)
    expect(reply.json.invalidParams[0].name).toBe('x-pcloud-accountid')
  })

  it('404 for other paths and versions, 405 for other methods', async () => {
    const bench = await astra()
    expectProblem(await bench.send('GET', '/'), 404, 2)
    expectProblem(await bench.send('GET', `${bench.base}/teapots`), 404, 2)
    expectProblem(await bench.send('GET', `${bench.base}/%zz`), 404, 2)
    expectProblem(await bench.send('GET', `${bench.base.replace('v1', 'v2')}/users`), 404, 30)
    expectProblem(await bench.send('PATCH', bench.tokens()), 405, 69)
    expectProblem(await bench.send('DELETE', bench.tokens()), 405, 69)
  })

  it('400 for ids that are none, 404 for a user that does not exist', async () => {
    const bench = await astra()
    expectProblem(await bench.send('GET', `${bench.base}/users/me/tokens`), 400, 35)
    expectProblem(await bench.send('GET', `${bench.base}/users/me`), 400, 35)
    expectProblem(await bench.send('GET', `${bench.tokens()}/first`), 400, 35)
    expectProblem(await bench.send('GET', `${bench.base}/users/${NOTHING}/tokens`), 404, 2)
    expectProblem(await bench.send('GET', `${bench.base}/users/${NOTHING}`), 404, 1)
    const other = await astra({ unknownUser: 13 })
    expectProblem(await other.send('GET', `${other.base}/users/${NOTHING}/tokens`), 404, 13)
  })
})

describe('who may', () => {
  it.each([
    ['admins', { administrator: 200, admin: 200, member: 403, viewer: 403 }],
    ['owners', { administrator: 200, admin: 403, member: 403, viewer: 403 }],
    ['nobody', { administrator: 403, admin: 403, member: 403, viewer: 403 }],
  ] as const)('look after the tokens of others: %s', async (othersTokens, expected) => {
    const bench = await astra({ othersTokens })
    for (const [name, status] of Object.entries(expected)) {
      const caller = as(bench, name)
      const listed = await bench.send('GET', bench.tokens('directoryUser'), caller)
      const made = await bench.create({ name: 'x' }, { account: 'directoryUser', ...caller })
      expect([name, listed.status, made.status]).toEqual([name, status, status === 200 ? 201 : 403])
      if (status === 403) {
        expectProblem(listed, 403, 11)
        expectProblem(made, 403, 11)
        const path = `${bench.tokens('directoryUser')}/${bench.server.accounts['directoryUser']!.tokenId}`
        expectProblem(await bench.send('DELETE', path, caller), 403, 11)
        expectProblem(await bench.change(path, { name: 'y' }, caller), 403, 11)
      }
    }
  })

  it('look after their own: everybody with a role, or everybody but viewers', async () => {
    const bench = await astra()
    for (const name of ['admin', 'member', 'viewer', 'directoryUser']) {
      const made = await bench.create({ name: 'own' }, { account: name, ...as(bench, name) })
      expect([name, made.status]).toEqual([name, 201])
    }
    const strict = await astra({ viewers: 'read-only' })
    const viewer = as(strict, 'viewer')
    expectProblem(await strict.create({ name: 'own' }, { account: 'viewer', ...viewer }), 403, 11)
    expect((await strict.send('GET', strict.tokens('viewer'), viewer)).status).toBe(200)
    expectProblem(await bench.send('GET', bench.tokens('noRole'), as(bench, 'noRole')), 403, 11)
  })

  it('learn nothing about users they have no right to', async () => {
    const bench = await astra()
    const path = `${bench.base}/users/${NOTHING}/tokens`
    expectProblem(await bench.send('GET', path, as(bench, 'member')), 403, 11)
  })

  it('changes with the role, which is one of four or none', async () => {
    const bench = await astra()
    const { control } = bench.server
    control.setRole('member')
    expectProblem(await bench.send('GET', bench.tokens('viewer')), 403, 11)
    control.setRole(['admin', 'namespaces:x'])
    expect((await bench.send('GET', bench.tokens('viewer'))).status).toBe(200)
    const own = encodeURIComponent(`userID eq '${bench.owner('administrator')}'`)
    const { items } = (await bench.send('GET', `${bench.base}/roleBindings?filter=${own}`)).json
    expect(items).toMatchObject([{ role: 'admin', roleConstraints: ['namespaces:x'] }])
    control.setRole('owner', bench.owner('viewer'))
    expect((await bench.send('GET', bench.tokens(), as(bench, 'viewer'))).status).toBe(200)
    control.setRole([])
    expectProblem(await bench.send('GET', bench.tokens()), 403, 11)
    expectProblem(await bench.send('GET', `${bench.base}/users`), 403, 11)
    expect(() => control.setRole('king')).toThrow('one role')
  })
})

describe('failures that are played', () => {
  it.each([
    [401, 4],
    [403, 11],
    [404, 1],
    [409, 10],
    [412, 38],
    [500, 34],
    [502, 40],
    [503, 24],
  ])('%i is problem %i', async (status, number) => {
    const bench = await astra()
    bench.server.control.next({ do: 'status', status })
    expectProblem(await bench.send('GET', bench.tokens()), status, number)
  })

  it('429, which is not in the catalogue, has no number', async () => {
    const bench = await astra()
    bench.server.control.next({ do: 'status', status: 429, headers: { 'Retry-After': '7' } })
    const reply = await bench.send('GET', bench.tokens())
    expect(reply).toMatchObject({ status: 429, json: { type: 'about:blank', status: '429' } })
    expect(reply.headers.get('retry-after')).toBe('7')
  })
})

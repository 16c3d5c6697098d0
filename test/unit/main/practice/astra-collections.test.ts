import { describe, expect, it } from 'vitest'
import { type AstraBench, astra, NOTHING } from './astra-bench.ts'
import { as, DAY, expectProblem, START } from './harness.ts'

const NIL = '00000000-0000-0000-0000-000000000000'
const ALL = ['users', 'roleBindings', 'groups', 'ldapUsers', 'ldapGroups', 'credentials', 'features']

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
async function itemsOf(bench: AstraBench, collection: string): Promise<any[]> {
  const first = (await bench.send('GET', `${bench.base}/${collection}`)).json
  if (first.metadata.continue === undefined) return first.items
  const path = `${bench.base}/${collection}?continue=${first.metadata.continue}`
  return [...first.items, ...(await bench.send('GET', path)).json.items]
}

describe('users', () => {
  it('have texts for truth, and the empty text for never', async () => {
    const bench = await astra()
    const users = await itemsOf(bench, 'users')
    const find = (name: string) => users.find(({ id }) => id === bench.owner(name))
    expect(find('administrator')).toEqual({
      type: 'application/astra-user',
      version: '1.2',
      id: bench.owner('administrator'),
      state: 'active',
      isEnabled: 'true',
      authID: 'anna.schaefer@practice.example',
      authProvider: 'local',
      firstName: 'Anna',
      lastName: 'Schäfer',
      companyName: expect.any(String),
      email: 'anna.schaefer@practice.example',
      phone: expect.any(String),
      postalAddress: expect.any(Object),
      sendWelcomeEmail: 'false',
      enableTimestamp: expect.stringMatching(/Z$/),
      lastActTimestamp: expect.stringMatching(/^2026-03-18T12:00:00/),
      metadata: expect.objectContaining({ createdBy: bench.owner('administrator') }),
    })
    expect(find('suspended').state).toBe('suspended')
    expect([find('disabled').state, find('disabled').isEnabled]).toEqual(['active', 'false'])
    expect(find('pending')).toMatchObject({ state: 'pending', lastActTimestamp: '' })
    expect(find('directoryUser')).toMatchObject({
      authProvider: 'ldap',
      authID: expect.stringMatching(/^cn=.+,ou=people,dc=practice,dc=example$/),
    })
    expect(users.length).toBeGreaterThan(30)
    expect(new Set(users.map(({ authProvider }) => authProvider)).size).toBe(3)
  })

  it('show when they were last here', async () => {
    const bench = await astra()
    bench.clock.ms += 3 * DAY
    await bench.send('GET', bench.tokens('member'), as(bench, 'member'))
    const user = (await bench.send('GET', `${bench.base}/users/${bench.owner('member')}`)).json
    expect(Date.parse(user.lastActTimestamp)).toBe(START + 3 * DAY)
  })

  it('have tokens with names and labels of every sort', async () => {
    const bench = await astra()
    const names: string[] = []
    let labelled = 0
    for (const { id } of await itemsOf(bench, 'users')) {
      const { items } = (await bench.send('GET', `${bench.base}/users/${id}/tokens`)).json
      names.push(...items.map(({ name }: { name: string }) => name))
      labelled += items.filter(
        ({ metadata }: { metadata: { labels: unknown[] } }) => metadata.labels.length > 0,
      ).length
    }
    expect(names.length).toBe(bench.server.control.issued().size)
    expect(names.length).toBeGreaterThan(40)
    expect(labelled).toBeGreaterThan(15)
    for (const script of [
      /\p{sc=Cyrillic}/u,
      /\p{sc=Katakana}/u,
      /\p{sc=Arabic}/u,
      /\p{Emoji_Presentation}/u,
    ]) {
      expect(names.some((name) => script.test(name))).toBe(true)
    }
    expect(Math.max(...names.map((name) => name.length))).toBe(63)
  })

  it('may read their own record without a role, and no other', async () => {
    const bench = await astra()
    const caller = as(bench, 'noRole')
    const path = (name: string): string => `${bench.base}/users/${bench.owner(name)}`
    expect((await bench.send('GET', path('noRole'), caller)).status).toBe(200)
    expectProblem(await bench.send('GET', path('member'), caller), 403, 11)
  })
})

describe('role bindings', () => {
  it('say who has which role, with constraints, through a user or a group', async () => {
    const bench = await astra()
    const bindings = await itemsOf(bench, 'roleBindings')
    expect(bindings.find(({ userID }) => userID === bench.owner('administrator'))).toEqual({
      type: 'application/astra-roleBinding',
      version: '1.1',
      id: expect.any(String),
      principalType: 'user',
      userID: bench.owner('administrator'),
      groupID: NIL,
      accountID: bench.server.fields['account_id'],
      role: 'owner',
      roleConstraints: ['*'],
      metadata: expect.any(Object),
    })
    const groups = await itemsOf(bench, 'groups')
    const ofGroups = bindings.filter(({ principalType }) => principalType === 'group')
    expect(ofGroups.map(({ groupID }) => groupID)).toEqual(groups.map(({ id }) => id))
    expect(ofGroups.every(({ userID }) => userID === NIL)).toBe(true)
    expect(bindings.some(({ roleConstraints }) => roleConstraints[0] !== '*')).toBe(true)
    expect(new Set(bindings.map(({ role }) => role)).size).toBe(4)
    expect(bindings.some(({ userID }) => userID === bench.owner('noRole'))).toBe(false)
  })
})

describe('the other collections', () => {
  it('list what a picker needs', async () => {
    const bench = await astra()
    expect(await itemsOf(bench, 'groups')).toContainEqual(
      expect.objectContaining({ name: 'storage-operators', authProvider: 'ldap' }),
    )
    const people = await itemsOf(bench, 'ldapUsers')
    expect(people.length).toBeGreaterThan(12)
    expect(people[0]).toMatchObject({ type: 'application/astra-ldapUser', email: expect.any(String) })
    expect(await itemsOf(bench, 'ldapGroups')).toMatchObject([{ cn: 'storage-operators' }, {}, {}])
    const credentials = await itemsOf(bench, 'credentials')
    expect(credentials[0]).toMatchObject({ name: bench.owner('administrator'), keyType: 'passwordHash' })
    expect(Object.keys(credentials[0])).toEqual(['type', 'version', 'id', 'name', 'keyType', 'metadata'])
    const features = await itemsOf(bench, 'features')
    expect(new Set(features.map(({ isEnabled }) => isEnabled))).toEqual(new Set(['true', 'false']))
  })

  it.each(ALL)(
    '%s: a single one reads like in the list, with a tag; 400 and 404 for others',
    async (name) => {
      const bench = await astra()
      const [, item] = await itemsOf(bench, name)
      const one = await bench.send('GET', `${bench.base}/${name}/${item.id}`)
      expect(one.json).toEqual(item)
      expect(one.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/)
      expectProblem(await bench.send('GET', `${bench.base}/${name}/${NOTHING}`), 404, 1)
      expectProblem(await bench.send('GET', `${bench.base}/${name}/x`), 400, 35)
      expectProblem(await bench.send('POST', `${bench.base}/${name}`), 405, 69)
    },
  )

  it('are for admins alone where they tell of the directory and of passwords', async () => {
    const bench = await astra()
    const forAdmins = ['ldapUsers', 'ldapGroups', 'credentials']
    for (const name of ALL) {
      const reply = await bench.send('GET', `${bench.base}/${name}`, as(bench, 'viewer'))
      expect([name, reply.status]).toEqual([name, forAdmins.includes(name) ? 403 : 200])
    }
  })

  it('the account says that it is enabled with a text', async () => {
    const bench = await astra()
    const id = bench.server.fields['account_id']
    const { items } = (await bench.send('GET', '/accounts')).json
    expect(items).toMatchObject([
      { type: 'application/astra-account', id, state: 'active', isEnabled: 'true' },
    ])
    expect((await bench.send('GET', `/accounts/${id}`)).json).toEqual(items[0])
  })
})

describe('older releases', () => {
  it('lack what came later', async () => {
    const bench = await astra({ version: '22.10' })
    const status = async (path: string): Promise<number> => (await bench.send('GET', path)).status
    expect(await status(`${bench.base}/ldapUsers`)).toBe(404)
    expect(await status(`${bench.base}/groups`)).toBe(200)
    const binding = async () => (await itemsOf(bench, 'roleBindings'))[0]
    bench.server.control.setVersion('22.04')
    expect(await status(`${bench.base}/groups`)).toBe(404)
    expect(await binding()).not.toHaveProperty('principalType')
    expect(await binding()).toHaveProperty('roleConstraints')
    bench.server.control.setVersion('21.08')
    expect(await binding()).not.toHaveProperty('roleConstraints')
    expect(await status('/accounts')).toBe(404)
    expect(await status(bench.tokens())).toBe(200)
    bench.server.control.setVersion('20.12')
    expect(await status(bench.tokens())).toBe(404)
  })
})

import { describe, expect, it } from 'vitest'
import { as, type Bench, DAY, START, startNetbird } from './harness.ts'

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z$/

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

describe('create', () => {
  it('is 200 with the plain token and the record', async () => {
    const bench = await startNetbird()
    const reply = await bench.send('POST', tokensPath(owner(bench, 'auditor')), {
      json: { name: 'ci', expires_in: 90 },
    })
    expect(reply.status).toBe(200)
    expect(Object.keys(reply.json)).toEqual(['plain_token', 'personal_access_token'])
    const record = reply.json.personal_access_token
    expect(Object.keys(record)).toEqual(['id', 'name', 'expiration_date', 'created_by', 'created_at'])
    expect(record.id).toMatch(/^[0-9a-v]{20}$/)
    expect(record.created_by).toBe(owner(bench, 'administrator'))
    expect(record.created_at).toMatch(RFC_3339)
    expect(Date.parse(record.created_at)).toBe(START)
    expect(Date.parse(record.expiration_date)).toBe(START + 90 * DAY)
    expect(record.expiration_date.slice(10)).toBe(record.created_at.slice(10))
    expect(bench.server.control.issued().get(record.id)).toBe(reply.json.plain_token)
    expect(
      (await bench.send('GET', '/api/users', { authorization: `Token ${reply.json.plain_token}` })).status,
    ).toBe(200)
  })

  it('counts calendar days in the zone of the server and writes that zone', async () => {
    const bench = await startNetbird({ timeZone: 'Europe/Paris' })
    const reply = await bench.send('POST', tokensPath(owner(bench, 'auditor')), {
      json: { name: 'ci', expires_in: 30 },
    })
    const record = reply.json.personal_access_token
    expect(record.created_at).toMatch(/^2026-03-18T13:00:00\.\d+\+01:00$/)
    expect(record.expiration_date).toMatch(/^2026-04-17T13:00:00\.\d+\+02:00$/)
  })

  it('takes equal names and any number of tokens', async () => {
    const bench = await startNetbird()
    const id = await createServiceUser(bench)
    for (let count = 0; count < 12; count += 1) {
      expect(
        (await bench.send('POST', tokensPath(id), { json: { name: 'same', expires_in: 1 } })).status,
      ).toBe(200)
    }
    expect((await bench.send('GET', tokensPath(id))).json).toHaveLength(12)
  })

  it.each([
    '',
    '{',
    '[]',
    '"x"',
    '{"name":"a","expires_in":1.5}',
    '{"name":"a","expires_in":1.0}',
    '{"name":"a","expires_in":1e2}',
    '{"name":"a","expires_in":"30"}',
    '{"name":7,"expires_in":30}',
  ])('400 with its capitals for a body that cannot be read: %j', async (body) => {
    const bench = await startNetbird()
    const reply = await bench.send('POST', tokensPath(owner(bench, 'auditor')), { body })
    expect(reply).toMatchObject({ status: 400, json: { message: "couldn't parse JSON request", code: 400 } })
  })

  it.each([{ expires_in: 30 }, { name: '', expires_in: 0 }, { name: null, expires_in: 30 }])(
    '422 without a name, before anything about the days: %j',
    async (json) => {
      const bench = await startNetbird()
      const reply = await bench.send('POST', tokensPath(owner(bench, 'auditor')), { json })
      expect(reply).toMatchObject({ status: 422, json: { message: "token name can't be empty", code: 422 } })
    },
  )

  it.each([0, -1, 366, 100_000])('422 for %d days', async (days) => {
    const bench = await startNetbird()
    const path = tokensPath(owner(bench, 'auditor'))
    const reply = await bench.send('POST', path, { json: { name: 'a', expires_in: days } })
    expect(reply.json).toEqual({ message: 'expiration has to be between 1 and 365', code: 422 })
    expect((await bench.send('POST', path, { json: { name: 'a' } })).status).toBe(422)
  })

  it.each([1, 365])('200 for %d days, also with members it does not know', async (days) => {
    const bench = await startNetbird()
    const json = { name: 'a', expires_in: days, colour: 'red' }
    expect((await bench.send('POST', tokensPath(owner(bench, 'auditor')), { json })).status).toBe(200)
  })

  it('checks body, name, days, permission, user, in this order', async () => {
    const bench = await startNetbird()
    const person = as(bench, 'person')
    const path = tokensPath('nobody')
    expect((await bench.send('POST', path, { ...person, body: '{' })).status).toBe(400)
    expect((await bench.send('POST', path, { ...person, json: { expires_in: 9 } })).json.message).toContain(
      'name',
    )
    expect((await bench.send('POST', path, { ...person, json: { name: 'a' } })).json.message).toContain(
      'expiration',
    )
    const valid = { name: 'a', expires_in: 9 }
    expect((await bench.send('POST', path, { ...person, json: valid })).json).toEqual({
      message: 'permission denied',
      code: 403,
    })
    const missing = await bench.send('POST', tokensPath('NoBody|X'), { json: valid })
    expect(missing.json).toEqual({ message: 'user: nobody|x not found', code: 404 })
  })
})

describe('list, get and delete', () => {
  it('answers the literal null when there are none, or an empty list when asked for', async () => {
    const bench = await startNetbird()
    const reply = await bench.send('GET', tokensPath(await createServiceUser(bench)))
    expect(reply).toMatchObject({ status: 200, text: 'null\n', json: null })
    const other = await startNetbird({ emptyList: 'array' })
    expect((await other.send('GET', tokensPath(await createServiceUser(other)))).json).toEqual([])
  })

  it('leaves last_used out until the first use and then tells every use', async () => {
    const bench = await startNetbird()
    const id = await createServiceUser(bench)
    const created = await bench.send('POST', tokensPath(id), { json: { name: 'a', expires_in: 9 } })
    const path = tokensPath(id, created.json.personal_access_token.id)
    expect((await bench.send('GET', path)).json).not.toHaveProperty('last_used')
    bench.clock.ms += 5000
    const own = { authorization: `Token ${created.json.plain_token}` }
    // Refused for its rights, but let in as a credential: that counts as use.
    expect(
      (await bench.send('POST', tokensPath(id), { ...own, json: { name: 'b', expires_in: 9 } })).status,
    ).toBe(403)
    const used = (await bench.send('GET', path)).json.last_used
    expect(used).toMatch(RFC_3339)
    expect(Date.parse(used)).toBe(START + 5000)
  })

  it('never says a token again', async () => {
    const bench = await startNetbird()
    const id = await createServiceUser(bench)
    const created = await bench.send('POST', tokensPath(id), { json: { name: 'a', expires_in: 9 } })
    const { text } = await bench.send('GET', tokensPath(id))
    expect(text).not.toContain(created.json.plain_token)
    expect(text).not.toContain('hash')
  })

  it('goes on listing expired tokens', async () => {
    const bench = await startNetbird()
    const { owner: expired, tokenId } = bench.server.accounts['expired']!
    const listed = (await bench.send('GET', tokensPath(expired))).json
    expect(listed.map((token: { id: string }) => token.id)).toContain(tokenId)
    expect(Date.parse(listed[0].expiration_date)).toBeLessThan(START)
  })

  it('gets one token, and 404 for one that is unknown or belongs to somebody else', async () => {
    const bench = await startNetbird()
    const { owner: auditor, tokenId } = bench.server.accounts['auditor']!
    expect((await bench.send('GET', tokensPath(auditor, tokenId))).json).toMatchObject({
      id: tokenId,
      name: 'latchkey',
    })
    const missing = await bench.send('GET', tokensPath(auditor, 'NoSuchToken'))
    expect(missing.json).toEqual({ message: 'pat: nosuchtoken not found', code: 404 })
    expect((await bench.send('GET', tokensPath(owner(bench, 'automation'), tokenId))).status).toBe(404)
    expect((await bench.send('DELETE', tokensPath(owner(bench, 'automation'), tokenId))).status).toBe(404)
  })

  it('deletes with 200 and an empty object, once', async () => {
    const bench = await startNetbird()
    const { owner: auditor, tokenId, secret } = bench.server.accounts['auditor']!
    expect(await bench.send('DELETE', tokensPath(auditor, tokenId))).toMatchObject({ status: 200, json: {} })
    expect((await bench.send('DELETE', tokensPath(auditor, tokenId))).json.message).toBe(
      `pat: ${tokenId} not found`,
    )
    expect(bench.server.control.issued().has(tokenId)).toBe(false)
    expect((await bench.send('GET', '/api/users', { authorization: `Token ${secret}` })).status).toBe(404)
  })

  it('takes user ids with a bar, percent-encoded or not', async () => {
    const bench = await startNetbird()
    const admin = owner(bench, 'administrator')
    expect(admin).toMatch(/^google-oauth2\|\d{21}$/)
    expect((await bench.send('GET', `/api/users/${admin.replace('|', '%7C')}/tokens`)).status).toBe(200)
    expect(bench.server.requests().at(-1)?.path).toContain('%7C')
    expect((await bench.send('GET', `/api/users/${admin}/tokens`)).status).toBe(200)
    expect((await bench.send('GET', `/api/users/${admin.replace('|', '%2F')}/tokens`)).status).toBe(404)
  })
})

describe('the world outside', () => {
  it('adds and removes tokens behind the back of the client', async () => {
    const bench = await startNetbird()
    const { control } = bench.server
    const auditor = owner(bench, 'auditor')
    const made = control.addTokenOutside('security-auditor')
    const shown = (await bench.send('GET', tokensPath(auditor, made.id))).json
    expect(shown.created_by).toBe(owner(bench, 'owner'))
    expect(control.issued().get(made.id)).toBe(made.secret)
    control.removeTokenOutside(auditor, made.id)
    expect((await bench.send('GET', tokensPath(auditor, made.id))).status).toBe(404)
    expect(() => control.removeTokenOutside(auditor, made.id)).toThrow()
    expect(() => control.addTokenOutside('nobody at all')).toThrow()
    expect(control.addTokenOutside().secret).toMatch(/^nbp_Practice/)
  })
})

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { astra, NOTHING, TOKEN_TYPE } from './astra-bench.ts'
import { as, expectProblem, MINUTE, START } from './harness.ts'

const UUID_5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('create', () => {
  it('answers 201 with the place, the record and the secret, which works and is never told again', async () => {
    const bench = await astra()
    const labels = [{ name: 'команда', value: 'хранение' }]
    const made = await bench.create(
      { name: 'nightly', metadata: { labels } },
      { headers: { accept: TOKEN_TYPE } },
    )
    expect(made.status).toBe(201)
    expect(made.headers.get('content-type')).toBe(TOKEN_TYPE)
    expect(made.json).toEqual({
      type: 'application/astra-token',
      version: '1.0',
      id: expect.stringMatching(UUID_5),
      name: 'nightly',
      userID: bench.owner('administrator'),
      token: expect.any(String),
      metadata: {
        labels,
        creationTimestamp: expect.stringMatching(/^2026-03-18T12:00:00(\.\d{1,9})?Z$/),
        modificationTimestamp: made.json.metadata.creationTimestamp,
        createdBy: bench.owner('administrator'),
      },
    })
    const { id, token } = made.json
    expect(Buffer.from(token, 'base64').toString()).toMatch(/^practice-/)
    expect(made.headers.get('location')).toBe(`${bench.tokens()}/${id}`)
    expect(bench.server.control.issued().get(id)).toBe(token)
    expect((await bench.send('GET', bench.tokens(), { authorization: `Bearer ${token}` })).status).toBe(200)
    const { token: _secret, ...record } = made.json
    const read = await bench.send('GET', `${bench.tokens()}/${id}`)
    expect(read.json).toEqual(record)
    expect((await bench.send('GET', bench.tokens())).text).not.toContain(token)
  })

  it('needs no metadata, and takes it for somebody else', async () => {
    const bench = await astra()
    const made = (await bench.create({ name: 'x' }, { account: 'viewer' })).json
    expect(made.metadata.labels).toEqual([])
    expect([made.userID, made.metadata.createdBy]).toEqual([
      bench.owner('viewer'),
      bench.owner('administrator'),
    ])
  })

  it('may say the place as a whole URL', async () => {
    const bench = await astra({ location: 'absolute' })
    const made = await bench.create({ name: 'x' })
    expect(made.headers.get('location')).toBe(`${bench.server.url}${bench.tokens()}/${made.json.id}`)
  })

  it('takes a name twice, or refuses it as a conflict of that user alone', async () => {
    const lenient = await astra()
    expect((await lenient.create({ name: 'latchkey' })).status).toBe(201)
    const strict = await astra({ duplicateNames: 'refuse' })
    const refused = await strict.create({ name: 'latchkey' })
    expectProblem(refused, 409, 10)
    expect(refused.json.invalidFields).toEqual([{ name: 'name', reason: expect.any(String) }])
    expect((await strict.create({ name: 'fresh' })).status).toBe(201)
    expect((await strict.create({ name: 'fresh' }, { account: 'member' })).status).toBe(201)
    const { items } = (await strict.send('GET', strict.tokens())).json
    const fresh = items.find(({ name }: { name: string }) => name === 'fresh')
    expectProblem(await strict.change(`${strict.tokens()}/${fresh.id}`, { name: 'latchkey' }), 409, 10)
    expect((await strict.change(`${strict.tokens()}/${fresh.id}`, { name: 'fresh' })).status).toBe(204)
  })
})

describe('get, change and delete', () => {
  it('404 for an id that no token of this user has; which problem depends on the method', async () => {
    const bench = await astra()
    for (const path of [
      `${bench.tokens()}/${NOTHING}`,
      `${bench.tokens('member')}/${bench.server.accounts['administrator']!.tokenId}`,
    ]) {
      expectProblem(await bench.send('GET', path), 404, 2)
      expectProblem(await bench.send('DELETE', path), 404, 1)
      expectProblem(await bench.change(path, { name: 'x' }), 404, 1)
    }
    const other = await astra({ unknownToken: 1 })
    expectProblem(await other.send('GET', `${other.tokens()}/${NOTHING}`), 404, 1)
  })

  it('renames with 204 and nothing, keeps the labels, and says who and when', async () => {
    const bench = await astra()
    const path = `${bench.tokens('member')}/${bench.server.accounts['member']!.tokenId}`
    const before = (await bench.send('GET', path)).json
    bench.clock.ms += MINUTE
    expect(await bench.change(path, { name: 'другое имя' })).toMatchObject({ status: 204, text: '' })
    const after = (await bench.send('GET', path)).json
    expect(after).toEqual({
      ...before,
      name: 'другое имя',
      metadata: {
        ...before.metadata,
        modificationTimestamp: expect.any(String),
        modifiedBy: bench.owner('administrator'),
      },
    })
    expect(before.metadata.labels).toEqual([{ name: 'used-by', value: 'latchkey' }])
    expect(Date.parse(after.metadata.modificationTimestamp)).toBe(START + MINUTE)
  })

  it('replaces the labels, also with none, and keeps the name', async () => {
    const bench = await astra()
    const path = `${bench.tokens()}/${bench.server.accounts['administrator']!.tokenId}`
    const labels = [
      { name: 'env', value: 'prod' },
      { name: 'env', value: 'stage' },
    ]
    expect((await bench.change(path, { metadata: { labels } })).status).toBe(204)
    expect((await bench.send('GET', path)).json).toMatchObject({ name: 'latchkey', metadata: { labels } })
    expect((await bench.change(path, { metadata: {} })).status).toBe(204)
    expect((await bench.send('GET', path)).json.metadata.labels).toEqual(labels)
    expect((await bench.change(path, { metadata: { labels: [] } })).status).toBe(204)
    expect((await bench.send('GET', path)).json.metadata.labels).toEqual([])
  })

  it('takes the id and the owner along when they are the same, else it is a conflict', async () => {
    const bench = await astra()
    const { owner, tokenId } = bench.server.accounts['administrator']!
    const path = `${bench.tokens()}/${tokenId}`
    expect((await bench.change(path, { id: tokenId, userID: owner })).status).toBe(204)
    const refused = await bench.change(path, { id: NOTHING, userID: NOTHING })
    expectProblem(refused, 409, 10)
    expect(refused.json.invalidFields.map(({ name }: { name: string }) => name)).toEqual(['id', 'userID'])
  })

  it('deletes with 204 and nothing, once; the secret is worth nothing at once', async () => {
    const bench = await astra()
    const { tokenId } = bench.server.accounts['member']!
    const path = `${bench.tokens('member')}/${tokenId}`
    expect(await bench.send('DELETE', path)).toMatchObject({ status: 204, text: '' })
    expectProblem(await bench.send('DELETE', path), 404, 1)
    expectProblem(await bench.send('GET', bench.tokens('member'), as(bench, 'member')), 401, 4)
    expect(bench.server.control.issued().has(tokenId)).toBe(false)
  })
})

describe('conditions', () => {
  it('412 when the tag is of an older state', async () => {
    const bench = await astra()
    const path = `${bench.tokens()}/${bench.server.accounts['administrator']!.tokenId}`
    const read = await bench.send('GET', path)
    const tag = read.headers.get('etag')!
    expect(tag).toBe(`"${createHash('md5').update(read.text).digest('hex')}"`)
    expect((await bench.change(path, { name: 'a' }, { headers: { 'if-match': tag } })).status).toBe(204)
    expectProblem(await bench.change(path, { name: 'b' }, { headers: { 'if-match': tag } }), 412, 38)
    expectProblem(await bench.send('DELETE', path, { headers: { 'if-match': tag } }), 412, 38)
    expect((await bench.send('GET', path)).json.name).toBe('a')
    const now = (await bench.send('GET', path)).headers.get('etag')!
    const bare = now.replaceAll('"', '')
    expect((await bench.change(path, { name: 'c' }, { headers: { 'if-match': `x, ${bare}` } })).status).toBe(
      204,
    )
    expect((await bench.send('DELETE', path, { headers: { 'if-match': '*' } })).status).toBe(204)
  })

  it('412 by the time of the last change, 400 for a time that is none', async () => {
    const bench = await astra()
    const path = `${bench.tokens()}/${bench.server.accounts['administrator']!.tokenId}`
    await bench.change(path, { name: 'a' })
    const before = new Date(START - 1000).toUTCString()
    const now = new Date(START).toUTCString()
    const change = (name: string, value: string) =>
      bench.change(path, { name: 'b' }, { headers: { [name]: value } })
    const get = (name: string, value: string) => bench.send('GET', path, { headers: { [name]: value } })
    expectProblem(await change('if-unmodified-since', before), 412, 38)
    expectProblem(await get('if-modified-since', now), 412, 38)
    expect((await get('if-modified-since', before)).status).toBe(200)
    const refused = await change('if-unmodified-since', 'yesterday')
    expectProblem(refused, 400, 12)
    expect(refused.json.invalidParams).toEqual([{ name: 'if-unmodified-since', reason: expect.any(String) }])
    expect((await change('if-unmodified-since', now)).status).toBe(204)
  })
})

describe('the same five calls through a group', () => {
  it('work for a member of the group', async () => {
    const bench = await astra()
    const { owner, tokenId } = bench.server.accounts['directoryUser']!
    const [group] = (await bench.send('GET', `${bench.base}/groups`)).json.items
    const path = `${bench.base}/groups/${group.id}/users/${owner}/tokens`
    const listed = await bench.send('GET', path)
    expect(listed.json.items.map(({ id }: { id: string }) => id)).toEqual([tokenId])
    expect(listed.json).toEqual((await bench.send('GET', bench.tokens('directoryUser'))).json)
    const made = await bench.send('POST', path, {
      json: { type: 'application/astra-token', version: '1.0', name: 'through the group' },
      headers: { 'content-type': TOKEN_TYPE },
    })
    expect(made.status).toBe(201)
    const one = `${path}/${made.json.id}`
    expect(made.headers.get('location')).toBe(one)
    expect((await bench.change(one, { name: 'renamed' })).status).toBe(204)
    expect((await bench.send('GET', one)).json.name).toBe('renamed')
    expect((await bench.send('DELETE', one)).status).toBe(204)
  })

  it('404 for somebody who is not in the group, for no such group, and before 22.08', async () => {
    const bench = await astra()
    const { owner } = bench.server.accounts['directoryUser']!
    const groups = (await bench.send('GET', `${bench.base}/groups`)).json.items
    const path = (group: string, user: string): string => `${bench.base}/groups/${group}/users/${user}/tokens`
    expectProblem(await bench.send('GET', path(groups[0].id, bench.owner('member'))), 404, 2)
    expectProblem(await bench.send('GET', path(groups[1].id, owner)), 404, 2)
    expectProblem(await bench.send('GET', path(NOTHING, owner)), 404, 2)
    expectProblem(await bench.send('GET', path('group', owner)), 400, 35)
    bench.server.control.setVersion('22.07')
    expectProblem(await bench.send('GET', path(groups[0].id, owner)), 404, 2)
    expect((await bench.send('GET', bench.tokens('directoryUser'))).status).toBe(200)
  })
})

describe('the world outside', () => {
  it('adds and removes tokens by id, name and mail address', async () => {
    const bench = await astra()
    const { control, accounts } = bench.server
    const { owner, name } = accounts['member']!
    const made = [control.addTokenOutside(owner), control.addTokenOutside(name), control.addTokenOutside()]
    const { items } = (await bench.send('GET', bench.tokens('member'))).json
    expect(items.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining([made[0]!.id, made[1]!.id]),
    )
    const authorization = `Bearer ${made[2]!.secret}`
    expect((await bench.send('GET', bench.tokens(), { authorization })).status).toBe(200)
    control.removeTokenOutside(owner, made[0]!.id)
    expect(control.issued().has(made[0]!.id)).toBe(false)
    expect(() => control.removeTokenOutside(owner, made[2]!.id)).toThrow('no such token')
    expect(() => control.addTokenOutside('nobody')).toThrow('no such user')
    expect(() => control.limitRate({ perMinute: 1, burst: 1, by: 'address' })).toThrow('no rate limit')
    control.limitRate(null)
  })
})

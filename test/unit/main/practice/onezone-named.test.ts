import { describe, expect, it } from 'vitest'
import type { Reply } from './harness.ts'
import { expectError, makeToken, NOW, startZone } from './onezone-harness.ts'

describe('create', () => {
  it('is 201 with the id, the text and where it is', async () => {
    const zone = await startZone()
    const json = {
      name: 'backup job',
      type: { accessToken: {} },
      revoked: false,
      customMetadata: { ticket: 'OPS-12' },
      caveats: [
        { type: 'time', validUntil: NOW + 1000 },
        { type: 'interface', interface: 'rest' },
        { type: 'ip', whitelist: ['192.0.2.0/24'] },
      ],
    }
    const reply = await zone.call('POST', 'user/tokens/named', json)
    expect(reply.status).toBe(201)
    expect(Object.keys(reply.json)).toEqual(['tokenId', 'token'])
    expect(reply.json.token).toMatch(/^[0-9A-Za-z]+$/)
    expect(reply.json.tokenId).toMatch(/^[0-9a-f]{32}(ch[0-9a-f]{4})?$/)
    expect(reply.headers.get('location')).toBe(
      `https://onezone.practice.example/api/v3/onezone/tokens/named/${reply.json.tokenId}`,
    )
    expect(zone.server.control.issued().get(reply.json.tokenId)).toBe(reply.json.token)
    const read = await zone.call('GET', `tokens/named/${reply.json.tokenId}`)
    expect(read.json).toEqual({
      id: reply.json.tokenId,
      name: 'backup job',
      subject: { type: 'user', id: zone.owner('administrator') },
      type: { accessToken: {} },
      caveats: json.caveats,
      metadata: { creationTime: NOW, custom: { ticket: 'OPS-12' } },
      revoked: false,
      token: reply.json.token,
    })
  })

  it('needs a name only', async () => {
    const zone = await startZone()
    const { tokenId } = await makeToken(zone, { name: 'plain' })
    expect((await zone.call('GET', `tokens/named/${tokenId}`)).json).toMatchObject({
      type: { accessToken: {} },
      caveats: [],
      metadata: { custom: {} },
      revoked: false,
    })
    expectError(await zone.call('POST', 'user/tokens/named', {}), 400, 'missingRequiredValue', {
      key: 'name',
    })
    expectError(await zone.call('POST', 'user/tokens/named'), 400, 'missingRequiredValue', { key: 'name' })
  })

  it.each([
    'ab',
    'резервная копия',
    '備份 令牌',
    'مفتاح النسخ',
    '(a)',
    '_1',
    `a${'-'.repeat(126)}b`,
    'a. -b',
    '７７',
  ])('takes the name %j', async (name) => {
    const zone = await startZone()
    const { tokenId } = await makeToken(zone, { name })
    const path = `user/tokens/named/name/${encodeURIComponent(name)}`
    expect((await zone.call('GET', path)).json).toMatchObject({ id: tokenId, name })
  })

  it.each([
    '',
    'a',
    ' ab',
    'ab ',
    '.ab',
    'ab-',
    'a/b',
    'a"b',
    'a\nb',
    `a${'b'.repeat(128)}`,
    'a😀b',
    'अनन्या',
  ])('refuses the name %j', async (name) => {
    const zone = await startZone()
    const reply = await zone.call('POST', 'user/tokens/named', { name })
    expectError(reply, 400, 'badValueName', { key: 'name' })
  })

  it('may refuse a name without saying its key', async () => {
    const zone = await startZone({ nameErrorKey: 'missing' })
    expectError(await zone.call('POST', 'user/tokens/named', { name: '-' }), 400, 'badValueName')
  })

  it('refuses a name that the subject has already with 400, and lets others have it', async () => {
    const zone = await startZone()
    await makeToken(zone, { name: 'mine' })
    const again = await zone.call('POST', 'user/tokens/named', { name: 'mine' })
    expectError(again, 400, 'badValueIdentifierOccupied', { key: 'name' })
    await makeToken(zone, { name: 'mine' }, `users/${zone.owner('person')}`)
    await makeToken(zone, { name: 'mine' }, `providers/${zone.owner('provider')}`)
  })

  it.each([
    [{ name: 7 }, 'badValueString', { key: 'name' }],
    [{ name: null }, 'badValueString', { key: 'name' }],
    [{ name: 'ab', revoked: 'no' }, 'badValueBoolean', { key: 'revoked' }],
    [{ name: 'ab', customMetadata: [] }, 'badValueJSON', { key: 'customMetadata' }],
    [{ name: 'ab', customMetadata: 'x' }, 'badValueJSON', { key: 'customMetadata' }],
    [{ name: 'ab', caveats: {} }, 'badData', { key: 'caveats' }],
    [{ name: 'ab', caveats: [7] }, 'badValueCaveat', { caveat: 7 }],
    [{ name: 'ab', type: 'accessToken' }, 'badValueTokenType', { key: 'type' }],
    [{ name: 'ab', type: { accessToken: {}, identityToken: {} } }, 'badValueTokenType', { key: 'type' }],
    [{ name: 'ab', type: { accessToken: { sessionId: 's1' } } }, 'badValueTokenType', { key: 'type' }],
    [
      { name: 'ab', type: { inviteToken: { inviteType: 'userJoinClub' } } },
      'badValueTokenType',
      { key: 'type' },
    ],
    [
      { name: 'ab', type: { inviteToken: { inviteType: 'userJoinGroup', groupId: '' } } },
      'badValueTokenType',
      { key: 'type' },
    ],
  ])('refuses %j', async (json, id, details) => {
    const zone = await startZone()
    expectError(await zone.call('POST', 'user/tokens/named', json), 400, id, details)
  })

  it.each(['{', '[]', '"x"', 'null', '7'])('refuses the body %j', async (body) => {
    const zone = await startZone()
    const headers = { 'content-type': 'application/json' }
    expectError(
      await zone.call('POST', 'user/tokens/named', undefined, { body, headers }),
      400,
      'malformedData',
    )
  })

  it('stops at a limit where there is one', async () => {
    const zone = await startZone({ mostNamedTokens: 3 })
    await makeToken(zone)
    const reply = await zone.call('POST', 'user/tokens/named', { name: 'one too many' })
    expectError(reply, 400, 'limitReached', { limit: 3, resourceDescription: expect.any(String) })
  })
})

describe('the list', () => {
  it('has ids only, all of one subject or all there are', async () => {
    const zone = await startZone()
    const own = await zone.call('GET', 'user/tokens/named')
    expect(Object.keys(own.json)).toEqual(['tokens'])
    const byId = await zone.call('GET', `users/${zone.owner('administrator')}/tokens/named`)
    expect(byId.json).toEqual(own.json)
    const all = (await zone.call('GET', 'tokens/named')).json.tokens
    expect(all).toEqual(expect.arrayContaining(own.json.tokens))
    expect(new Set(all)).toEqual(new Set(zone.server.control.issued().keys()))
    expect(all.length).toBeGreaterThan(40)
  })

  it('holds tokens of every kind, in many states', async () => {
    const zone = await startZone()
    const { tokens } = (await zone.call('GET', 'tokens/named')).json
    const all: Reply['json'][] = []
    for (const id of tokens) all.push((await zone.call('GET', `tokens/named/${id}`)).json)
    const has = (fits: (token: (typeof all)[number]) => boolean): boolean => all.some(fits)
    const invites = all.flatMap(({ type }) => (type.inviteToken === undefined ? [] : [type.inviteToken]))
    expect(new Set(invites.map(({ inviteType }) => inviteType)).size).toBeGreaterThanOrEqual(5)
    expect(invites.every(({ parameters }) => JSON.stringify(parameters) === '{}')).toBe(true)
    expect(has(({ revoked }) => revoked)).toBe(true)
    expect(has(({ type }) => type.identityToken !== undefined)).toBe(true)
    expect(has(({ subject }) => subject.type === 'oneprovider')).toBe(true)
    expect(
      has(({ metadata }) => metadata.usageLimit === metadata.usageCount && metadata.usageCount > 0),
    ).toBe(true)
    expect(has(({ metadata }) => metadata.usageLimit === 'infinity' && metadata.privileges === null)).toBe(
      true,
    )
    expect(has(({ metadata }) => Object.keys(metadata.custom).length > 1)).toBe(true)
    expect(
      has(({ caveats }) =>
        caveats.some(({ validUntil }: { validUntil?: number }) => (validUntil ?? NOW) < NOW),
      ),
    ).toBe(true)
    expect(new Set(all.map(({ subject, name }) => `${subject.id} ${name}`)).size).toBe(all.length)
    expect(
      all.every(({ type, metadata }) => type.inviteToken !== undefined || !('usageCount' in metadata)),
    ).toBe(true)
    expect(all.every(({ token }) => /^[0-9A-Za-z]+$/.test(token))).toBe(true)
  })
})

describe('change', () => {
  it('takes any of three members, replaces the metadata, and is 204', async () => {
    const zone = await startZone()
    const { tokenId } = await makeToken(zone, { name: 'before', customMetadata: { a: 1 } })
    const path = `tokens/named/${tokenId}`
    expect(await zone.call('PATCH', path, { revoked: true })).toMatchObject({ status: 204, text: '' })
    expect((await zone.call('GET', `${path}/status`)).json).toEqual({ revoked: true })
    await zone.call('PATCH', path, { name: 'after', customMetadata: { b: [2] }, revoked: false })
    expect((await zone.call('GET', path)).json).toMatchObject({
      name: 'after',
      metadata: { custom: { b: [2] } },
      revoked: false,
    })
    expect((await zone.call('GET', 'user/tokens/named/name/before')).status).toBe(404)
    expect((await zone.call('PATCH', path, { name: 'after' })).status).toBe(204)
  })

  it.each([
    [{}, 'missingAtLeastOneValue', { keys: ['customMetadata', 'name', 'revoked'] }],
    [{ caveats: [] }, 'missingAtLeastOneValue', { keys: ['customMetadata', 'name', 'revoked'] }],
    [{ name: 'taken' }, 'badValueIdentifierOccupied', { key: 'name' }],
    [{ name: '-' }, 'badValueName', { key: 'name' }],
    [{ revoked: null }, 'badValueBoolean', { key: 'revoked' }],
    [{ customMetadata: null }, 'badValueJSON', { key: 'customMetadata' }],
  ])('refuses %j', async (json, id, details) => {
    const zone = await startZone()
    await makeToken(zone, { name: 'taken' })
    const { tokenId } = await makeToken(zone, { name: 'free' })
    expectError(await zone.call('PATCH', `tokens/named/${tokenId}`, json), 400, id, details)
    expect((await zone.call('GET', `tokens/named/${tokenId}`)).json).toMatchObject({
      name: 'free',
      revoked: false,
    })
  })
})

describe('delete', () => {
  it('takes one away', async () => {
    const zone = await startZone()
    const { tokenId } = await makeToken(zone)
    const path = `tokens/named/${tokenId}`
    expect(await zone.call('DELETE', path)).toMatchObject({ status: 204, text: '' })
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expectError(await zone.call(method, path), 404, 'notFound')
    expectError(await zone.call('GET', `${path}/status`), 404, 'notFound')
    expect(zone.server.control.issued().has(tokenId)).toBe(false)
  })

  it('takes all of one subject away', async () => {
    const zone = await startZone()
    const prefix = `users/${zone.owner('person')}`
    const others =
      zone.server.control.issued().size -
      (await zone.call('GET', `${prefix}/tokens/named`)).json.tokens.length
    expect((await zone.call('DELETE', `${prefix}/tokens/named`)).status).toBe(204)
    expect((await zone.call('GET', `${prefix}/tokens/named`)).json).toEqual({ tokens: [] })
    expect(zone.server.control.issued().size).toBe(others)
  })

  it.each([
    'users//tokens/named',
    'providers//tokens/named',
    'tokens/named/',
    'user/tokens/named/',
    '/tokens/named',
  ])('never takes %s for something', async (path) => {
    const zone = await startZone()
    const before = zone.server.control.issued().size
    expectError(await zone.call('DELETE', path), 404, 'notFound')
    expect(zone.server.control.issued().size).toBe(before)
  })

  it('may read a slash at the end as nothing, which is how the real one can lose everything', async () => {
    const zone = await startZone({ trailingSlash: 'ignore' })
    expect((await zone.call('DELETE', 'tokens/named/')).status).toBe(405)
    expect((await zone.call('DELETE', 'user/tokens/named/')).status).toBe(204)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Session } from '../../../../../../src/main/providers/provider.ts'
import { failure, printed, type Stub, startStub } from '../../stub-server.ts'
import {
  asked,
  asProvider,
  asUser,
  base,
  bytes,
  credential,
  documentedToken,
  error,
  marker,
  namedToken,
  ofSubject,
  oneprovider,
  open,
  other,
  type Routes,
  self,
  text,
  zone,
} from './fixtures.ts'

const tokenId = documentedToken.id

async function start(routes: Routes, options: Parameters<typeof open>[1] = {}) {
  const stub = await startStub(zone({ ...asUser(), ...routes }))
  return { stub, session: open(stub, options) }
}

const last = (stub: Stub) => stub.requests.at(-1)

describe('creating', () => {
  test('a named token as documented', async () => {
    const { stub, session } = await start({
      [`POST ${base}/user/tokens/named`]: [201, { tokenId, token: 'MDAxNmxvY2F00aW' }],
    })
    const created = await session.createToken?.(self, {
      name: 'backup job',
      type: '{"accessToken":{}}',
      revoked: 'false',
      customMetadata: '{"ticket":"OPS-12"}',
      caveats: JSON.stringify(documentedToken.caveats),
    })
    expect(text(created?.secret)).toBe('MDAxNmxvY2F00aW')
    expect(created?.isTemporary).toBeUndefined()
    expect(created?.token).toMatchObject({
      remoteId: tokenId,
      owner: { id: self, name: 'Jane Doe' },
      name: 'backup job',
      expiresAt: '2026-01-01T00:00:00Z',
      enabled: true,
    })
    expect(JSON.parse(last(stub)?.body ?? '')).toEqual({
      name: 'backup job',
      type: { accessToken: {} },
      revoked: false,
      customMetadata: { ticket: 'OPS-12' },
      caveats: documentedToken.caveats,
    })
    expect(last(stub)?.headers).toMatchObject({
      'x-auth-token': credential,
      'content-type': 'application/json',
    })
    expect(stub.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  test('an invitation, its target in a field of its own or inside the type', async () => {
    const { stub, session } = await start({
      [`POST ${base}/user/tokens/named`]: [201, { tokenId, token: 'MDAx' }],
    })
    const json = {
      name: 'join lab group',
      type: { inviteToken: { inviteType: 'userJoinGroup', groupId: oneprovider } },
      caveats: [],
      usageLimit: 10,
      privileges: ['group_view'],
    }
    const common = { name: 'join lab group', usageLimit: '10', privileges: '["group_view"]' }
    await session.createToken?.(self, {
      ...common,
      type: '{"inviteToken":{"inviteType":"userJoinGroup"}}',
      target: oneprovider,
    })
    expect(JSON.parse(last(stub)?.body ?? '')).toEqual(json)
    await session.createToken?.(self, { ...common, type: JSON.stringify(json.type) })
    expect(JSON.parse(last(stub)?.body ?? '')).toEqual(json)
  })

  test('a temporary token for the Oneprovider whose credential it is', async () => {
    const stub = await startStub(
      zone({
        ...asProvider,
        [`POST ${base}/provider/tokens/temporary`]: [201, { token: 'MDAxTemporary' }],
        [`POST ${base}/tokens/examine`]: [
          200,
          { id: 'ab12', persistence: 'temporary', type: { accessToken: {} }, caveats: [] },
        ],
      }),
    )
    const created = await open(stub).createToken?.(oneprovider, {
      persistence: 'temporary',
      caveats: '[{"type":"time","validUntil":1741003600}]',
    })
    expect(created).toMatchObject({
      isTemporary: true,
      token: { remoteId: 'ab12', name: null, expiresAt: '2025-03-03T12:06:40Z' },
    })
    expect(text(created?.secret)).toBe('MDAxTemporary')
    const create = stub.requests.find(({ path }) => path.endsWith('/temporary'))
    expect(JSON.parse(create?.body ?? '')).toEqual({
      type: { accessToken: {} },
      caveats: [{ type: 'time', validUntil: 1741003600 }],
    })
  })

  test('a temporary token is kept although nothing can be learnt of it', async () => {
    const { session } = await start({
      [`POST ${base}/user/tokens/temporary`]: [201, { token: 'MDAxTemporary' }],
      [`POST ${base}/tokens/examine`]: [500, ''],
    })
    const created = await session.createToken?.(self, {
      persistence: 'temporary',
      caveats: '[{"type":"time","validUntil":1741003600}]',
    })
    expect(text(created?.secret)).toBe('MDAxTemporary')
    expect(created?.token.remoteId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('for a user and for a Oneprovider the path is found by asking', async () => {
    const { stub, session } = await start({
      [`GET ${base}/users/${other}/tokens/named`]: [200, { tokens: [] }],
      [`POST ${base}/users/${other}/tokens/named`]: [201, { tokenId, token: 'MDAx' }],
      [`GET ${base}/providers/${oneprovider}/tokens/named`]: [200, { tokens: [] }],
      [`POST ${base}/providers/${oneprovider}/tokens/named`]: [201, { tokenId, token: 'MDAx' }],
    })
    await session.createToken?.(other, { name: 'for a user' })
    await session.createToken?.(oneprovider, { name: 'for a provider' })
    await session.createToken?.(oneprovider, { name: 'for a provider' })
    expect(asked(stub).slice(2)).toEqual([
      `GET /users/${other}/tokens/named`,
      `POST /users/${other}/tokens/named`,
      `GET /users/${oneprovider}/tokens/named`,
      `GET /providers/${oneprovider}/tokens/named`,
      `POST /providers/${oneprovider}/tokens/named`,
      `POST /providers/${oneprovider}/tokens/named`,
    ])
  })

  test('a temporary token that lives too long is refused with the longest time there is', async () => {
    const { session } = await start({
      [`POST ${base}/user/tokens/temporary`]: [400, error('tokenTimeCaveatRequired', { maxTtl: 2_592_000 })],
    })
    const refused = await failure(
      session.createToken?.(self, {
        persistence: 'temporary',
        caveats: '[{"type":"time","validUntil":4000000000}]',
      }) ?? Promise.resolve(),
    )
    expect(refused).toMatchObject({ code: 'invalid-input', field: 'caveats', outcome: 'refused' })
    expect(refused.message).toContain('at most 30 days from now')
  })

  test('a name that is taken is a conflict of the name', async () => {
    const { session } = await start({
      [`POST ${base}/user/tokens/named`]: [400, error('badValueIdentifierOccupied', { key: 'name' })],
    })
    const refused = await failure(session.createToken?.(self, { name: 'taken' }) ?? Promise.resolve())
    expect(refused).toMatchObject({ code: 'conflict', field: 'name', outcome: 'refused' })
  })

  test.each([
    ['no name', {}, 'name'],
    ['a short name', { name: 'a' }, 'name'],
    ['a name of 129 letters', { name: 'a'.repeat(129) }, 'name'],
    ['a name with a dash at its end', { name: 'backup-' }, 'name'],
    ['a name with a slash', { name: 'a/b' }, 'name'],
    ['a temporary token without a time', { persistence: 'temporary' }, 'caveats'],
    ['a temporary token with a name', { persistence: 'temporary', name: 'abc' }, 'name'],
    ['an unknown type', { name: 'abc', type: '{"masterToken":{}}' }, 'type'],
    ['an unknown invitation', { name: 'abc', type: '{"inviteToken":{"inviteType":"x"}}' }, 'type'],
    [
      'an invitation to nothing',
      { name: 'abc', type: '{"inviteToken":{"inviteType":"userJoinSpace"}}' },
      'target',
    ],
    ['a target of an access token', { name: 'abc', target: 'x' }, 'target'],
    [
      'two targets',
      { name: 'abc', type: '{"inviteToken":{"inviteType":"userJoinSpace","spaceId":"a"}}', target: 'b' },
      'target',
    ],
    ['a wrong caveat', { name: 'abc', caveats: '[{"type":"ip","whitelist":["x"]}]' }, 'caveats'],
    [
      'a caveat that identity tokens cannot have',
      { name: 'abc', type: '{"identityToken":{}}', caveats: '[{"type":"data.readonly"}]' },
      'caveats',
    ],
    [
      'a service of another zone',
      { name: 'abc', caveats: '[{"type":"service","whitelist":["ozw-x"]}]' },
      'caveats',
    ],
    ['a usage limit of an access token', { name: 'abc', usageLimit: '1' }, 'usageLimit'],
    [
      'privileges where none are given',
      {
        name: 'abc',
        type: '{"inviteToken":{"inviteType":"supportSpace","spaceId":"a"}}',
        privileges: '["space_view"]',
      },
      'privileges',
    ],
    ['metadata that is no object', { name: 'abc', customMetadata: '[1]' }, 'customMetadata'],
    ['an unknown field', { name: 'abc', colour: 'red' }, 'colour'],
  ])('%s is refused before anything is sent', async (_what, fields, field) => {
    const { stub, session } = await start({})
    const refused = await failure(session.createToken?.(self, fields) ?? Promise.resolve())
    expect(refused).toMatchObject({ code: 'invalid-input', field, outcome: 'not-sent' })
    expect(stub.requests).toEqual([])
  })

  test('names of any script are sent as they are', async () => {
    const { stub, session } = await start({
      [`POST ${base}/user/tokens/named`]: [201, { tokenId, token: 'MDAx' }],
    })
    for (const name of ['Łódź (test) 2.0', '日本語', 'ключ_1', 'a b-c.d']) {
      await session.createToken?.(self, { name })
      expect(JSON.parse(last(stub)?.body ?? '')).toMatchObject({ name })
    }
  })
})

describe('one token', () => {
  const path = `${base}/tokens/named/${tokenId}`

  test('is read without its secret, whatever else the record repeats', async () => {
    const record = {
      ...documentedToken,
      future: { copy: marker, list: [`x${marker}y`] },
      metadata: { ...documentedToken.metadata, custom: { [marker]: marker } },
    }
    const { session } = await start({ [`GET ${path}`]: [200, record] })
    const token = await session.getToken(self, tokenId)
    expect(JSON.stringify(token)).not.toContain(marker)
    expect(token).toMatchObject({
      remoteId: tokenId,
      owner: { id: self },
      creator: null,
      name: 'backup job',
      createdAt: '2025-03-03T11:06:40Z',
      expiresAt: '2026-01-01T00:00:00Z',
      lastUsedAt: null,
      enabled: true,
      isSpent: false,
      labels: null,
      details: { type: { accessToken: {} }, caveats: documentedToken.caveats, future: {} },
    })
    expect(token.details).not.toHaveProperty('token')
  })

  test('its secret comes only when asked for', async () => {
    const { session } = await start({ [`GET ${path}`]: [200, documentedToken] })
    expect(text(await session.readSecret?.(self, tokenId))).toBe(marker)
    expect(await failure(session.readSecret?.(other, tokenId) ?? Promise.resolve())).toMatchObject({
      code: 'not-found',
    })
  })

  test('a record that cannot be read is not quoted', async () => {
    const { session } = await start({ [`GET ${path}`]: [200, { token: marker, id: 7 }] })
    const refused = await failure(session.getToken(self, tokenId))
    expect(refused.code).toBe('bad-response')
    expect(printed(refused)).not.toContain(marker)
  })

  test('an invitation that was used up is spent', async () => {
    const { session } = await start({
      [`GET ${path}`]: [
        200,
        { ...documentedToken, metadata: { creationTime: 1, usageLimit: 2, usageCount: 2 } },
      ],
      [`GET ${base}/tokens/named/b`]: [
        200,
        namedToken('b', { metadata: { usageLimit: 'infinity', usageCount: 9 } }),
      ],
    })
    expect(await session.getToken(self, tokenId)).toMatchObject({ isSpent: true })
    expect(await session.getToken(self, 'b')).toMatchObject({ isSpent: false, createdAt: null })
  })

  test('of another owner is not this owner’s', async () => {
    const { session } = await start({ [`GET ${path}`]: [200, documentedToken] })
    expect(await failure(session.getToken(other, tokenId))).toMatchObject({ code: 'not-found' })
  })

  test('is renamed, given metadata, revoked and un-revoked', async () => {
    const { stub, session } = await start({
      [`GET ${path}`]: [200, documentedToken],
      [`PATCH ${path}`]: [204, undefined],
    })
    const bodies = () => stub.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body)
    await session.updateToken?.(self, tokenId, { name: 'new name', customMetadata: '{}' })
    await session.setTokenEnabled?.(self, tokenId, false)
    await session.setTokenEnabled?.(self, tokenId, true)
    expect(bodies()).toEqual([
      '{"name":"new name","customMetadata":{}}',
      '{"revoked":true}',
      '{"revoked":false}',
    ])
    for (const fields of [{}, { name: 'x' }, { caveats: '[]' }]) {
      expect(await failure(session.updateToken?.(self, tokenId, fields) ?? Promise.resolve())).toMatchObject({
        code: 'invalid-input',
        outcome: 'not-sent',
      })
    }
    expect(bodies()).toHaveLength(3)
  })

  test('is deleted', async () => {
    const { stub, session } = await start({ [`DELETE ${path}`]: [204, undefined] })
    await session.deleteToken(self, tokenId)
    expect(asked(stub)).toEqual([`DELETE /tokens/named/${tokenId}`])
    expect(await failure(session.deleteToken(self, 'gone'))).toMatchObject({ code: 'not-found' })
  })
})

describe('all of an owner', () => {
  test('named tokens are deleted under the path of that owner', async () => {
    const { stub, session } = await start({
      [`DELETE ${base}/user/tokens/named`]: [204, undefined],
      [`GET ${base}/users/${other}/tokens/named`]: [200, { tokens: [] }],
      [`DELETE ${base}/users/${other}/tokens/named`]: [204, undefined],
    })
    await session.deleteAllTokens?.(other)
    await session.deleteAllTokens?.(self)
    expect(asked(stub).filter((request) => request.startsWith('DELETE'))).toEqual([
      `DELETE /users/${other}/tokens/named`,
      'DELETE /user/tokens/named',
    ])
  })

  test('temporary tokens are revoked', async () => {
    const { stub, session } = await start({
      [`GET ${base}/user/tokens/temporary`]: [200, { generation: 3 }],
      [`DELETE ${base}/user/tokens/temporary`]: [204, undefined],
    })
    await session.revokeTemporary?.(self)
    expect(asked(stub).at(-1)).toBe('DELETE /user/tokens/temporary')
  })

  test('a lost answer to that is settled by the counter', async () => {
    let generation = 3
    const cut = (raises: number): Routes => ({
      [`GET ${base}/user/tokens/temporary`]: (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ generation }))
      },
      [`DELETE ${base}/user/tokens/temporary`]: (_request, response) => {
        generation += raises
        response.destroy()
      },
    })
    const done = await start(cut(1))
    await done.session.revokeTemporary?.(self)
    const not = await start(cut(0))
    expect(await failure(not.session.revokeTemporary?.(self) ?? Promise.resolve())).toMatchObject({
      code: 'unreachable',
      outcome: 'unknown',
    })
  })

  test('no id but a real one leads to a request that deletes', async () => {
    const stub = await startStub(zone({ ...asUser() }))
    const session = open(stub)
    // Known now, so that what follows is about the id alone.
    await session.listOwners()
    const before = stub.requests.length
    const hostile = fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '.',
        '..',
        '*',
        '/',
        '%2e',
        'a/b',
        'a?b',
        'a#b',
        '\n',
        '../..',
        'named',
        '\u202Ea',
      ),
      fc.string({ maxLength: 6 }).filter((id) => !/^[\w-]+$/.test(id)),
    )
    await fc.assert(
      fc.asyncProperty(hostile, async (id) => {
        const attempts: Promise<unknown>[] = [
          session.deleteToken(self, id),
          session.deleteToken(id, tokenId),
          session.deleteAllTokens?.(id) ?? Promise.resolve(),
          session.revokeTemporary?.(id) ?? Promise.resolve(),
        ]
        await Promise.allSettled(attempts)
      }),
      { numRuns: 60 },
    )
    const dangerous =
      /^DELETE \/(user|users\/?|users\/[^/]*|provider|providers\/?)?\/?tokens\/(named|temporary)\/?$/
    const sent = asked(stub).slice(before)
    expect(sent.filter((request) => dangerous.test(request))).toEqual([])
    for (const request of sent.filter((entry) => entry.startsWith('DELETE'))) {
      expect(request).toMatch(/^DELETE \/tokens\/named\/[^/]+$/)
    }
  })
})

describe('the credential', () => {
  test('a password goes with its user name', async () => {
    const { stub, session } = await start(
      { [`GET ${base}/user/tokens/named`]: [200, { tokens: [] }] },
      { secret: 'pass:wörd', fields: { username: 'jane' } },
    )
    await session.listOwnerTokens(self)
    const header = `Basic ${Buffer.from('jane:pass:wörd').toString('base64')}`
    expect(stub.requests.every(({ headers }) => headers.authorization === header)).toBe(true)
    expect(stub.requests.every(({ headers }) => headers['x-auth-token'] === undefined)).toBe(true)
  })

  test('is forgotten with the session', async () => {
    const { session } = await start({})
    await session.close()
    expect(await failure(session.listOwners())).toMatchObject({ code: 'cancelled' })
  })

  test('never goes into a path, and is not sent where none is needed', async () => {
    const { stub, session } = await start({
      [`POST ${base}/tokens/examine`]: [
        200,
        { type: { accessToken: {} }, caveats: [], persistence: 'named' },
      ],
    })
    await (session as Required<Session>).examine(bytes(marker))
    expect(last(stub)?.headers['x-auth-token']).toBeUndefined()
    expect(stub.requests.every(({ path }) => !path.includes(marker) && !path.includes(credential))).toBe(true)
  })
})

test('tokens of one owner are read one by one, and one that vanishes is left out', async () => {
  const { session } = await start({
    [`GET ${base}/user/tokens/named`]: [200, { tokens: ['a', 'b', 'gone'] }],
    [`GET ${base}/tokens/named/a`]: [200, namedToken('a')],
    [`GET ${base}/tokens/named/b`]: [200, namedToken('b', ofSubject(self))],
  })
  expect((await session.listOwnerTokens(self)).map(({ remoteId }) => remoteId)).toEqual(['a', 'b'])
})

import { describe, expect, test } from 'vitest'
import { failure, type Stub, startStub } from '../../stub-server.ts'
import {
  asked,
  asProvider,
  asUser,
  base,
  credential,
  documentedToken,
  error,
  nowMs,
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
    await session.createToken?.(self, { ...common, type: 'userJoinGroup', target: oneprovider })
    expect(JSON.parse(last(stub)?.body ?? '')).toEqual(json)
  })

  test.each([
    ['access', { accessToken: {} }],
    [' identity ', { identityToken: {} }],
  ])('a type in the plain word %s', async (type, sent) => {
    const { stub, session } = await start({
      [`POST ${base}/user/tokens/named`]: [201, { tokenId, token: 'MDAx' }],
    })
    await session.createToken?.(self, { name: 'abc', type })
    expect(JSON.parse(last(stub)?.body ?? '')).toMatchObject({ type: sent })
  })

  test('a type that is neither a word nor JSON is refused with examples', async () => {
    const { session } = await start({})
    const refused = await failure(
      session.createToken?.(self, { name: 'abc', type: 'acess' }) ?? Promise.resolve(),
    )
    expect(refused).toMatchObject({ code: 'invalid-input', field: 'type', outcome: 'not-sent' })
    expect(refused.message).toMatch(/access, identity.*userJoinGroup.*\{"accessToken":\{\}\}/)
  })

  test('a temporary token for the Oneprovider whose credential it is', async () => {
    const stub = await startStub(
      zone({
        ...asProvider,
        [`POST ${base}/provider/tokens/temporary`]: [201, { token: 'MDAxTemporary' }],
      }),
    )
    const created = await open(stub).createToken?.(oneprovider, {
      persistence: 'temporary',
      caveats: '[{"type":"time","validUntil":1741303600}]',
    })
    expect(created).toMatchObject({
      isTemporary: true,
      token: {
        remoteId: expect.stringMatching(/^temporary-/),
        name: null,
        expiresAt: '2025-03-06T23:26:40Z',
      },
    })
    expect(text(created?.secret)).toBe('MDAxTemporary')
    const create = stub.requests.find(({ path }) => path.endsWith('/temporary'))
    expect(JSON.parse(create?.body ?? '')).toEqual({
      type: { accessToken: {} },
      caveats: [{ type: 'time', validUntil: 1741303600 }],
    })
  })

  test('a temporary token’s secret is there before anything more is asked', async () => {
    const { stub, session } = await start({
      [`POST ${base}/user/tokens/temporary`]: [201, { token: 'MDAxTemporary' }],
    })
    const created = await session.createToken?.(self, {
      persistence: 'temporary',
      caveats: '[{"type":"time","validUntil":1741303600}]',
    })
    expect(text(created?.secret)).toBe('MDAxTemporary')
    expect(created?.token.remoteId).toMatch(/^temporary-[0-9a-f-]{36}$/)
    expect(asked(stub).at(-1)).toBe('POST /user/tokens/temporary')
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
    ['an invitation in a plain word to nothing', { name: 'abc', type: 'userJoinSpace' }, 'target'],
    [
      'a time that has passed',
      { name: 'abc', caveats: `[{"type":"time","validUntil":${nowMs / 1000}}]` },
      'caveats',
    ],
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

import { describe, expect, test } from 'vitest'
import type { Session } from '../../../../../../src/main/providers/provider.ts'
import { failure, startStub } from '../../stub-server.ts'
import {
  admin,
  asUser,
  base,
  bytes,
  documentedToken,
  error,
  marker,
  oneprovider,
  open,
  other,
  type Routes,
  self,
  text,
  zone,
} from './fixtures.ts'

const tokenId = documentedToken.id
const examined = (more: object = {}): Routes => ({
  [`POST ${base}/tokens/examine`]: [
    200,
    {
      onezoneDomain: 'onezone.example.org',
      id: tokenId,
      persistence: 'named',
      subject: { type: 'user', id: self },
      type: { accessToken: {} },
      caveats: [],
      ...more,
    },
  ],
})
const valid = (sort: string): Routes => ({
  [`POST ${base}/tokens/verify_${sort}_token`]: [200, { subject: { type: 'user', id: self }, ttl: null }],
})

async function start(routes: Routes) {
  const stub = await startStub(zone({ ...asUser(admin), ...routes }))
  // The kind has all of these.
  return { stub, session: open(stub) as Required<Session> }
}

const expected = { ownerId: self, remoteId: tokenId }
const bodyOf = (stub: { requests: readonly { path: string; body: string }[] }, path: string): unknown =>
  JSON.parse(stub.requests.find((request) => request.path.endsWith(path))?.body ?? 'null')

describe('verifying', () => {
  test.each([
    ['access', { accessToken: {} }, { allowDataAccessCaveats: true }],
    ['identity', { identityToken: {} }, {}],
    ['invite', { inviteToken: { inviteType: 'userJoinGroup', groupId: 'g', parameters: {} } }, {}],
  ])('an %s token is verified by its own call', async (sort, type, more) => {
    const { stub, session } = await start({ ...examined({ type }), ...valid(sort) })
    expect(await session.verifySecret(bytes(marker), expected)).toEqual({
      ok: true,
      owner: { id: self, name: 'Jane Doe' },
      remoteId: tokenId,
      reason: null,
    })
    expect(bodyOf(stub, `verify_${sort}_token`)).toEqual({ token: marker, ...more })
    const posted = stub.requests.filter(({ method }) => method === 'POST')
    expect(posted.every(({ headers }) => headers['x-auth-token'] === undefined)).toBe(true)
  })

  test('a token for one interface is verified for that one', async () => {
    const { stub, session } = await start({
      ...examined({ caveats: [{ type: 'interface', interface: 'oneclient' }] }),
      ...valid('access'),
    })
    expect((await session.verifySecret(bytes(marker), null)).ok).toBe(true)
    expect(bodyOf(stub, 'verify_access_token')).toMatchObject({ interface: 'oneclient' })
  })

  test.each(['tokenInvalid', 'tokenRevoked', 'tokenSubjectInvalid', 'userBlocked'])(
    'one that is refused with %s does not work, and is nobody’s',
    async (id) => {
      const { session } = await start({
        ...examined(),
        [`POST ${base}/tokens/verify_access_token`]: [400, error('badValueToken', { tokenError: { id } })],
      })
      expect(await session.verifySecret(bytes(marker), expected)).toMatchObject({
        ok: false,
        owner: null,
        remoteId: null,
        reason: expect.stringContaining('does not accept the token'),
      })
    },
  )

  test('that of another owner, and that of another token, are not the expected one', async () => {
    const { session } = await start({ ...examined(), ...valid('access') })
    expect(await session.verifySecret(bytes(marker), { ...expected, ownerId: other })).toMatchObject({
      ok: false,
      owner: { id: self },
      reason: expect.stringContaining('it belongs to'),
    })
    expect(await session.verifySecret(bytes(marker), { ...expected, remoteId: 'x' })).toMatchObject({
      ok: false,
      remoteId: tokenId,
      reason: expect.stringContaining('another token'),
    })
  })

  test('what is no token is refused, and network trouble is not a refusal', async () => {
    const bad = await start({
      [`POST ${base}/tokens/examine`]: [400, error('badValueToken', { key: 'token' })],
    })
    expect(await bad.session.verifySecret(bytes('nonsense'), null)).toMatchObject({ ok: false })
    const down = await start({ ...examined(), [`POST ${base}/tokens/verify_access_token`]: [500, ''] })
    expect(await failure(down.session.verifySecret(bytes(marker), null))).toMatchObject({
      code: 'bad-response',
    })
  })

  test('one that works only elsewhere is told by the server’s own copy', async () => {
    const elsewhere: Routes = {
      ...examined(),
      [`POST ${base}/tokens/verify_access_token`]: [
        400,
        error('tokenCaveatUnverified', { caveat: { type: 'ip', whitelist: ['192.0.2.1'] } }),
      ],
      [`GET ${base}/tokens/named/${tokenId}`]: [200, documentedToken],
    }
    const { session } = await start(elsewhere)
    expect(await session.verifySecret(bytes(marker), expected)).toMatchObject({
      ok: true,
      reason: expect.stringContaining('could not be tried from here'),
    })
    expect(await session.verifySecret(bytes(`${marker}x`), expected)).toMatchObject({ ok: false })
    expect(await session.verifySecret(bytes(marker), null)).toMatchObject({ ok: false })
  })

  test('an expired one does not work, whatever the server has', async () => {
    const { session } = await start({
      ...examined(),
      [`POST ${base}/tokens/verify_access_token`]: [
        400,
        error('tokenCaveatUnverified', { caveat: { type: 'time', validUntil: 1 } }),
      ],
      [`GET ${base}/tokens/named/${tokenId}`]: [200, documentedToken],
    })
    expect(await session.verifySecret(bytes(marker), expected)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('expired'),
    })
  })
})

test.each([
  ['nbp_', 'nbp_plantedPlantedPlantedPlantedPlanted1'],
  ['a JWT', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJwbGFudGVkIn0.x'],
  ['with a prefix', 'access-v1:planted0planted0planted'],
])('the text of another product’s token (%s) is not shown to the server', async (_name, planted) => {
  const stub = await startStub(zone(asUser()))
  const session = open(stub)
  const calls = [
    () => session.verifySecret(bytes(planted), null),
    async () => session.examine?.(bytes(planted)),
    async () => session.scope?.(bytes(planted)),
    async () => session.confine?.(bytes(planted), { caveats: '[{"type":"time","validUntil":1741003600}]' }),
  ]
  for (const call of calls) {
    expect(await failure(call())).toMatchObject({
      code: 'invalid-input',
      field: 'secret',
      outcome: 'not-sent',
    })
  }
  expect(stub.requests).toEqual([])
})

describe('examining', () => {
  test('tells what is inside in words, and does not claim that it works', async () => {
    const { session } = await start(
      examined({
        type: { inviteToken: { inviteType: 'userJoinSpace', spaceId: 's1', parameters: {} } },
        caveats: [{ type: 'time', validUntil: 1767225600 }],
      }),
    )
    const { lines, details } = await session.examine(bytes(marker))
    expect(lines).toEqual([
      { label: 'Type', value: 'an invite token (invite a user to a space)' },
      { label: 'Target', value: 'space s1' },
      { label: 'Owner', value: `user Jane Doe (${self})` },
      { label: 'Kept by the server', value: 'yes: a named token' },
      { label: 'Id', value: tokenId },
      { label: 'Made by', value: 'onezone.example.org' },
      { label: 'Good for', value: 'Whoever has this token can use it to join what it invites to.' },
      { label: 'Expiry', value: 'It stops working at 2026-01-01 00:00 UTC, in 302 days.' },
      { label: 'Restriction', value: 'Nothing else restricts it.' },
      { label: 'Not checked', value: 'Whether it works: it may be revoked, deleted or forged.' },
    ])
    expect(details).toMatchObject({ persistence: 'named', onezoneDomain: 'onezone.example.org' })
  })

  test('names an owner whom the server names, and gives the id of one whom it does not', async () => {
    const routes = { ...examined({ subject: { type: 'oneprovider', id: oneprovider } }) }
    const named = await start({
      ...routes,
      [`GET ${base}/providers/${oneprovider}`]: [200, { providerId: oneprovider, name: 'Kraków' }],
    })
    const owner = async ({ session }: typeof named) =>
      (await session.examine(bytes(marker))).lines.find(({ label }) => label === 'Owner')?.value
    expect(await owner(named)).toBe(`Oneprovider Kraków (${oneprovider})`)
    expect(await owner(await start(routes))).toBe(`Oneprovider ${oneprovider}`)
  })

  test('takes a text far longer than a credential', async () => {
    const { session } = await start(examined())
    expect((await session.examine(bytes('M'.repeat(500_000)))).lines.length).toBeGreaterThan(5)
    expect(await failure(session.examine(bytes('M'.repeat(1_048_577))))).toMatchObject({
      code: 'invalid-input',
      field: 'secret',
    })
  })

  test.each<[string, object]>([
    ['beside what is known', { echo: `x${marker}` }],
    ['in its id', { id: `x${marker}` }],
    ['as its owner', { subject: { type: 'user', id: marker } }],
    ['as its server', { onezoneDomain: `${'x'.repeat(180)}${marker}` }],
    ['as the name of its owner', { subject: { type: 'oneprovider', id: oneprovider } }],
    ['in a type', { type: { inviteToken: { inviteType: 'userJoinSpace', spaceId: marker } } }],
    ['in a caveat', { caveats: [{ type: 'data.path', whitelist: [`/${marker}`] }, { type: marker }] }],
  ])('the text repeated %s is in no line and not kept', async (_where, more) => {
    const name = `${'x'.repeat(70)}${marker}`
    const { stub, session } = await start({
      ...examined(more),
      [`GET ${base}/providers/${oneprovider}`]: [200, { providerId: oneprovider, name }],
    })
    const found = JSON.stringify(await session.examine(bytes(marker)))
    expect(found).toContain('Kept by the server')
    // Nor the beginning of it, where a long value is cut.
    expect(found).not.toContain(marker.slice(0, 20))
    expect(stub.requests.map(({ path }) => path).join()).not.toContain(marker)
  })

  test('what is no token is refused by field', async () => {
    for (const id of ['badToken', 'badValueToken', 'tokenTooLarge']) {
      const { session } = await start({ [`POST ${base}/tokens/examine`]: [400, error(id)] })
      expect(await failure(session.examine(bytes('x')))).toMatchObject({
        code: 'invalid-input',
        field: 'secret',
      })
    }
  })
})

describe('confining', () => {
  const path = `POST ${base}/tokens/confine`

  test('adds caveats', async () => {
    const { stub, session } = await start({ ...examined(), [path]: [200, { token: 'MDAxWeaker' }] })
    const caveats = [{ type: 'data.readonly' }]
    expect(text(await session.confine(bytes(marker), { caveats: JSON.stringify(caveats) }))).toBe(
      'MDAxWeaker',
    )
    expect(bodyOf(stub, 'confine')).toEqual({ token: marker, caveats })
  })

  test.each([
    ['none', {}],
    ['an empty list', { caveats: '[]' }],
    ['wrong ones', { caveats: '[{"type":"x"}]' }],
  ])('with %s is refused', async (_what, fields) => {
    const { stub, session } = await start({ ...examined(), [path]: [200, { token: 'x' }] })
    expect(await failure(session.confine(bytes(marker), fields as Record<string, string>))).toMatchObject({
      code: 'invalid-input',
      field: 'caveats',
    })
    expect(stub.requests.some((request) => request.path.endsWith('confine'))).toBe(false)
  })

  test('with a caveat that its type cannot have is refused', async () => {
    const { session } = await start(examined({ type: { identityToken: {} } }))
    expect(
      await failure(session.confine(bytes(marker), { caveats: '[{"type":"data.readonly"}]' })),
    ).toMatchObject({ code: 'invalid-input', field: 'caveats' })
  })
})

describe('the scope', () => {
  const path = `POST ${base}/tokens/infer_access_token_scope`

  test('names spaces and Oneproviders', async () => {
    const { session } = await start({
      [path]: [
        200,
        {
          validUntil: 1767225600,
          dataAccessScope: {
            readonly: true,
            spaces: { s1: { name: 'Results', supports: { p1: { readonly: true } } } },
            providers: {
              p1: { name: 'Kraków', domain: 'p1.example.org', version: '21.02.7', online: false },
            },
          },
        },
      ],
    })
    expect((await session.scope(bytes(marker))).lines).toEqual([
      { label: 'Works until', value: '2026-01-01T00:00:00Z' },
      { label: 'Data', value: 'It can read data, and change none.' },
      { label: 'Space', value: 'Results (s1), through Kraków (read only)' },
      { label: 'Oneprovider', value: 'Kraków: p1.example.org, 21.02.7, offline' },
    ])
  })

  test('does not repeat the text', async () => {
    const spaces = { s1: { name: `x${marker}` }, [marker]: { name: 'Results' } }
    const { session } = await start({ [path]: [200, { validUntil: null, dataAccessScope: { spaces } }] })
    const found = JSON.stringify(await session.scope(bytes(marker)))
    expect(found).toContain('(s1)')
    expect(found).not.toContain(marker)
  })

  test('may be none', async () => {
    const { session } = await start({ [path]: [200, { validUntil: null, dataAccessScope: null }] })
    expect((await session.scope(bytes(marker))).lines).toEqual([
      { label: 'Works until', value: 'it does not expire' },
      { label: 'Data', value: 'It reaches no data.' },
    ])
  })

  test('is not told before 21.02.4', async () => {
    const { session } = await start({})
    expect(await failure(session.scope(bytes(marker)))).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('since 21.02.4'),
    })
  })
})

describe('choices', () => {
  const names: Routes = {
    [`GET ${base}/user/effective_groups`]: [200, { groups: ['g1', 'g2'] }],
    [`GET ${base}/user/effective_groups/g1`]: [200, { groupId: 'g1', name: 'Lab' }],
    [`GET ${base}/user/effective_groups/g2`]: [403, error('forbidden')],
    [`GET ${base}/user/effective_spaces`]: [200, { spaces: ['s1'] }],
    [`GET ${base}/user/effective_spaces/s1`]: [200, { spaceId: 's1', name: 'Results' }],
    [`GET ${base}/user/effective_clusters`]: [200, { clusters: ['onezone', oneprovider] }],
    [`GET ${base}/users`]: [200, { users: [self] }],
    [`GET ${base}/providers`]: [200, { providers: [oneprovider] }],
    [`GET ${base}/providers/${oneprovider}`]: [200, { providerId: oneprovider, name: 'Kraków' }],
    [`GET ${base}/provider/public/check_my_ip`]: [200, '"192.0.2.9"'],
  }
  const type = (inviteType: string) => ({ type: JSON.stringify({ inviteToken: { inviteType } }) })

  test.each([
    [
      'target',
      type('userJoinGroup'),
      [
        { value: 'g1', label: 'Lab' },
        { value: 'g2', label: 'g2' },
      ],
    ],
    ['target', type('supportSpace'), [{ value: 's1', label: 'Results' }]],
    [
      'target',
      type('userJoinCluster'),
      [
        { value: 'onezone', label: 'Onezone' },
        { value: oneprovider, label: 'Kraków' },
      ],
    ],
    ['target', type('registerOneprovider'), [{ value: self, label: 'Jane Doe' }]],
    ['target', type('userJoinHarvester'), []],
    ['target', {}, []],
    ['privileges', type('supportSpace'), []],
    ['caveats.ip', {}, [{ value: '192.0.2.9', label: 'This computer, as the server sees it' }]],
    ['caveats.data.path', {}, [{ value: '/s1', label: 'Results' }]],
    ['name', {}, []],
  ])('for %s with %o', async (field, fields, choices) => {
    const { session } = await start(names)
    expect(await session.choices(field, fields as Record<string, string>)).toEqual(choices)
  })

  test('privileges are those of what is joined', async () => {
    const { session } = await start({})
    const found = await session.choices('privileges', type('groupJoinSpace'))
    expect(found).toContainEqual({ value: 'space_read_data', label: 'Read data' })
    expect(found.every(({ value }) => value.startsWith('space_'))).toBe(true)
  })

  test('services and consumers are written as a caveat wants them', async () => {
    const { session } = await start(names)
    expect(await session.choices('caveats.service', {})).toContainEqual({
      value: `opw-${oneprovider}`,
      label: 'Kraków',
    })
    const consumers = await session.choices('caveats.consumer', {})
    for (const value of ['usr-*', `usr-${self}`, 'grp-g1', `prv-${oneprovider}`]) {
      expect(consumers.map((choice) => choice.value)).toContain(value)
    }
  })
})

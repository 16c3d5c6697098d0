import { describe, expect, it } from 'vitest'
import { expectError, makeToken, NOW, nobody, startZone, type Zone } from './onezone-harness.ts'

/** Whether a token with these caveats is taken in these circumstances; otherwise the caveat that is not met. */
async function check(zone: Zone, caveats: unknown[], json: Record<string, unknown> = {}): Promise<unknown> {
  const { token } = (
    await zone.call('POST', 'tokens/confine', { token: zone.server.secret, caveats }, nobody)
  ).json
  const reply = await zone.call('POST', 'tokens/verify_access_token', { token, ...json }, nobody)
  if (reply.status === 200) return true
  expect(reply.json.error.id).toBe('tokenCaveatUnverified')
  return reply.json.error.details.caveat
}

const path = (text: string): string => Buffer.from(text).toString('base64')

describe('a caveat that is right', () => {
  it.each([
    { type: 'time', validUntil: 1_767_225_600 },
    { type: 'ip', whitelist: ['192.0.2.7', '192.0.2.0/24', '0.0.0.0/0', '10.0.0.1/32'] },
    { type: 'asn', whitelist: [64_496, 0] },
    { type: 'geo.country', filter: 'whitelist', list: ['PL', 'DE'] },
    {
      type: 'geo.region',
      filter: 'blacklist',
      list: ['Africa', 'Antarctica', 'Asia', 'Europe', 'EU', 'NorthAmerica', 'Oceania', 'SouthAmerica'],
    },
    { type: 'service', whitelist: ['ozw-onezone', 'ozp-onezone', 'opw-*', 'opp-*'] },
    { type: 'consumer', whitelist: ['usr-abc', 'grp-*', 'prv-*', 'usr-*'] },
    { type: 'interface', interface: 'rest' },
    { type: 'interface', interface: 'oneclient' },
    { type: 'interface', interface: 'graphsync' },
    {
      type: 'api',
      whitelist: [
        'ozw/all/user.*.*:*',
        'all/get/space.*.*:*',
        'opw/create/file.abc.instance:private',
        'opp/delete/*.*.*:*',
      ],
    },
    { type: 'data.readonly' },
    { type: 'data.path', whitelist: [path('/d1b388f7c'), path('/d1b388f7c/żółw/x y')] },
    { type: 'data.objectid', whitelist: ['000000000055D4E4836803640004677569'] },
  ])('comes back as it was: %j', async (caveat) => {
    const zone = await startZone()
    const { tokenId, token } = await makeToken(zone, { caveats: [caveat] })
    expect((await zone.call('GET', `tokens/named/${tokenId}`)).json.caveats).toEqual([caveat])
    expect((await zone.call('POST', 'tokens/examine', { token }, nobody)).json.caveats).toEqual([caveat])
  })
})

describe('a caveat that is wrong', () => {
  const lists = ['ip', 'asn', 'service', 'consumer', 'api', 'data.path', 'data.objectid']
  it.each([
    ...lists.flatMap((type) => [
      { type, whitelist: [] },
      { type },
      { type, whitelist: 'x' },
      { type, whitelist: [null] },
    ]),
    { type: 'moon' },
    {},
    'time < 5',
    null,
    { type: 'time' },
    { type: 'time', validUntil: 1.5 },
    { type: 'time', validUntil: '1767225600' },
    { type: 'time', validUntil: null },
    { type: 'ip', whitelist: ['192.0.2.256'] },
    { type: 'ip', whitelist: ['192.0.2.0/33'] },
    { type: 'ip', whitelist: ['::1'] },
    { type: 'ip', whitelist: ['192.0.2.7', 'localhost'] },
    { type: 'asn', whitelist: ['64496'] },
    { type: 'asn', whitelist: [1.5] },
    { type: 'geo.country', list: ['PL'] },
    { type: 'geo.country', filter: 'greylist', list: ['PL'] },
    { type: 'geo.country', filter: 'whitelist', list: ['POL'] },
    { type: 'geo.country', filter: 'whitelist', list: [] },
    { type: 'geo.region', filter: 'whitelist', list: ['Atlantis'] },
    { type: 'geo.region', filter: 'whitelist', list: [] },
    { type: 'service', whitelist: ['ozw'] },
    { type: 'service', whitelist: ['ozw-*'] },
    { type: 'service', whitelist: ['xyz-abc'] },
    { type: 'service', whitelist: ['opw-'] },
    { type: 'consumer', whitelist: ['abc'] },
    { type: 'consumer', whitelist: ['usr-'] },
    { type: 'interface' },
    { type: 'interface', interface: 'ftp' },
    { type: 'api', whitelist: ['ozw/all'] },
    { type: 'api', whitelist: ['ozw/read/user.*.*:*'] },
    { type: 'api', whitelist: ['xyz/get/user.*.*:*'] },
    { type: 'api', whitelist: ['ozw/get/user.*'] },
    { type: 'data.path', whitelist: ['not base64!'] },
    { type: 'data.path', whitelist: [path('relative')] },
    { type: 'data.path', whitelist: [path('/')] },
    { type: 'data.path', whitelist: [path('/space/')] },
    { type: 'data.path', whitelist: [path('/space\n')] },
    { type: 'data.path', whitelist: [path('/space//x')] },
    { type: 'data.objectid', whitelist: ['000000000055d4e4836803640004677569'] },
    { type: 'data.objectid', whitelist: ['00'] },
  ])('is told back: %j', async (caveat) => {
    const zone = await startZone()
    const caveats = [{ type: 'data.readonly' }, caveat]
    const create = await zone.call('POST', 'user/tokens/named', { name: 'never made', caveats })
    expectError(create, 400, 'badValueCaveat', { caveat })
    const confine = await zone.call('POST', 'tokens/confine', { token: zone.server.secret, caveats }, nobody)
    expectError(confine, 400, 'badValueCaveat', { caveat })
  })

  it('or too long for a token is told back too', async () => {
    const zone = await startZone()
    const caveat = { type: 'ip', whitelist: Array.from({ length: 9000 }, () => '192.0.2.0/24') }
    const reply = await zone.call('POST', 'user/tokens/named', { name: 'never made', caveats: [caveat] })
    expect(reply).toMatchObject({ status: 400, json: { error: { id: 'badValueCaveat' } } })
  })
})

describe('combinations', () => {
  const network = ['time', 'ip', 'asn', 'geo.country', 'geo.region', 'consumer']
  const samples: Record<string, unknown> = {
    time: { type: 'time', validUntil: NOW + 600 },
    ip: { type: 'ip', whitelist: ['127.0.0.1'] },
    asn: { type: 'asn', whitelist: [1] },
    'geo.country': { type: 'geo.country', filter: 'whitelist', list: ['PL'] },
    'geo.region': { type: 'geo.region', filter: 'whitelist', list: ['EU'] },
    consumer: { type: 'consumer', whitelist: ['usr-*'] },
    interface: { type: 'interface', interface: 'rest' },
    service: { type: 'service', whitelist: ['ozw-onezone'] },
    api: { type: 'api', whitelist: ['all/all/*.*.*:*'] },
    'data.readonly': { type: 'data.readonly' },
    'data.path': { type: 'data.path', whitelist: [path('/a')] },
    'data.objectid': { type: 'data.objectid', whitelist: ['0000000000000000AA'] },
  }

  it.each([
    ['access', Object.keys(samples)],
    ['identity', [...network, 'interface']],
    ['invite', network],
  ])('an %s token may have exactly %j', async (is, allowed) => {
    const zone = await startZone()
    const inviteToken = { inviteType: 'registerOneprovider', adminUserId: zone.owner('administrator') }
    const type = { access: { accessToken: {} }, identity: { identityToken: {} }, invite: { inviteToken } }[is]
    for (const [name, caveat] of Object.entries(samples)) {
      const json = { name: `${is} ${name}`, type, caveats: [caveat] }
      const reply = await zone.call('POST', 'user/tokens/named', json)
      if (allowed.includes(name)) expect(reply.status).toBe(201)
      else expectError(reply, 400, 'badValueCaveat', { caveat })
    }
  })

  it('that are not supported may be made all the same and are then never met', async () => {
    const zone = await startZone({ unsupportedCaveat: 'at-use' })
    const caveat = { type: 'data.readonly' }
    const { token } = await makeToken(zone, { type: { identityToken: {} }, caveats: [caveat] })
    const reply = await zone.call('POST', 'tokens/verify_identity_token', { token }, nobody)
    expectError(reply, 400, 'tokenCaveatUnverified', { caveat })
  })
})

describe('what is met', () => {
  it('time: before the second', async () => {
    const zone = await startZone()
    expect(await check(zone, [{ type: 'time', validUntil: NOW + 1 }])).toBe(true)
    expect(await check(zone, [{ type: 'time', validUntil: NOW }])).toEqual({ type: 'time', validUntil: NOW })
    expect(
      await check(zone, [
        { type: 'time', validUntil: NOW + 9 },
        { type: 'time', validUntil: NOW },
      ]),
    ).not.toBe(true)
  })

  it('ip: inside any mask, of the caller when not said', async () => {
    const zone = await startZone()
    const caveat = { type: 'ip', whitelist: ['192.0.2.0/25', '10.1.2.3'] }
    expect(await check(zone, [caveat], { peerIp: '192.0.2.127' })).toBe(true)
    expect(await check(zone, [caveat], { peerIp: '10.1.2.3' })).toBe(true)
    expect(await check(zone, [caveat], { peerIp: '192.0.2.128' })).toEqual(caveat)
    expect(await check(zone, [caveat], { peerIp: null })).toEqual(caveat)
    expect(await check(zone, [caveat])).toEqual(caveat)
    const local = { type: 'ip', whitelist: ['127.0.0.0/8'] }
    expect(await check(zone, [local])).toBe(true)
    expect(await check(zone, [local], { peerIp: null })).toEqual(local)
  })

  it('asn, country and region: where the address is', async () => {
    const zone = await startZone()
    const [poland, america, unknown] = ['192.0.2.1', '198.51.100.1', '127.0.0.1']
    const asn = { type: 'asn', whitelist: [1, 64_496] }
    expect(await check(zone, [asn], { peerIp: poland })).toBe(true)
    expect(await check(zone, [asn], { peerIp: america })).toEqual(asn)
    const only = { type: 'geo.country', filter: 'whitelist', list: ['PL', 'DE'] }
    const not = { type: 'geo.country', filter: 'blacklist', list: ['PL', 'DE'] }
    expect(await check(zone, [only], { peerIp: poland })).toBe(true)
    expect(await check(zone, [only], { peerIp: america })).toEqual(only)
    expect(await check(zone, [not], { peerIp: poland })).toEqual(not)
    expect(await check(zone, [not], { peerIp: america })).toBe(true)
    expect(await check(zone, [not], { peerIp: unknown })).toEqual(not)
    for (const region of ['Europe', 'EU']) {
      const inside = { type: 'geo.region', filter: 'whitelist', list: [region] }
      expect(await check(zone, [inside], { peerIp: poland })).toBe(true)
      expect(await check(zone, [{ ...inside, filter: 'blacklist' }], { peerIp: poland })).not.toBe(true)
    }
  })

  it('interface, data and service: as the question says', async () => {
    const zone = await startZone()
    const rest = { type: 'interface', interface: 'rest' }
    expect(await check(zone, [rest], { interface: 'rest' })).toBe(true)
    expect(await check(zone, [rest], { interface: 'graphsync' })).toEqual(rest)
    expect(await check(zone, [rest])).toEqual(rest)
    const data = [
      { type: 'data.readonly' },
      { type: 'data.path', whitelist: [path('/a')] },
      { type: 'data.objectid', whitelist: ['0000000000000000AA'] },
    ]
    for (const caveat of data) {
      expect(await check(zone, [caveat])).toEqual(caveat)
      expect(await check(zone, [caveat], { allowDataAccessCaveats: true })).toBe(true)
    }
    const serviceToken = zone.secret('provider')
    const id = zone.owner('provider')
    const one = { type: 'service', whitelist: [`opw-${id}`] }
    expect(await check(zone, [one])).toEqual(one)
    expect(await check(zone, [one], { serviceToken })).toBe(true)
    expect(await check(zone, [{ type: 'service', whitelist: ['opw-*'] }], { serviceToken })).toBe(true)
    expect(await check(zone, [{ type: 'service', whitelist: ['ozw-onezone'] }])).toBe(true)
    expect(await check(zone, [{ type: 'service', whitelist: ['ozw-onezone'] }], { serviceToken })).not.toBe(
      true,
    )
  })

  it('consumer: who proves it, else who is asking', async () => {
    const zone = await startZone()
    const id = zone.owner('person')
    const [group] = (await zone.as('person')('GET', 'user/groups')).json.groups
    const { token: consumerToken } = await makeToken(zone, { type: { identityToken: {} } }, `users/${id}`)
    for (const entry of [`usr-${id}`, 'usr-*', `grp-${group}`, 'grp-*']) {
      const caveat = { type: 'consumer', whitelist: ['usr-somebody', entry] }
      expect(await check(zone, [caveat], { consumerToken })).toBe(true)
      expect(await check(zone, [caveat], { consumerToken: null })).toEqual(caveat)
      expect(await check(zone, [caveat], { consumerToken: zone.secret('provider') })).toEqual(caveat)
      expect(await check(zone, [caveat])).toEqual(caveat)
      const { token } = (
        await zone.call('POST', 'tokens/confine', { token: zone.server.secret, caveats: [caveat] }, nobody)
      ).json
      expect((await zone.as('person')('POST', 'tokens/verify_access_token', { token })).status).toBe(200)
      const none = await zone.as('person')('POST', 'tokens/verify_access_token', {
        token,
        consumerToken: null,
      })
      expectError(none, 400, 'tokenCaveatUnverified', { caveat })
    }
    const providers = { type: 'consumer', whitelist: ['prv-*'] }
    expect(await check(zone, [providers], { consumerToken: zone.secret('provider') })).toBe(true)
    expect(await check(zone, [providers], { consumerToken })).toEqual(providers)
    const stranger = { type: 'consumer', whitelist: ['grp-nothing'] }
    expect(await check(zone, [stranger], { consumerToken })).toEqual(stranger)
  })

  it('a service that the subject may not use is refused when the token is made', async () => {
    const zone = await startZone()
    const [first, ...others] = (await zone.call('GET', 'providers')).json.providers
    expect(first).toBe(zone.owner('provider'))
    const create = (whitelist: string[], prefix = `users/${zone.owner('clusterMember')}`) =>
      zone.call('POST', `${prefix}/tokens/named`, {
        name: whitelist.join(' ').replace(/[*-]/g, '_'),
        caveats: [{ type: 'service', whitelist }],
      })
    expect((await create(['ozw-onezone', `opp-${first}`, 'opw-*'])).status).toBe(201)
    expectError(await create([`opp-${others[0]}`]), 400, 'tokenServiceForbidden', {
      service: { type: 'op_panel', id: others[0] },
    })
    expectError(await create(['ozp-onezone']), 400, 'tokenServiceForbidden', {
      service: { type: 'oz_panel', id: 'onezone' },
    })
    expectError(await create([`opw-${first}`], `providers/${first}`), 400, 'tokenServiceForbidden', {
      service: { type: 'op_worker', id: first },
    })
    const blocked = await create(['ozw-onezone'], `users/${zone.owner('blocked')}`)
    expectError(blocked, 400, 'userBlocked')
  })
})

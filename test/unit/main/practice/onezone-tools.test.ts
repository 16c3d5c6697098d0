import { describe, expect, it } from 'vitest'
import { addCaveat, readMacaroon, writeMacaroon } from '../../../../src/main/practice/onezone/macaroon.ts'
import { expectError, makeToken, NOW, nobody, startZone, type Zone } from './onezone-harness.ts'

const anybody = async (zone: Zone, name: string, json: unknown) =>
  zone.call('POST', `tokens/${name}`, json, nobody)

async function temporary(zone: Zone, json: Record<string, unknown> = {}, prefix = 'user'): Promise<string> {
  const caveats = [{ type: 'time', validUntil: NOW + 3600 }, ...((json['caveats'] as unknown[]) ?? [])]
  const reply = await zone.call('POST', `${prefix}/tokens/temporary`, { ...json, caveats })
  expect(reply.status).toBe(201)
  return reply.json.token
}

describe('examine and confine', () => {
  it('read any text without checking it', async () => {
    const zone = await startZone()
    const subject = { type: 'user', id: zone.owner('revoked') }
    expect((await anybody(zone, 'examine', { token: zone.secret('revoked') })).json).toEqual({
      onezoneDomain: 'onezone.practice.example',
      id: zone.server.accounts['revoked']!.tokenId,
      persistence: 'named',
      subject,
      type: { accessToken: {} },
      caveats: [],
    })
    const caveats = [
      { type: 'data.readonly' },
      { type: 'geo.region', filter: 'blacklist', list: ['Asia'] },
      { type: 'asn', whitelist: [64_496, 7] },
      { type: 'time', validUntil: NOW - 1 },
    ]
    const confined = await anybody(zone, 'confine', { token: zone.secret('revoked'), caveats })
    expect(Object.keys(confined.json)).toEqual(['token'])
    expect(confined.json.token).toMatch(/^[0-9A-Za-z]+$/)
    const again = await anybody(zone, 'confine', {
      ...confined.json,
      caveats: [{ type: 'ip', whitelist: ['1.2.3.4'] }],
    })
    expect((await anybody(zone, 'examine', again.json)).json.caveats).toEqual([
      ...caveats,
      { type: 'ip', whitelist: ['1.2.3.4'] },
    ])
  })

  it('never widen', async () => {
    const zone = await startZone()
    const token = await temporary(zone)
    const caveats = [{ type: 'time', validUntil: NOW + 99_999_999 }]
    const confined = (await anybody(zone, 'confine', { token, caveats })).json
    expect((await anybody(zone, 'verify_access_token', confined)).json.ttl).toBe(3600)
  })

  it.each([
    ['examine', {}, 'missingRequiredValue', { key: 'token' }],
    ['examine', { token: '' }, 'badValueEmpty', { key: 'token' }],
    ['confine', { caveats: [] }, 'missingRequiredValue', { key: 'token' }],
    ['verify_access_token', {}, 'missingRequiredValue', { key: 'token' }],
    ['verify_identity_token', {}, 'missingRequiredValue', { key: 'token' }],
    ['verify_invite_token', {}, 'missingRequiredValue', { key: 'token' }],
    ['infer_access_token_scope', {}, 'missingRequiredValue', { key: 'token' }],
  ])('%s refuses %j', async (name, json, id, details) => {
    const zone = await startZone()
    expectError(await anybody(zone, name, json), 400, id, details)
  })

  it.each([
    'examine',
    'confine',
    'verify_access_token',
    'verify_identity_token',
    'verify_invite_token',
    'infer_access_token_scope',
  ])('%s tells why a text is no token', async (name) => {
    const zone = await startZone({ maxTokenSize: 1000 })
    const error = { id: 'badToken', description: expect.any(String) }
    for (const token of ['nonsense', 7, null]) {
      expectError(await anybody(zone, name, { token }), 400, 'badValueToken', {
        key: 'token',
        tokenError: error,
      })
    }
    const long = await anybody(zone, name, { token: 'a'.repeat(1001) })
    expectError(long, 400, 'badValueToken', {
      key: 'token',
      tokenError: { id: 'tokenTooLarge', details: { limit: 1000 }, description: expect.any(String) },
    })
  })

  it('confine wants caveats that are right, and a result that is not too long', async () => {
    const zone = await startZone({ maxTokenSize: 2000 })
    const token = zone.server.secret
    expectError(await anybody(zone, 'confine', { token }), 400, 'missingRequiredValue', { key: 'caveats' })
    const caveat = { type: 'moon' }
    expectError(await anybody(zone, 'confine', { token, caveats: [caveat] }), 400, 'badValueCaveat', {
      caveat,
    })
    const whitelist = Array.from({ length: 200 }, (_item, index) => `192.0.2.${index}`)
    const long = await anybody(zone, 'confine', { token, caveats: [{ type: 'ip', whitelist }] })
    expectError(long, 400, 'tokenTooLarge', { limit: 2000 })
  })

  it('examine tells of a caveat that is not known here', async () => {
    const zone = await startZone()
    const token = writeMacaroon(addCaveat(readMacaroon(zone.server.secret)!, 'moon = full'))
    expectError(await anybody(zone, 'examine', { token }), 400, 'badValueToken', {
      key: 'token',
      tokenError: {
        id: 'tokenCaveatUnknown',
        details: { caveat: 'moon = full' },
        description: expect.any(String),
      },
    })
    expectError(await anybody(zone, 'verify_access_token', { token }), 400, 'tokenCaveatUnknown', {
      caveat: 'moon = full',
    })
  })
})

describe('verify', () => {
  it('gives the subject and the seconds left', async () => {
    const zone = await startZone()
    const subject = { type: 'user', id: zone.owner('administrator') }
    const token = zone.server.secret
    expect((await anybody(zone, 'verify_access_token', { token })).json).toEqual({ subject, ttl: null })
    const json = {
      token: await temporary(zone),
      interface: 'rest',
      allowDataAccessCaveats: true,
      peerIp: null,
      serviceToken: null,
      consumerToken: null,
    }
    expect((await anybody(zone, 'verify_access_token', json)).json).toEqual({ subject, ttl: 3600 })
  })

  it('wants the right type', async () => {
    const zone = await startZone()
    const access = { token: zone.server.secret }
    const received = { accessToken: {} }
    expectError(await anybody(zone, 'verify_identity_token', access), 400, 'notAnIdentityToken', { received })
    expectError(await anybody(zone, 'verify_invite_token', access), 400, 'notAnInviteToken', {
      expectedInviteType: 'any',
      received,
    })
    const identity = { token: zone.secret('identity') }
    expectError(await anybody(zone, 'verify_access_token', identity), 400, 'notAnAccessToken', {
      received: { identityToken: {} },
    })
    const type = { inviteType: 'registerOneprovider', adminUserId: zone.owner('administrator') }
    const { token } = await makeToken(zone, { type: { inviteToken: type } })
    expect(
      (await anybody(zone, 'verify_invite_token', { token, expectedInviteType: 'registerOneprovider' }))
        .status,
    ).toBe(200)
    expectError(
      await anybody(zone, 'verify_invite_token', { token, expectedInviteType: 'userJoinGroup' }),
      400,
      'notAnInviteToken',
      {
        expectedInviteType: 'userJoinGroup',
        received: { inviteToken: { ...type, parameters: {} } },
      },
    )
    for (const expectedInviteType of ['userJoinClub', 7, null]) {
      const reply = await anybody(zone, 'verify_invite_token', { token, expectedInviteType })
      if (expectedInviteType === null) expect(reply.status).toBe(200)
      else expectError(reply, 400, 'badValueInviteType', { key: 'expectedInviteType' })
    }
  })

  it.each([
    [{ peerIp: 'x' }, 'badValueIPv4Address', { key: 'peerIp' }],
    [{ peerIp: '1.2.3.256' }, 'badValueIPv4Address', { key: 'peerIp' }],
    [{ peerIp: '::1' }, 'badValueIPv4Address', { key: 'peerIp' }],
    [
      { interface: 'ftp' },
      'badValueNotAllowed',
      { key: 'interface', allowed: ['rest', 'oneclient', 'graphsync'] },
    ],
    [{ interface: 7 }, 'badValueString', { key: 'interface' }],
    [{ allowDataAccessCaveats: 'yes' }, 'badValueBoolean', { key: 'allowDataAccessCaveats' }],
    [{ consumerToken: 7 }, 'badValueString', { key: 'consumerToken' }],
    [{ serviceToken: 7 }, 'badValueString', { key: 'serviceToken' }],
    [
      { consumerToken: 'x' },
      'badConsumerToken',
      { tokenError: { id: 'badToken', description: expect.any(String) } },
    ],
    [
      { serviceToken: 'x' },
      'badServiceToken',
      { tokenError: { id: 'badToken', description: expect.any(String) } },
    ],
  ])('refuses %j', async (json, id, details) => {
    const zone = await startZone()
    expectError(
      await anybody(zone, 'verify_access_token', { token: zone.server.secret, ...json }),
      400,
      id,
      details,
    )
  })

  it.each([
    ['blocked', 'userBlocked'],
    ['revoked', 'tokenRevoked'],
    ['expired', 'tokenCaveatUnverified'],
  ])('of the account %s says %s, standing alone', async (name, id) => {
    const zone = await startZone()
    expect((await anybody(zone, 'verify_access_token', { token: zone.secret(name) })).json.error.id).toBe(id)
  })
})

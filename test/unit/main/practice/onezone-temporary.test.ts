import { describe, expect, it } from 'vitest'
import { readMacaroon, writeMacaroon } from '../../../../src/main/practice/onezone/macaroon.ts'
import { expectError, NOW, nobody, startZone, type Zone } from './onezone-harness.ts'

const anybody = async (zone: Zone, name: string, json: unknown) =>
  zone.call('POST', `tokens/${name}`, json, nobody)

async function temporary(zone: Zone, json: Record<string, unknown> = {}, prefix = 'user'): Promise<string> {
  const caveats = [{ type: 'time', validUntil: NOW + 3600 }, ...((json['caveats'] as unknown[]) ?? [])]
  const reply = await zone.call('POST', `${prefix}/tokens/temporary`, { ...json, caveats })
  expect(reply.status).toBe(201)
  return reply.json.token
}

describe('temporary tokens', () => {
  it('work until their time is over, and are in no list', async () => {
    const zone = await startZone()
    const before = zone.server.control.issued().size
    const token = await temporary(zone)
    expect(zone.server.control.issued().size).toBe(before)
    const as = { authorization: `Bearer ${token}` }
    expect((await zone.call('GET', 'user', undefined, as)).status).toBe(200)
    zone.clock.ms += 3_600_000
    expect((await zone.call('GET', 'user', undefined, as)).json.error.details.authError.id).toBe(
      'tokenCaveatUnverified',
    )
  })

  it('need a time caveat that is near enough; the earliest counts', async () => {
    const zone = await startZone()
    const create = (...ends: number[]) =>
      zone.call('POST', 'user/tokens/temporary', {
        caveats: ends.map((end) => ({ type: 'time', validUntil: NOW + end })),
      })
    const details = { maxTtl: 2_592_000 }
    expectError(await create(), 400, 'tokenTimeCaveatRequired', details)
    expectError(await zone.call('POST', 'user/tokens/temporary'), 400, 'tokenTimeCaveatRequired', details)
    expectError(await create(2_592_001), 400, 'tokenTimeCaveatRequired', details)
    expect((await create(2_592_000)).status).toBe(201)
    expect((await create(99_999_999, 60)).status).toBe(201)
    expect((await create(-5)).status).toBe(201)
    const week = await startZone({ maxTtl: 604_800, pastExpiry: 'refuse' })
    const caveats = [{ type: 'time', validUntil: NOW + 604_801 }]
    const reply = await week.call('POST', 'user/tokens/temporary', { caveats })
    expectError(reply, 400, 'tokenTimeCaveatRequired', { maxTtl: 604_800 })
    const dead = { type: 'time', validUntil: NOW }
    const past = await week.call('POST', 'user/tokens/temporary', { caveats: [dead] })
    expectError(past, 400, 'badValueCaveat', { caveat: dead })
  })

  it('all end together, for good', async () => {
    const zone = await startZone()
    const token = await temporary(zone)
    const others = await temporary(zone, {}, `users/${zone.owner('person')}`)
    expect((await zone.call('GET', 'user/tokens/temporary')).json).toEqual({ generation: 1 })
    await zone.call('DELETE', 'user/tokens/temporary')
    expectError(await anybody(zone, 'verify_access_token', { token }), 400, 'tokenRevoked')
    expect((await anybody(zone, 'verify_access_token', { token: others })).status).toBe(200)
    const newer = await temporary(zone)
    expect((await anybody(zone, 'verify_access_token', { token: newer })).status).toBe(200)
    const macaroon = readMacaroon(newer)!
    const forged = writeMacaroon({ ...macaroon, identifier: macaroon.identifier.replace('tmp-2', 'tmp-3') })
    expectError(await anybody(zone, 'verify_access_token', { token: forged }), 400, 'tokenInvalid')
  })

  it('can be of all three types, without privileges or a limit', async () => {
    const zone = await startZone()
    const identity = await temporary(zone, { type: { identityToken: {} } })
    expect((await anybody(zone, 'verify_identity_token', { token: identity })).json.ttl).toBe(3600)
    const inviteToken = { inviteType: 'registerOneprovider', adminUserId: zone.owner('administrator') }
    const invite = await temporary(zone, { type: { inviteToken }, usageLimit: 0, privileges: 'x' })
    expect((await anybody(zone, 'examine', { token: invite })).json.type).toEqual({
      inviteToken: { ...inviteToken, parameters: {} },
    })
  })
})

describe('the scope of an access token', () => {
  it('is what its owner reaches, less what the caveats take away', async () => {
    const zone = await startZone()
    const infer = async (caveats: unknown[]) => {
      const token = (await anybody(zone, 'confine', { token: zone.secret('person'), caveats })).json
      return (await anybody(zone, 'infer_access_token_scope', token)).json
    }
    const all = await infer([])
    expect(Object.keys(all)).toEqual(['validUntil', 'dataAccessScope'])
    expect(all.validUntil).toBeNull()
    const { spaces, providers, readonly } = all.dataAccessScope
    expect(readonly).toBe(false)
    const [spaceId] = Object.keys(spaces)
    const space = spaces[spaceId!]
    const supporters = Object.keys(space.supports)
    expect(supporters.length).toBeGreaterThan(1)
    expect(Object.keys(providers)).toEqual(expect.arrayContaining(supporters))
    expect(Object.keys(providers[supporters[0]!])).toEqual(['name', 'domain', 'version', 'online'])

    const path = Buffer.from(`/${spaceId}/a/b`).toString('base64')
    const less = await infer([
      { type: 'time', validUntil: NOW + 9 },
      { type: 'data.readonly' },
      { type: 'data.path', whitelist: [path] },
      { type: 'service', whitelist: [`opw-${supporters[1]}`] },
      { type: 'interface', interface: 'oneclient' },
    ])
    expect(less).toEqual({
      validUntil: NOW + 9,
      dataAccessScope: {
        readonly: true,
        spaces: { [spaceId!]: { name: space.name, supports: { [supporters[1]!]: { readonly: true } } } },
        providers: { [supporters[1]!]: providers[supporters[1]!] },
      },
    })
    expect((await infer([{ type: 'interface', interface: 'graphsync' }])).dataAccessScope).toBeNull()
    expect((await infer([{ type: 'service', whitelist: ['ozw-onezone'] }])).dataAccessScope).toBeNull()
    expect((await infer([{ type: 'time', validUntil: NOW }])).error.id).toBe('tokenCaveatUnverified')
    const provider = await anybody(zone, 'infer_access_token_scope', { token: zone.secret('provider') })
    expect(provider.json).toEqual({ validUntil: null, dataAccessScope: null })
  })

  it('is not known before 21.02.4', async () => {
    const zone = await startZone({ version: '21.02.3' })
    expectError(
      await anybody(zone, 'infer_access_token_scope', { token: zone.server.secret }),
      404,
      'notFound',
    )
    expect((await anybody(zone, 'examine', { token: zone.server.secret })).status).toBe(200)
  })
})

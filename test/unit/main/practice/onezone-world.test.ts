import { describe, expect, it } from 'vitest'
import { expectError, expectUnauthorized, NOW, nobody, startZone } from './onezone-harness.ts'

describe('what everybody may ask', () => {
  it('is version, health, time and address', async () => {
    const zone = await startZone()
    const open = (path: string) => zone.call('GET', path, undefined, nobody)
    expect((await open('configuration')).json).toMatchObject({
      name: 'Practice Onezone',
      domain: 'onezone.practice.example',
      version: '21.02.7',
      build: expect.any(String),
      compatibleOneproviderVersions: expect.arrayContaining(['21.02.7']),
      supportedIdPs: [{ id: 'practice-idp', offlineAccess: false }],
    })
    expect((await open('health')).status).toBe(200)
    expect((await open('provider/public/get_current_time')).json).toEqual({ timeMillis: NOW * 1000 })
    expect((await open('provider/public/check_my_ip')).json).toBe('127.0.0.1')
  })

  it('tells of trouble', async () => {
    const ill = await startZone({ healthy: false })
    expectError(await ill.call('GET', 'health'), 500, 'internalServerError', {
      reference: expect.any(String),
    })
    const full = await startZone({ databaseFull: true })
    expectError(await full.call('GET', 'user'), 503, 'serviceUnavailable')
    expectError(await full.call('POST', 'tokens/examine', {}), 503, 'serviceUnavailable')
    expect((await full.call('GET', 'configuration')).status).toBe(200)
    full.server.control.setVersion('21.02.5')
    expect((await full.call('GET', 'user')).status).toBe(200)
  })
})

describe('users', () => {
  it('know themselves', async () => {
    const zone = await startZone()
    const own = (await zone.call('GET', 'user')).json
    expect(Object.keys(own)).toEqual([
      'userId',
      'fullName',
      'username',
      'linkedAccounts',
      'emails',
      'basicAuthEnabled',
      'blocked',
      'creationTime',
    ])
    expect(own).toMatchObject({
      userId: zone.owner('administrator'),
      username: 'admin',
      basicAuthEnabled: true,
      blocked: false,
    })
    expect((await zone.call('GET', 'user/effective_privileges')).json.privileges).toContain(
      'oz_tokens_manage',
    )
    expect((await zone.as('person')('GET', 'user/effective_privileges')).json).toEqual({ privileges: [] })
    expect((await zone.as('person')('GET', `users/${zone.owner('person')}`)).status).toBe(200)
    expect(
      (await zone.as('auditor')('GET', `users/${zone.owner('person')}/effective_privileges`)).json,
    ).toEqual({ privileges: [] })
  })

  it('are some dozens, with names in many scripts', async () => {
    const zone = await startZone()
    const { users } = (await zone.call('GET', 'users')).json
    expect(users.length).toBeGreaterThanOrEqual(36)
    const all = []
    for (const id of users) all.push((await zone.call('GET', `users/${id}`)).json)
    expect(all.map(({ userId }) => userId)).toEqual(users)
    expect(all.filter(({ linkedAccounts }) => linkedAccounts.length > 0).length).toBeGreaterThan(3)
    expect(all.filter(({ username }) => username === null).length).toBeGreaterThan(3)
    expect(all.filter(({ blocked }) => blocked).length).toBeGreaterThan(1)
    expect(JSON.stringify(all)).toMatch(/[\u0400-\u04ff]/)
    const crowd = await startZone({ people: 300 })
    expect((await crowd.call('GET', 'users')).json.users.length).toBe(310)
    expect(crowd.server.control.issued().size).toBeGreaterThan(400)
    expectError(await zone.call('GET', 'users/unknown'), 404, 'notFound')
    expectError(await zone.as('person')('GET', 'users/unknown'), 403, 'forbidden')
  })

  it('are made, blocked and deleted', async () => {
    const zone = await startZone()
    const json = { fullName: 'Zofia Nowak', username: 'zofia', password: 'practice-zofia' }
    const made = await zone.call('POST', 'users', json)
    expect(made).toMatchObject({ status: 201, text: '' })
    const id = made.headers.get('location')!.split('/').at(-1)
    expect((await zone.call('GET', `users/${id}`)).json).toMatchObject({
      fullName: 'Zofia Nowak',
      username: 'zofia',
    })
    const authorization = `Basic ${Buffer.from('zofia:practice-zofia').toString('base64')}`
    expect((await zone.call('GET', 'user', undefined, { authorization })).status).toBe(200)
    const block = `users/${id}/access_block`
    expectError(await zone.call('PATCH', block, {}), 400, 'missingRequiredValue', { key: 'blocked' })
    expectError(await zone.call('PATCH', block, { blocked: 'yes' }), 400, 'badValueBoolean', {
      key: 'blocked',
    })
    expect(await zone.call('PATCH', block, { blocked: true })).toMatchObject({ status: 204, text: '' })
    expectUnauthorized(await zone.call('GET', 'user', undefined, { authorization }), 'userBlocked')
    expect((await zone.call('DELETE', `users/${id}`)).status).toBe(204)
    expectUnauthorized(await zone.call('GET', 'user', undefined, { authorization }), 'badBasicCredentials')
  })

  it.each([
    [{ username: 'admin' }, 'badValueIdentifierOccupied', { key: 'username' }],
    [{ username: 'A B' }, 'badValueUsername', undefined],
    [{ username: 'zofia', password: 'short' }, 'badValuePassword', undefined],
    [{ fullName: '!' }, 'badValueFullName', undefined],
    [{ password: 'practice-nobody' }, 'missingRequiredValue', { key: 'username' }],
    [{ username: 7 }, 'badValueString', { key: 'username' }],
  ])('are not made from %j', async (json, id, details) => {
    const zone = await startZone()
    expectError(await zone.call('POST', 'users', json), 400, id, details)
  })
})

describe('Oneproviders', () => {
  it('know themselves, and are known to whom they concern', async () => {
    const zone = await startZone()
    const own = (await zone.as('provider')('GET', 'provider')).json
    expect(Object.keys(own)).toEqual([
      'providerId',
      'name',
      'domain',
      'latitude',
      'longitude',
      'clusterId',
      'online',
      'creationTime',
    ])
    const id = zone.owner('provider')
    expect(own).toMatchObject({ providerId: id, clusterId: id })
    const { providers } = (await zone.call('GET', 'providers')).json
    expect(providers.length).toBeGreaterThanOrEqual(4)
    for (const caller of ['administrator', 'auditor', 'person', 'clusterMember', 'provider']) {
      expect((await zone.as(caller)('GET', `providers/${id}`)).json).toEqual(own)
    }
    expectError(await zone.as('provider')('GET', `providers/${providers[1]}`), 403, 'forbidden')
    expectError(await zone.call('GET', 'providers/unknown'), 404, 'notFound')
    expect((await zone.as('person')('GET', 'user/effective_providers')).json.providers).toContain(id)
  })

  it('take their tokens with them', async () => {
    const zone = await startZone()
    const id = zone.owner('provider')
    const caveats = [{ type: 'time', validUntil: NOW + 60 }]
    const { token } = (await zone.as('provider')('POST', 'provider/tokens/temporary', { caveats })).json
    await zone.call('DELETE', `providers/${id}`)
    expectUnauthorized(await zone.as('provider')('GET', 'provider'), 'tokenInvalid')
    expectError(await zone.call('POST', 'tokens/verify_access_token', { token }), 400, 'tokenSubjectInvalid')
    expectError(await zone.call('GET', `clusters/${id}`), 404, 'notFound')
  })
})

describe('targets of invitations', () => {
  it.each([
    ['groups', 'groupId'],
    ['spaces', 'spaceId'],
    ['clusters', 'clusterId'],
    ['harvesters', 'harvesterId'],
    ['atm_inventories', 'atmInventoryId'],
  ])('%s are listed and looked at one by one', async (plural, key) => {
    const zone = await startZone()
    const all = (await zone.call('GET', plural)).json
    expect(Object.keys(all)).toEqual([plural])
    const ids: string[] = all[plural]
    expect(ids.length).toBeGreaterThanOrEqual(3)
    const first = (await zone.call('GET', `${plural}/${ids[0]}`)).json
    expect(first).toMatchObject({ [key]: ids[0], creationTime: expect.any(Number) })
    const own: string[] = (await zone.call('GET', `user/${plural}`)).json[plural]
    const effective: string[] = (await zone.call('GET', `user/effective_${plural}`)).json[plural]
    expect(ids).toEqual(expect.arrayContaining(effective))
    expect(effective).toEqual(expect.arrayContaining(own))
    expect(own.length).toBeGreaterThan(0)
    expect((await zone.call('GET', `user/${plural}/${own[0]}`)).json).toMatchObject({ [key]: own[0] })
    expect((await zone.call('GET', `user/effective_${plural}/${own[0]}`)).json).toMatchObject({
      [key]: own[0],
    })
    expectError(
      await zone.call('GET', `user/${plural}/${ids.find((id) => !own.includes(id))}`),
      403,
      'forbidden',
    )
    for (const path of [plural, `user/${plural}`, `user/effective_${plural}`]) {
      expectError(await zone.call('GET', `${path}/unknown`), 404, 'notFound')
    }
    zone.server.control.setRole([])
    expectError(await zone.call('GET', plural), 403, 'forbidden')
    expect((await zone.call('GET', `${plural}/${own[0]}`)).status).toBe(200)
    const foreign = ids.find((id) => !effective.includes(id))
    if (foreign !== undefined) expectError(await zone.call('GET', `${plural}/${foreign}`), 403, 'forbidden')
    expectError(await zone.as('provider')('GET', `user/${plural}`), 403, 'forbidden')
  })

  it('that a Oneprovider has to do with are open to it', async () => {
    const zone = await startZone()
    const send = zone.as('provider')
    const own = (await send('GET', `clusters/${zone.owner('provider')}`)).json
    expect(own).toMatchObject({ type: 'oneprovider', workerVersion: { release: '21.02.7' } })
    expectError(await send('GET', 'clusters/onezone'), 403, 'forbidden')
    const [space] = (await zone.call('GET', 'spaces')).json.spaces
    expect(Object.keys((await send('GET', `spaces/${space}`)).json.providers)).toContain(
      zone.owner('provider'),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { expectError, makeToken, nobody, startZone, type Zone } from './onezone-harness.ts'

const TYPES = [
  ['userJoinGroup', 'groupId', 'groups', 'group_view'],
  ['groupJoinGroup', 'groupId', 'groups', 'group_add_child'],
  ['userJoinSpace', 'spaceId', 'spaces', 'space_read_data'],
  ['groupJoinSpace', 'spaceId', 'spaces', 'space_view'],
  ['supportSpace', 'spaceId', 'spaces', null],
  ['harvesterJoinSpace', 'spaceId', 'spaces', null],
  ['registerOneprovider', 'adminUserId', 'users', null],
  ['userJoinCluster', 'clusterId', 'clusters', 'cluster_update'],
  ['groupJoinCluster', 'clusterId', 'clusters', 'cluster_view'],
  ['userJoinHarvester', 'harvesterId', 'harvesters', 'harvester_view'],
  ['groupJoinHarvester', 'harvesterId', 'harvesters', 'harvester_add_space'],
  ['spaceJoinHarvester', 'harvesterId', 'harvesters', null],
  ['userJoinAtmInventory', 'atmInventoryId', 'atm_inventories', 'atm_inventory_view'],
  ['groupJoinAtmInventory', 'atmInventoryId', 'atm_inventories', 'atm_inventory_manage_lambdas'],
] as const

async function firstOf(zone: Zone, plural: string): Promise<string> {
  return (await zone.call('GET', plural)).json[plural][0]
}

const invite = (inviteType: string, key: string, id: string) => ({ inviteToken: { inviteType, [key]: id } })

describe('every invite type', () => {
  it.each(TYPES)('%s has %s', async (inviteType, key, plural, privilege) => {
    const zone = await startZone()
    const id = await firstOf(zone, plural)
    const type = invite(inviteType, key, id)
    const json = {
      name: 'come in',
      type,
      usageLimit: 10,
      ...(privilege === null ? {} : { privileges: [privilege] }),
    }
    const { tokenId, token } = await makeToken(zone, json)
    const shown = { inviteToken: { inviteType, [key]: id, parameters: {} } }
    const read = (await zone.call('GET', `tokens/named/${tokenId}`)).json
    expect(read.type).toEqual(shown)
    expect(read.metadata).toEqual({
      creationTime: expect.any(Number),
      custom: {},
      usageLimit: 10,
      usageCount: 0,
      privileges: privilege === null ? null : [privilege],
    })
    expect((await zone.call('POST', 'tokens/examine', { token }, nobody)).json.type).toEqual(shown)
    const verified = await zone.call('POST', 'tokens/verify_invite_token', {
      token,
      expectedInviteType: inviteType,
    })
    expect(verified.json.subject.id).toBe(zone.owner('administrator'))
  })

  it.each(TYPES)('%s wants its own %s of something that is there', async (inviteType, key) => {
    const zone = await startZone()
    const create = (type: unknown) => zone.call('POST', 'user/tokens/named', { name: 'come in', type })
    const gone = await create(invite(inviteType, key, 'gone'))
    expectError(gone, 400, 'inviteTokenTargetIdInvalid', { id: 'gone' })
    for (const type of [
      { inviteToken: { inviteType } },
      invite(inviteType, 'id', 'x'),
      { inviteToken: { inviteType, [key]: 7 } },
      { inviteToken: { inviteType, [key]: 'a/b' } },
      { inviteToken: { inviteType, [key]: 'x', parameters: 7 } },
    ]) {
      expectError(await create(type), 400, 'badValueTokenType', { key: 'type' })
    }
  })

  it.each(TYPES)('%s needs the right to invite', async (inviteType, key, plural) => {
    const zone = await startZone({ providerRegistration: 'restricted' })
    // The one cluster that this account knows lets it invite: another one is asked for.
    const id =
      plural === 'users' ? zone.owner('person') : (await zone.call('GET', plural)).json[plural].at(-1)
    const json = { name: 'not mine', type: invite(inviteType, key, id) }
    const reply = await zone.as('clusterMember')('POST', 'user/tokens/named', json)
    expectError(reply, 400, 'inviteTokenSubjectNotAuthorized')
    expect((await zone.call('POST', 'user/tokens/named', json)).status).toBe(201)
  })
})

describe('rights to invite', () => {
  it('come from membership, or from being an administrator', async () => {
    const zone = await startZone()
    const space = await firstOf(zone, 'spaces')
    const type = invite('userJoinSpace', 'spaceId', space)
    const create = (caller: string, json: Record<string, unknown>) =>
      zone.as(caller)('POST', 'user/tokens/named', { type, ...json })
    expect((await create('person', { name: 'one' })).status).toBe(201)
    expectError(await create('clusterMember', { name: 'two' }), 400, 'inviteTokenSubjectNotAuthorized')
    // To say what those get who join needs another right.
    const custom = { name: 'three', privileges: ['space_view'] }
    expectError(await create('person', custom), 400, 'inviteTokenSubjectNotAuthorized')
    expect((await create('administrator', custom)).status).toBe(201)
    zone.server.control.setRole(['oz_spaces_add_relationships'], zone.owner('clusterMember'))
    expect((await create('clusterMember', { name: 'four' })).status).toBe(201)
    expectError(await create('clusterMember', custom), 400, 'inviteTokenSubjectNotAuthorized')
    zone.server.control.setRole(
      ['oz_spaces_add_relationships', 'oz_spaces_set_privileges'],
      zone.owner('clusterMember'),
    )
    expect((await create('clusterMember', custom)).status).toBe(201)
  })

  it('of a Oneprovider end at its own cluster', async () => {
    const zone = await startZone()
    const send = zone.as('provider')
    const own = invite('userJoinCluster', 'clusterId', zone.owner('provider'))
    const made = await send('POST', 'provider/tokens/named', {
      name: 'own',
      type: own,
      privileges: ['cluster_update'],
    })
    expect(made.status).toBe(201)
    const [, , other] = (await zone.call('GET', 'clusters')).json.clusters
    expect(other).not.toBe(zone.owner('provider'))
    const foreign = await send('POST', 'provider/tokens/named', {
      name: 'foreign',
      type: invite('userJoinCluster', 'clusterId', other),
    })
    expectError(foreign, 400, 'inviteTokenSubjectNotAuthorized')
    const space = invite('supportSpace', 'spaceId', await firstOf(zone, 'spaces'))
    expectError(
      await send('POST', 'provider/tokens/named', { name: 'space', type: space }),
      400,
      'inviteTokenSubjectNotAuthorized',
    )
  })

  it('to register a Oneprovider are everybody’s for themselves, or few people’s', async () => {
    const type = (id: string) => ({
      name: 'register',
      type: invite('registerOneprovider', 'adminUserId', id),
    })
    const zone = await startZone()
    const own = await zone.as('person')('POST', 'user/tokens/named', type(zone.owner('person')))
    expect(own.status).toBe(201)
    const foreign = await zone.as('person')('POST', 'user/tokens/named', {
      ...type(zone.owner('auditor')),
      name: 'foreign',
    })
    expectError(foreign, 400, 'inviteTokenSubjectNotAuthorized')
    const closed = await startZone({ providerRegistration: 'restricted' })
    const person = closed.owner('person')
    expectError(
      await closed.as('person')('POST', 'user/tokens/named', type(person)),
      400,
      'inviteTokenSubjectNotAuthorized',
    )
    expect((await closed.call('POST', 'user/tokens/named', type(person))).status).toBe(201)
  })
})

describe('limit and privileges', () => {
  it('have defaults', async () => {
    const zone = await startZone()
    const type = invite('userJoinSpace', 'spaceId', await firstOf(zone, 'spaces'))
    for (const json of [{}, { usageLimit: 'infinity' }]) {
      const { tokenId } = await makeToken(zone, { type, ...json })
      expect((await zone.call('GET', `tokens/named/${tokenId}`)).json.metadata).toMatchObject({
        usageLimit: 'infinity',
        usageCount: 0,
        privileges: ['space_read_data', 'space_view', 'space_write_data'],
      })
    }
  })

  it.each([
    [{ usageLimit: 0 }, 'badValueTooLow', { key: 'usageLimit', limit: 1 }],
    [{ usageLimit: -1 }, 'badValueTooLow', { key: 'usageLimit', limit: 1 }],
    [{ usageLimit: 1.5 }, 'badValueInteger', { key: 'usageLimit' }],
    [{ usageLimit: '3' }, 'badValueInteger', { key: 'usageLimit' }],
    [{ usageLimit: null }, 'badValueInteger', { key: 'usageLimit' }],
    [{ privileges: 'space_view' }, 'badValueListOfStrings', { key: 'privileges' }],
    [{ privileges: [7] }, 'badValueListOfStrings', { key: 'privileges' }],
    [
      { privileges: ['space_view', 'group_view'] },
      'badValueListNotAllowed',
      { key: 'privileges', allowed: expect.arrayContaining(['space_view', 'space_add_support']) },
    ],
  ])('refuse %j', async (json, id, details) => {
    const zone = await startZone()
    const type = invite('userJoinSpace', 'spaceId', await firstOf(zone, 'spaces'))
    expectError(
      await zone.call('POST', 'user/tokens/named', { name: 'come in', type, ...json }),
      400,
      id,
      details,
    )
  })

  it('are ignored where they mean nothing', async () => {
    const zone = await startZone()
    const { tokenId } = await makeToken(zone, { usageLimit: 0, privileges: 7 })
    expect(Object.keys((await zone.call('GET', `tokens/named/${tokenId}`)).json.metadata)).toEqual([
      'creationTime',
      'custom',
    ])
    const type = invite('supportSpace', 'spaceId', await firstOf(zone, 'spaces'))
    expect((await zone.call('POST', 'user/tokens/named', { name: 'help', type, privileges: 7 })).status).toBe(
      201,
    )
  })
})

describe('an invite token', () => {
  it('may be verified though it could not be used, unless asked otherwise', async () => {
    for (const inviteChecks of ['at-join', 'at-verify'] as const) {
      const zone = await startZone({ inviteChecks })
      const strict = inviteChecks === 'at-verify'
      const verify = (json: unknown) => zone.call('POST', 'tokens/verify_invite_token', json, nobody)
      const all = (await zone.call('GET', 'tokens/named')).json.tokens
      let used = ''
      for (const id of all) {
        const { metadata, type, token, revoked } = (await zone.call('GET', `tokens/named/${id}`)).json
        const isUsedUp = metadata.usageCount > 0 && metadata.usageCount === metadata.usageLimit
        if (type.inviteToken?.inviteType === 'userJoinSpace' && isUsedUp && !revoked) used = token
      }
      const usedUp = await verify({ token: used })
      if (strict) expectError(usedUp, 400, 'inviteTokenUsageLimitReached')
      else expect(usedUp.status).toBe(200)

      const space = await firstOf(zone, 'spaces')
      const { token } = await makeToken(zone, { type: invite('supportSpace', 'spaceId', space) })
      const asPerson = await zone.as('person')('POST', 'tokens/verify_invite_token', { token })
      if (strict)
        expectError(asPerson, 400, 'inviteTokenConsumerInvalid', {
          consumer: { type: 'user', id: zone.owner('person') },
        })
      else expect(asPerson.status).toBe(200)
      expect((await zone.as('provider')('POST', 'tokens/verify_invite_token', { token })).status).toBe(200)

      const person = zone.owner('person')
      const forPerson = await makeToken(zone, { type: invite('registerOneprovider', 'adminUserId', person) })
      await zone.call('DELETE', `users/${person}`)
      const noTarget = await verify({ token: forPerson.token })
      if (strict) expectError(noTarget, 400, 'inviteTokenTargetIdInvalid', { id: person })
      else expect(noTarget.status).toBe(200)

      zone.server.control.setRole([])
      const { length } = (await zone.call('GET', 'user/spaces')).json.spaces
      expect(length).toBeGreaterThan(0)
      const admin = zone.owner('administrator')
      const other = zone.server.accounts['auditor']!
      zone.server.control.setRole(['oz_providers_invite', 'oz_tokens_manage'])
      const forOther = await makeToken(zone, {
        type: invite('registerOneprovider', 'adminUserId', other.owner),
      })
      zone.server.control.setRole([], admin)
      const lost = await verify({ token: forOther.token })
      if (strict) expectError(lost, 400, 'inviteTokenSubjectNotAuthorized')
      else expect(lost.status).toBe(200)
    }
  })

  it('to an automation inventory is not known before 21.02', async () => {
    const zone = await startZone({ version: '20.02.19' })
    const type = invite('userJoinAtmInventory', 'atmInventoryId', 'x')
    expectError(
      await zone.call('POST', 'user/tokens/named', { name: 'come in', type }),
      400,
      'badValueTokenType',
      { key: 'type' },
    )
    expectError(await zone.call('GET', 'atm_inventories'), 404, 'notFound')
    const reply = await zone.call('POST', 'tokens/verify_invite_token', {
      token: zone.server.secret,
      expectedInviteType: 'userJoinAtmInventory',
    })
    expectError(reply, 400, 'badValueInviteType', { key: 'expectedInviteType' })
  })
})

import { describe, expect, it } from 'vitest'
import { expectError, makeToken, NOW, nobody, startZone, type Zone } from './onezone-harness.ts'

const BLOCK = [
  ['GET', 'tokens/named', undefined],
  ['POST', 'tokens/named', { name: 'not allowed' }],
  ['DELETE', 'tokens/named', undefined],
  ['GET', 'tokens/named/name/latchkey', undefined],
  ['POST', 'tokens/temporary', { caveats: [{ type: 'time', validUntil: NOW + 60 }] }],
  ['GET', 'tokens/temporary', undefined],
  ['DELETE', 'tokens/temporary', undefined],
] as const

describe('the tokens of a subject', () => {
  it.each([
    ['person', 'users/{administrator}'],
    ['person', 'providers/{provider}'],
    ['auditor', 'users/{person}'],
    ['auditor', 'providers/{provider}'],
    ['clusterMember', 'users/{person}'],
    ['clusterMember', 'providers/{other}'],
    ['provider', 'users/{clusterMember}'],
    ['provider', 'providers/{other}'],
    ['provider', 'user'],
    ['person', 'provider'],
    ['administrator', 'provider'],
    ['person', 'users/unknown'],
    ['person', 'providers/unknown'],
  ])('are closed to %s at %s', async (caller, template) => {
    const zone = await startZone()
    const { providers } = (await zone.call('GET', 'providers')).json
    const prefix = template.replace(/\{(\w+)\}/, (_all, name: string) =>
      name === 'other' ? providers[1] : zone.owner(name),
    )
    const before = zone.server.control.issued()
    for (const [method, path, json] of BLOCK) {
      expectError(await zone.as(caller)(method, `${prefix}/${path}`, json), 403, 'forbidden')
    }
    expect(zone.server.control.issued()).toEqual(before)
  })

  it('that does not exist are not found by those who may see all', async () => {
    const zone = await startZone()
    for (const prefix of ['users/unknown', 'providers/unknown', `users/${zone.owner('provider')}`]) {
      for (const [method, path, json] of BLOCK) {
        expectError(await zone.call(method, `${prefix}/${path}`, json), 404, 'notFound')
      }
    }
  })

  it('may look as if a place for others were not there', async () => {
    const zone = await startZone({ otherSubject: 'notFound' })
    expectError(await zone.as('provider')('GET', 'user'), 404, 'notFound')
    expectError(await zone.as('provider')('GET', 'user/tokens/named'), 404, 'notFound')
    expectError(await zone.as('person')('GET', 'provider'), 404, 'notFound')
    expectError(await zone.as('person')('POST', 'provider/tokens/temporary', {}), 404, 'notFound')
  })

  it('have a generation that Oneproviders may see of those they serve', async () => {
    const zone = await startZone()
    const person = zone.owner('person')
    expect((await zone.as('provider')('GET', `users/${person}/tokens/temporary`)).json).toEqual({
      generation: 1,
    })
    expectError(await zone.as('provider')('DELETE', `users/${person}/tokens/temporary`), 403, 'forbidden')
  })
})

describe('a named token by its id', () => {
  async function look(zone: Zone, caller: string, id: string): Promise<number[]> {
    const send = zone.as(caller)
    const statuses: number[] = []
    for (const [method, path, json] of [
      ['GET', `tokens/named/${id}/status`, undefined],
      ['GET', `tokens/named/${id}`, undefined],
      ['PATCH', `tokens/named/${id}`, { revoked: false }],
      ['DELETE', `tokens/named/${id}`, undefined],
    ] as const) {
      statuses.push((await send(method, path, json)).status)
    }
    return statuses
  }
  const all = [200, 200, 204, 204]
  const status = [200, 403, 403, 403]
  const none = [403, 403, 403, 403]

  it.each([
    ['administrator', 'person', all],
    ['person', 'person', all],
    ['auditor', 'person', none],
    ['clusterMember', 'person', none],
    ['provider', 'person', status],
    ['administrator', 'provider', all],
    ['provider', 'provider', all],
    ['clusterMember', 'provider', all],
    ['person', 'provider', none],
    ['auditor', 'provider', status],
    ['provider', 'clusterMember', none],
  ])('%s and a token of %s', async (caller, owner, expected) => {
    const zone = await startZone()
    const prefix = owner === 'provider' ? 'providers' : 'users'
    const { tokenId } = await makeToken(zone, {}, `${prefix}/${zone.owner(owner)}`)
    expect(await look(zone, caller, tokenId)).toEqual(expected)
  })

  it('is only listed with all others for who may manage them', async () => {
    const zone = await startZone()
    for (const caller of ['person', 'auditor', 'clusterMember', 'provider']) {
      expectError(await zone.as(caller)('GET', 'tokens/named'), 403, 'forbidden')
    }
  })
})

describe('administrators', () => {
  it.each([
    ['GET', 'users', 'oz_users_list', 200, undefined],
    ['GET', 'users/{person}', 'oz_users_view', 200, undefined],
    ['GET', 'users/{person}/privileges', 'oz_view_privileges', 200, undefined],
    ['GET', 'users/{person}/effective_privileges', 'oz_view_privileges', 200, undefined],
    ['POST', 'users', 'oz_users_create', 201, { fullName: 'New Person' }],
    ['PATCH', 'users/{person}/access_block', 'oz_users_update', 204, { blocked: true }],
    ['DELETE', 'users/{person}', 'oz_users_delete', 204, undefined],
    ['GET', 'providers', 'oz_providers_list', 200, undefined],
    ['DELETE', 'providers/{provider}', 'oz_providers_delete', 204, undefined],
    ['GET', 'groups', 'oz_groups_list', 200, undefined],
    ['GET', 'spaces', 'oz_spaces_list', 200, undefined],
    ['GET', 'clusters', 'oz_clusters_list', 200, undefined],
    ['GET', 'harvesters', 'oz_harvesters_list', 200, undefined],
    ['GET', 'atm_inventories', 'oz_atm_inventories_list', 200, undefined],
    ['GET', 'tokens/named', 'oz_tokens_manage', 200, undefined],
    ['GET', 'users/{person}/tokens/named', 'oz_tokens_manage', 200, undefined],
    ['GET', 'providers/{provider}/tokens/named', 'oz_tokens_manage', 200, undefined],
  ])('%s %s needs %s', async (method, template, privilege, status, json) => {
    const zone = await startZone()
    const path = template.replace(/\{(\w+)\}/, (_all, name: string) => zone.owner(name))
    const everything = (await zone.call('GET', 'user/effective_privileges')).json.privileges
    zone.server.control.setRole(everything.filter((name: string) => name !== privilege))
    expectError(await zone.call(method, path, json), 403, 'forbidden')
    zone.server.control.setRole(privilege)
    expect((await zone.call(method, path, json)).status).toBe(status)
  })

  it('are told a hint by newer releases, and whence an error comes', async () => {
    const zone = await startZone({ version: '25.1.0' })
    const reply = await zone.as('person')('GET', 'users')
    expect(reply.status).toBe(403)
    expect(Object.keys(reply.json.error)).toEqual(['id', 'details', 'description', 'ctx'])
    expect(reply.json.error).toMatchObject({ id: 'forbidden', details: { hint: expect.any(String) } })
    expect((await zone.call('GET', 'nothing')).json.error.ctx).toEqual(expect.any(Object))
  })
})

describe('every place', () => {
  it.each([
    ['user', 'administrator', 'administrator'],
    ['users/{administrator}', 'administrator', 'administrator'],
    ['users/{person}', 'administrator', 'person'],
    ['users/{person}', 'person', 'person'],
    ['provider', 'provider', 'provider'],
    ['providers/{provider}', 'administrator', 'provider'],
    ['providers/{provider}', 'clusterMember', 'provider'],
    ['providers/{provider}', 'provider', 'provider'],
  ])('%s as %s has the whole block', async (template, caller, owner) => {
    const zone = await startZone()
    const prefix = template.replace(/\{(\w+)\}/, (_all, name: string) => zone.owner(name))
    const send = zone.as(caller)
    const subject = { type: owner === 'provider' ? 'oneprovider' : 'user', id: zone.owner(owner) }
    const made = await send('POST', `${prefix}/tokens/named`, { name: 'the block' })
    expect(made.status).toBe(201)
    expect((await send('GET', `${prefix}/tokens/named`)).json.tokens).toContain(made.json.tokenId)
    expect((await send('GET', `${prefix}/tokens/named/name/the%20block`)).json).toMatchObject({ subject })
    expect((await send('GET', `tokens/named/${made.json.tokenId}/status`)).json).toEqual({ revoked: false })
    const caveats = [{ type: 'time', validUntil: NOW + 60 }]
    const temporary = await send('POST', `${prefix}/tokens/temporary`, { caveats })
    expect(temporary).toMatchObject({ status: 201, json: { token: expect.any(String) } })
    expect(temporary.headers.get('location')).toBeNull()
    const examined = await zone.call('POST', 'tokens/examine', temporary.json, nobody)
    expect(examined.json).toMatchObject({ subject, persistence: 'temporary' })
    expect((await send('GET', `${prefix}/tokens/temporary`)).json).toEqual({ generation: 1 })
    expect((await send('DELETE', `${prefix}/tokens/temporary`)).status).toBe(204)
    expect((await send('GET', `${prefix}/tokens/temporary`)).json).toEqual({ generation: 2 })
    expect((await send('DELETE', `${prefix}/tokens/named`)).status).toBe(204)
    const left = [...zone.server.control.issued().keys()]
    expect(left).not.toContain(made.json.tokenId)
    expect(left.length).toBeGreaterThan(10)
  })
})

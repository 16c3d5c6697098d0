import { describe, expect, it } from 'vitest'
import { expectError, expectUnauthorized, makeToken, NOW, startZone } from './onezone-harness.ts'

describe('the control', () => {
  it('expires the credential', async () => {
    const zone = await startZone()
    zone.server.control.expireCredential()
    const caveat = { type: 'time', validUntil: NOW - 1 }
    expectUnauthorized(await zone.call('GET', 'user'), 'tokenCaveatUnverified', { caveat })
    const { tokenId } = zone.server.accounts['administrator']!
    zone.server.control.setRole('oz_tokens_manage', zone.owner('person'))
    expect((await zone.as('person')('GET', `tokens/named/${tokenId}`)).json.caveats).toEqual([caveat])
  })

  it('makes and takes tokens of users and Oneproviders, by id or name', async () => {
    const zone = await startZone()
    const { control, accounts } = zone.server
    for (const owner of [
      undefined,
      zone.owner('person'),
      accounts['person']!.name,
      'admin',
      zone.owner('provider'),
      accounts['provider']!.name,
    ]) {
      const made = control.addTokenOutside(owner)
      expect(control.issued().get(made.id)).toBe(made.secret)
      expect((await zone.call('GET', `tokens/named/${made.id}`)).json.name).toMatch(/^made elsewhere /)
      expect(() => control.removeTokenOutside(zone.owner('auditor'), made.id)).toThrow('no such token')
      control.removeTokenOutside(owner ?? 'admin', made.id)
      expect(control.issued().has(made.id)).toBe(false)
    }
    expect(() => control.addTokenOutside('nobody')).toThrow('nobody')
    expect(() => control.removeTokenOutside('admin', 'x')).toThrow('x')
  })

  it('changes rights, blocks, and knows no rate limit', async () => {
    const zone = await startZone()
    const { control } = zone.server
    control.setRole([])
    expectError(await zone.call('GET', 'tokens/named'), 403, 'forbidden')
    expect(() => control.setRole('admin')).toThrow('admin')
    expect(() => control.setRole([], zone.owner('provider'))).toThrow('no privileges')
    for (const how of [undefined, 'blocked', 'pending'] as const) {
      control.blockCaller(how)
      expectUnauthorized(await zone.call('GET', 'user'), 'userBlocked')
      control.blockCaller('no')
      expect((await zone.call('GET', 'user')).status).toBe(200)
    }
    expect(() => control.limitRate({ perMinute: 1, burst: 1, by: 'credential' })).toThrow('rate limit')
    control.limitRate(null)
  })

  it('plays other releases', async () => {
    const zone = await startZone()
    zone.server.control.setVersion('21.02.3')
    expect((await zone.call('GET', 'configuration')).json.version).toBe('21.02.3')
    expectError(await zone.call('POST', 'tokens/infer_access_token_scope', {}), 404, 'notFound')
    expect((await zone.call('GET', 'user/tokens/named')).status).toBe(200)
    zone.server.control.setVersion('19.09.3')
    for (const path of ['user/tokens/named', 'tokens/named', 'user/tokens/temporary']) {
      expectError(await zone.call('GET', path), 404, 'notFound')
    }
    expect((await zone.call('GET', 'user')).status).toBe(200)
  })

  it.each([
    [400, 'badData', { key: 'data' }],
    [403, 'forbidden', undefined],
    [404, 'notFound', undefined],
    [409, 'alreadyExists', undefined],
    [500, 'internalServerError', { reference: expect.any(String) }],
    [501, 'notImplemented', undefined],
    [503, 'serviceUnavailable', undefined],
    [502, 'internalServerError', { reference: expect.any(String) }],
  ])('plays the status %d as %s', async (status, id, details) => {
    const zone = await startZone()
    zone.server.control.next({ do: 'status', status })
    expectError(await zone.call('GET', 'user'), status, id, details)
  })

  it('plays 401, and a 500 without a word', async () => {
    const zone = await startZone({ serverErrorBody: 'empty' })
    zone.server.control.next({ do: 'status', status: 401 })
    expectUnauthorized(await zone.call('GET', 'user'), 'tokenInvalid')
    zone.server.control.next({ do: 'status', status: 500 })
    expect(await zone.call('GET', 'user')).toMatchObject({ status: 500, text: '' })
  })

  it('loses the answer to a create that was done', async () => {
    const zone = await startZone()
    const before = zone.server.control.issued()
    zone.server.control.next({ do: 'drop-after-work', method: 'POST' })
    await expect(zone.call('POST', 'user/tokens/named', { name: 'lost' })).rejects.toThrow()
    const added = [...zone.server.control.issued()].filter(([id]) => !before.has(id))
    expect(added).toHaveLength(1)
    expect((await zone.call('GET', 'user/tokens/named/name/lost')).json).toMatchObject({
      id: added[0]![0],
      token: added[0]![1],
    })
    await makeToken(zone)
  })
})

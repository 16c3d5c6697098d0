import { describe, expect, it } from 'vitest'
import { readMacaroon, writeMacaroon } from '../../../../src/main/practice/onezone/macaroon.ts'
import type { Reply } from './harness.ts'
import {
  ask,
  expectError,
  expectUnauthorized,
  makeToken,
  NOW,
  nobody,
  startZone,
  withCaveat,
} from './onezone-harness.ts'

function basic(username: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}

describe('a credential', () => {
  it('is needed: 401 without details', async () => {
    const zone = await startZone()
    for (const path of ['user', 'users', 'tokens/named', 'provider', 'user/tokens/named', 'spaces']) {
      expectError(await zone.call('GET', path, undefined, nobody), 401, 'unauthorized')
    }
    expectError(await ask(zone, { authorization: 'Digest abc' }), 401, 'unauthorized')
    expectError(await ask(zone, { authorization: `bearer ${zone.server.secret}` }), 401, 'unauthorized')
  })

  it('comes in any of three headers, whatever their case', async () => {
    const zone = await startZone()
    const { secret } = zone.server
    for (const headers of [
      { 'X-Auth-Token': secret },
      { 'x-auth-token': secret },
      { Authorization: `Bearer ${secret}` },
      { Macaroon: secret },
      { 'X-Auth-Token': secret, Authorization: 'Bearer nonsense', Macaroon: 'nonsense' },
      { Authorization: `Bearer ${secret}`, Macaroon: 'nonsense' },
    ]) {
      expect((await ask(zone, headers)).json).toMatchObject({ userId: zone.owner('administrator') })
    }
  })

  it('may be a user name and a password', async () => {
    const zone = await startZone()
    const { username, password } = zone.server.accounts['administrator']!.signIn!
    expect((await ask(zone, basic(username, password))).json).toMatchObject({ username })
    expectUnauthorized(await ask(zone, basic(username, `${password}x`)), 'badBasicCredentials')
    expectUnauthorized(await ask(zone, basic('nobody-at-all', password)), 'badBasicCredentials')
    expectUnauthorized(await ask(zone, basic('', '')), 'badBasicCredentials')
    const off = zone.server.accounts['passwordOff']!.signIn!
    expectUnauthorized(await ask(zone, basic(off.username, off.password)), 'basicAuthDisabled')
    zone.server.control.blockCaller()
    expectUnauthorized(await ask(zone, basic(username, password)), 'userBlocked')
    const without = await startZone({ basicAuth: false })
    expectUnauthorized(await ask(without, basic(username, password)), 'basicAuthNotSupported')
  })

  it('may be an access token of the identity provider', async () => {
    const zone = await startZone()
    const { users } = (await zone.call('GET', 'users')).json
    let linked: Reply['json']
    for (const id of users) {
      const user = (await zone.call('GET', `users/${id}`)).json
      if (user.linkedAccounts.length > 0 && !user.blocked) linked = user
    }
    const [{ idp, subjectId }] = linked.linkedAccounts
    expect((await ask(zone, { 'x-auth-token': `${idp}/${subjectId}` })).json.userId).toBe(linked.userId)
    expectUnauthorized(await ask(zone, { 'x-auth-token': `${idp}/` }), 'badIdpAccessToken', { idp })
    expectUnauthorized(await ask(zone, { 'x-auth-token': `${idp}/nobody` }), 'badIdpAccessToken', { idp })
    await zone.call('PATCH', `users/${linked.userId}/access_block`, { blocked: true })
    expectUnauthorized(await ask(zone, { 'x-auth-token': `${idp}/${subjectId}` }), 'userBlocked')
  })
})

describe('a token that is refused', () => {
  it.each(['nonsense', 'MDAxNmxvY', 'a.b.c', '0', '09'])('cannot be understood: %j', async (text) => {
    const zone = await startZone()
    expectUnauthorized(await ask(zone, { 'x-auth-token': text }), 'badToken')
  })

  it('is too long', async () => {
    const zone = await startZone({ maxTokenSize: 2000 })
    expectUnauthorized(await ask(zone, { 'x-auth-token': 'a'.repeat(2001) }), 'tokenTooLarge', {
      limit: 2000,
    })
  })

  it('was changed, or belongs to a token that is gone', async () => {
    const zone = await startZone()
    const { token, tokenId } = await makeToken(zone)
    const changed = writeMacaroon({ ...readMacaroon(token)!, caveats: ['data.readonly'] })
    expectUnauthorized(await ask(zone, { 'x-auth-token': changed }), 'tokenCaveatUnverified', {
      caveat: { type: 'data.readonly' },
    })
    const macaroon = readMacaroon(withCaveat(token, `time < ${NOW + 50}`))!
    const longer = writeMacaroon({ ...macaroon, caveats: [`time < ${NOW + 5000}`] })
    expectUnauthorized(await ask(zone, { 'x-auth-token': longer }), 'tokenInvalid')
    await zone.call('DELETE', `tokens/named/${tokenId}`)
    expectUnauthorized(await ask(zone, { 'x-auth-token': token }), 'tokenInvalid')
  })

  it('names another subject than the one it was made for', async () => {
    const zone = await startZone()
    const macaroon = readMacaroon(zone.secret('person'))!
    const identifier = macaroon.identifier.replace(zone.owner('person'), zone.owner('administrator'))
    const forged = writeMacaroon({ ...macaroon, identifier })
    expectUnauthorized(await ask(zone, { 'x-auth-token': forged }), 'tokenSubjectInvalid')
  })

  it('is revoked, until it is not any more', async () => {
    const zone = await startZone()
    const { token, tokenId } = await makeToken(zone)
    await zone.call('PATCH', `tokens/named/${tokenId}`, { revoked: true })
    expectUnauthorized(await ask(zone, { 'x-auth-token': token }), 'tokenRevoked')
    await zone.call('PATCH', `tokens/named/${tokenId}`, { revoked: false })
    expect((await ask(zone, { 'x-auth-token': token })).status).toBe(200)
  })

  it('is of another type', async () => {
    const zone = await startZone()
    const identity = await makeToken(zone, { type: { identityToken: {} } })
    const received = { identityToken: {} }
    expectUnauthorized(await ask(zone, { 'x-auth-token': identity.token }), 'notAnAccessToken', { received })
    const invite = { inviteType: 'registerOneprovider', adminUserId: zone.owner('administrator') }
    const { token } = await makeToken(zone, { type: { inviteToken: invite } })
    expectUnauthorized(await ask(zone, { 'x-auth-token': token }), 'notAnAccessToken', {
      received: { inviteToken: { ...invite, parameters: {} } },
    })
  })

  it('has a caveat that is not known, or not met', async () => {
    const zone = await startZone()
    const { secret } = zone.server
    expectUnauthorized(
      await ask(zone, { 'x-auth-token': withCaveat(secret, 'moon = full') }),
      'tokenCaveatUnknown',
      {
        caveat: 'moon = full',
      },
    )
    expectUnauthorized(
      await ask(zone, { 'x-auth-token': withCaveat(secret, `time < ${NOW}`) }),
      'tokenCaveatUnverified',
      {
        caveat: { type: 'time', validUntil: NOW },
      },
    )
    expect((await ask(zone, { 'x-auth-token': withCaveat(secret, `time < ${NOW + 1}`) })).status).toBe(200)
  })

  it('is bound to a session of the web page', async () => {
    const zone = await startZone()
    const json = {
      type: { accessToken: { sessionId: 's1' } },
      caveats: [{ type: 'time', validUntil: NOW + 60 }],
    }
    const { token } = (await zone.call('POST', 'user/tokens/temporary', json)).json
    expectUnauthorized(await ask(zone, { 'x-auth-token': token }), 'tokenSessionInvalid')
    const ofProvider = await zone.as('provider')('POST', 'provider/tokens/temporary', json)
    expectError(ofProvider, 400, 'badValueTokenType', { key: 'type' })
  })

  it('belongs to somebody who is blocked, or gone', async () => {
    const zone = await startZone()
    const id = zone.owner('person')
    const caveats = [{ type: 'time', validUntil: NOW + 60 }]
    const { token } = (await zone.as('person')('POST', 'user/tokens/temporary', { caveats })).json
    await zone.call('PATCH', `users/${id}/access_block`, { blocked: true })
    expectUnauthorized(await ask(zone, { 'x-auth-token': token }), 'userBlocked')
    expectUnauthorized(await zone.as('person')('GET', 'user'), 'userBlocked')
    await zone.call('PATCH', `users/${id}/access_block`, { blocked: false })
    expect((await zone.as('person')('GET', 'user')).status).toBe(200)
    expect((await zone.call('DELETE', `users/${id}`)).status).toBe(204)
    expectUnauthorized(await ask(zone, { 'x-auth-token': token }), 'tokenSubjectInvalid')
    expectUnauthorized(await zone.as('person')('GET', 'user'), 'tokenInvalid')
  })

  it.each([
    ['blocked', 'userBlocked', undefined],
    ['expired', 'tokenCaveatUnverified', { caveat: { type: 'time', validUntil: NOW - 3 * 86_400 } }],
    ['revoked', 'tokenRevoked', undefined],
    ['elsewhere', 'tokenCaveatUnverified', { caveat: { type: 'interface', interface: 'oneclient' } }],
    ['identity', 'notAnAccessToken', { received: { identityToken: {} } }],
  ])('is that of the account %s', async (name, id, details) => {
    const zone = await startZone()
    expectUnauthorized(await zone.as(name)('GET', 'user'), id, details)
  })

  it('is refused on open calls too, or counts as none', async () => {
    const bad = { authorization: 'Bearer nonsense' }
    const zone = await startZone()
    const json = { token: zone.server.secret }
    expectUnauthorized(await zone.call('POST', 'tokens/examine', json, bad), 'badToken')
    expect((await zone.call('GET', 'configuration', undefined, bad)).status).toBe(200)
    const lenient = await startZone({ badCredentialOnPublic: 'ignore' })
    expect((await lenient.call('POST', 'tokens/examine', json, bad)).status).toBe(200)
    expect((await lenient.call('GET', 'user', undefined, bad)).status).toBe(401)
  })
})

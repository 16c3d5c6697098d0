import { describe, expect, it } from 'vitest'
import { ask, expectError, expectUnauthorized, makeToken, startZone, withCaveat } from './onezone-harness.ts'

describe('service and consumer', () => {
  it('are proved by identity tokens in headers', async () => {
    const zone = await startZone()
    const provider = zone.owner('provider')
    const { token: identity } = await makeToken(
      zone,
      { type: { identityToken: {} } },
      `providers/${provider}`,
    )
    const forService = withCaveat(zone.secret('administrator'), 'service = opw-*')
    expectUnauthorized(await ask(zone, { 'x-auth-token': forService }), 'tokenCaveatUnverified', {
      caveat: { type: 'service', whitelist: ['opw-*'] },
    })
    const headers = { 'x-auth-token': forService, 'x-onedata-service-token': identity }
    const served = await ask(zone, headers)
    const panel = { ...headers, 'x-onedata-service-token': `opp-${identity}` }
    expect(served.status).toBe(200)
    expectUnauthorized(await ask(zone, panel), 'tokenCaveatUnverified', {
      caveat: { type: 'service', whitelist: ['opw-*'] },
    })

    const forConsumer = withCaveat(zone.secret('administrator'), `consumer = usr-${zone.owner('person')}`)
    const personal = await makeToken(zone, { type: { identityToken: {} } }, `users/${zone.owner('person')}`)
    expect((await ask(zone, { 'x-auth-token': forConsumer })).status).toBe(401)
    expect(
      (await ask(zone, { 'x-auth-token': forConsumer, 'x-onedata-consumer-token': personal.token })).status,
    ).toBe(200)
    expect(
      (await ask(zone, { 'x-auth-token': forConsumer, 'x-onedata-consumer-token': identity })).status,
    ).toBe(401)
  })

  it('are refused with the reason nested twice', async () => {
    const zone = await startZone()
    const token = { 'x-auth-token': zone.server.secret }
    for (const [header, id] of [
      ['x-onedata-service-token', 'badServiceToken'],
      ['x-onedata-consumer-token', 'badConsumerToken'],
    ] as const) {
      const reason = { id: 'badToken', description: expect.any(String) }
      expectUnauthorized(await ask(zone, { ...token, [header]: 'nonsense' }), id, { tokenError: reason })
      const access = await ask(zone, { ...token, [header]: zone.secret('person') })
      expectUnauthorized(access, id, {
        tokenError: {
          id: 'notAnIdentityToken',
          details: { received: { accessToken: {} } },
          description: expect.any(String),
        },
      })
      // Access tokens of Oneproviders still count as identity tokens.
      expect((await ask(zone, { ...token, [header]: zone.secret('provider') })).status).toBe(200)
    }
    const user = await ask(zone, { ...token, 'x-onedata-service-token': zone.secret('identity') })
    expectUnauthorized(user, 'badServiceToken', {
      tokenError: { id: 'tokenInvalid', description: expect.any(String) },
    })
  })

  it('that the subject may not use is refused', async () => {
    const zone = await startZone()
    const provider = zone.owner('provider')
    const headers = {
      'x-auth-token': zone.secret('person'),
      'x-onedata-service-token': `opp-${zone.secret('provider')}`,
    }
    expectUnauthorized(await ask(zone, headers), 'tokenServiceForbidden', {
      service: { type: 'op_panel', id: provider },
    })
  })
})

describe('an api caveat', () => {
  const caveats = [{ type: 'api', whitelist: ['ozw/get/user.*.*:*', 'all/create/token.null.*:private'] }]

  it('allows what it names and nothing else', async () => {
    const zone = await startZone()
    const { token } = await makeToken(zone, { caveats })
    const as = { authorization: `Bearer ${token}` }
    expect((await zone.call('GET', 'user', undefined, as)).status).toBe(200)
    expect((await zone.call('GET', 'users', undefined, as)).status).toBe(200)
    const details = { caveat: caveats[0] }
    expectUnauthorized(await zone.call('GET', 'spaces', undefined, as), 'tokenCaveatUnverified', details)
    expectUnauthorized(
      await zone.call('GET', 'tokens/named', undefined, as),
      'tokenCaveatUnverified',
      details,
    )
    const block = await zone.call(
      'PATCH',
      `users/${zone.owner('person')}/access_block`,
      { blocked: true },
      as,
    )
    expectUnauthorized(block, 'tokenCaveatUnverified', details)
    expect((await zone.call('POST', 'tokens/examine', { token }, as)).status).toBe(200)
  })

  it('may be told as 400', async () => {
    const zone = await startZone({ apiRefusal: 400 })
    const { token } = await makeToken(zone, { caveats })
    const reply = await zone.call('GET', 'spaces', undefined, { authorization: `Bearer ${token}` })
    expectError(reply, 400, 'tokenCaveatUnverified', { caveat: caveats[0] })
  })
})

describe('media types and paths', () => {
  it('are strict', async () => {
    const zone = await startZone()
    const post = (headers: Record<string, string>, body = '{"name":"ab"}') =>
      zone.call('POST', 'user/tokens/named', undefined, { body, headers })
    expect(await post({ 'content-type': 'text/plain' })).toMatchObject({ status: 415, text: '' })
    expect((await post({ 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415)
    expect((await post({ 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(201)
    expect(await zone.call('GET', 'user', undefined, { headers: { accept: 'text/html' } })).toMatchObject({
      status: 406,
      text: '',
    })
    expect(
      (await zone.call('GET', 'user', undefined, { headers: { accept: 'application/json' } })).status,
    ).toBe(200)
    const lenient = await startZone({ contentType: 'ignored' })
    const sending = { body: '{"name":"ab"}', headers: { 'content-type': 'text/plain' } }
    expect((await lenient.call('POST', 'user/tokens/named', undefined, sending)).status).toBe(201)
  })

  it('unknown paths are not found, known ones know their methods', async () => {
    const zone = await startZone()
    for (const path of [
      '',
      'nothing',
      'user/tokens',
      'User',
      'user/',
      'users/x/y/z',
      'user/tokens/named/name/',
    ]) {
      expectError(await zone.call('GET', path), 404, 'notFound')
    }
    for (const path of ['/', '/api/v3', '/api/v3/oneprovider/user', '/api/v3/onezoneX/user']) {
      expectError(await zone.send('GET', path), 404, 'notFound')
    }
    const reply = await zone.call('PUT', 'user/tokens/named')
    expect(reply).toMatchObject({ status: 405, text: '' })
    expect(reply.headers.get('allow')).toBe('GET, POST, DELETE')
    expect((await zone.call('GET', 'tokens/named/%E0%A4%A')).status).toBe(400)
    const slash = encodeURIComponent(`x/${zone.owner('person')}`)
    expectError(await zone.call('GET', `users/${slash}/tokens/named`), 404, 'notFound')
  })
})

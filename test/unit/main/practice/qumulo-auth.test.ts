import { describe, expect, it } from 'vitest'
import { as, type Bench, DAY, expectError, START, startQumulo } from './harness.ts'

const OPEN = { authorization: null }
const WHO = '/v1/session/who-am-i'
const LOGIN = '/v1/session/login'

async function signIn(bench: Bench, name: string): Promise<{ authorization: string }> {
  const reply = await bench.send('POST', LOGIN, { ...OPEN, json: bench.server.accounts[name]!.signIn })
  expect(reply.status).toBe(200)
  return { authorization: `Bearer ${reply.json.bearer_token}` }
}

describe('without a credential', () => {
  it('tells version, node and cluster', async () => {
    const { server, send } = await startQumulo()
    const version = (await send('GET', '/v1/version', OPEN)).json
    expect(version).toEqual({
      revision_id: 'Qumulo Core 7.7.2',
      build_id: expect.any(String),
      flavor: 'release',
      build_date: expect.any(String),
    })
    const node = (await send('GET', '/v1/node/state', OPEN)).json
    expect(node).toEqual({
      node_id: 1,
      state: 'ACTIVE',
      cluster_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect((await send('GET', '/v1/cluster/settings', OPEN)).json).toEqual({
      cluster_name: 'practice-cluster',
    })
    server.control.setVersion('6.0.1')
    expect((await send('GET', '/v1/version', OPEN)).json.revision_id).toBe('Qumulo Core 6.0.1')
  })

  it('can be without SAML', async () => {
    const { send } = await startQumulo({ saml: 'none' })
    expectError(await send('POST', '/v1/session/start-saml-login', OPEN), 400, 'saml_not_configured_error')
  })

  it.each([null, '', 'Bearer', 'Bearer nonsense', 'Token abc', 'Basic YWJj'])(
    '401 for %s',
    async (authorization) => {
      const { send } = await startQumulo()
      expectError(await send('GET', WHO, { authorization }), 401, 'http_unauthorized_error')
    },
  )

  it('can leave the body of a 401 out, and write the stack as one text', async () => {
    const empty = await startQumulo({ unauthorizedBody: 'empty' })
    expect(await empty.send('GET', WHO, OPEN)).toMatchObject({ status: 401, text: '' })
    const text = await startQumulo({ stack: 'text' })
    expect((await text.send('GET', WHO, OPEN)).json.stack).toEqual(expect.any(String))
    const list = await startQumulo()
    expect((await list.send('GET', WHO, OPEN)).json.stack).toEqual(expect.any(Array))
  })
})

describe('sign-in with a password', () => {
  it('gives a session that is ten hours old at most', async () => {
    const bench = await startQumulo()
    const session = await signIn(bench, 'administrator')
    expect(session.authorization).toMatch(/^Bearer session-v1:Practice[\w+/]+==$/)
    bench.clock.ms = START + 10 * 3_600_000 - 1
    expect((await bench.send('GET', WHO, session)).status).toBe(200)
    bench.clock.ms = START + 10 * 3_600_000 + 1
    expectError(await bench.send('GET', WHO, session), 401, 'http_unauthorized_error')
  })

  it('takes the name with its domain', async () => {
    const bench = await startQumulo()
    const { username, password } = bench.server.accounts['plain']!.signIn!
    for (const name of [`LOCAL\\${username}`, `local:${username}`, username.toUpperCase()]) {
      expect((await bench.send('POST', LOGIN, { ...OPEN, json: { username: name, password } })).status).toBe(
        200,
      )
    }
  })

  it('401 for a wrong name or password, 400 for a body that is not complete', async () => {
    const bench = await startQumulo()
    const login = (json: unknown) => bench.send('POST', LOGIN, { ...OPEN, json })
    expectError(await login({ username: 'admin', password: 'wrong' }), 401, 'auth_invalid_credentials_error')
    expectError(await login({ username: 'nobody', password: 'wrong' }), 401, 'auth_invalid_credentials_error')
    expectError(await login({ username: 'guest', password: '' }), 401, 'auth_invalid_credentials_error')
    expectError(await login({ username: 'admin' }), 400, 'decode_error')
    expectError(
      await bench.send('POST', LOGIN, {
        ...OPEN,
        body: '{',
        headers: { 'content-type': 'application/json' },
      }),
      400,
      'decode_error',
    )
  })

  it('keeps the rights of the moment of sign-in until the next one', async () => {
    const bench = await startQumulo()
    const session = await signIn(bench, 'administrator')
    bench.server.control.setRole([])
    expect((await bench.send('GET', WHO, session)).json.privileges).toContain('PRIVILEGE_ACCESS_TOKENS_WRITE')
    expect((await bench.send('GET', WHO)).json.privileges).toEqual([])
    expect((await bench.send('GET', WHO, await signIn(bench, 'administrator'))).json.privileges).toEqual([])
  })
})

describe('who am I', () => {
  it('names the access token, but only when one was used', async () => {
    const bench = await startQumulo()
    const { tokenId } = bench.server.accounts['administrator']!
    const me = (await bench.send('GET', WHO)).json
    expect(me).toMatchObject({
      id: '500',
      name: 'admin',
      uid: '0',
      home_directory: null,
      access_token_id: tokenId,
    })
    expect(me.privileges).toEqual(
      expect.arrayContaining(['PRIVILEGE_ACCESS_TOKENS_READ', 'PRIVILEGE_ACCESS_TOKENS_WRITE']),
    )
    expect((await bench.send('GET', WHO, await signIn(bench, 'administrator'))).json).not.toHaveProperty(
      'access_token_id',
    )
  })

  it('tells the roles', async () => {
    const bench = await startQumulo()
    expect((await bench.send('GET', '/v1/session/roles')).json).toEqual(['Administrators'])
    expect((await bench.send('GET', '/v1/session/roles', as(bench, 'plain'))).json).toEqual([])
    bench.server.control.setRole(['Observers', 'PRIVILEGE_ACCESS_TOKENS_WRITE'])
    expect((await bench.send('GET', '/v1/session/roles')).json).toEqual(['Observers'])
    expect((await bench.send('GET', WHO)).json.privileges).toContain('PRIVILEGE_ACCESS_TOKENS_WRITE')
    expect(() => bench.server.control.setRole('King')).toThrow()
  })
})

describe('credentials that stopped working', () => {
  it.each(['disabled', 'expired'])('401 for a token that is %s', async (name) => {
    const bench = await startQumulo()
    expectError(await bench.send('GET', WHO, as(bench, name)), 401, 'http_unauthorized_error')
  })

  it('401 after it was disabled, works again when enabled; 401 for good when expired or deleted', async () => {
    const bench = await startQumulo()
    const { owner, tokenId } = bench.server.accounts['administrator']!
    const path = `/v1/auth/access-tokens/${tokenId}`
    expect((await bench.send('PATCH', path, { json: { enabled: false } })).status).toBe(200)
    expect((await bench.send('GET', WHO)).status).toBe(401)
    bench.server.control.blockCaller('no')
    expect((await bench.send('GET', WHO)).status).toBe(200)
    bench.server.control.blockCaller()
    expect((await bench.send('GET', WHO)).status).toBe(401)
    bench.server.control.blockCaller('no')
    bench.server.control.expireCredential()
    expect((await bench.send('GET', WHO)).status).toBe(401)
    bench.server.control.removeTokenOutside(owner, tokenId)
    expect((await bench.send('GET', WHO)).status).toBe(401)
  })

  it('401 at the very moment of the expiry', async () => {
    const bench = await startQumulo()
    bench.clock.ms += 335 * DAY - 1
    expect((await bench.send('GET', WHO)).status).toBe(200)
    bench.clock.ms += 1
    expect((await bench.send('GET', WHO)).status).toBe(401)
  })
})

describe('what it does not have', () => {
  it('404 for unknown paths and 405 for unknown methods, in the usual shape', async () => {
    const { send } = await startQumulo()
    expectError(await send('GET', '/v1/nothing'), 404, 'rest_not_found_error')
    expectError(await send('PUT', '/v1/version'), 405, 'http_method_not_allowed_error')
  })

  it('no rate limit', async () => {
    const { server } = await startQumulo()
    expect(() => server.control.limitRate({ perMinute: 1, burst: 1, by: 'address' })).toThrow()
    server.control.limitRate(null)
  })
})

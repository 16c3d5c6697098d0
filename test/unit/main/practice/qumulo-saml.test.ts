import { describe, expect, it } from 'vitest'
import { as, type Bench, expectError, MINUTE, request, startQumulo } from './harness.ts'

const START = '/v1/session/start-saml-login'
const RETRIEVE = '/v1/session/retrieve-saml-login'
const OPEN = { authorization: null }

async function begin(bench: Bench): Promise<{ id: string; url: string }> {
  const { json } = await bench.send('POST', START, OPEN)
  return { id: json.login_id, url: json.login_url }
}

const retrieve = ({ send }: Bench, id: string, code = '') =>
  send('POST', RETRIEVE, { ...OPEN, json: { login_id: id, verification_code: code } })

/** Signs in on the page as the user of this name; the code that it shows. */
async function signIn(url: string, name: string): Promise<string> {
  const { text } = await request(url, 'GET')
  const [, as] = new RegExp(`as=(\\d+)">[^<]*${name}<`).exec(text) ?? []
  const shown = await request(`${url}&as=${as}`, 'GET')
  return /<code>(\w{8})<\/code>/.exec(shown.text)?.[1] ?? ''
}

describe('sign-in with the browser', () => {
  it('is pending until the person is done, then brings a session once', async () => {
    const bench = await startQumulo()
    const { id, url } = await begin(bench)
    expect(url).toBe(`${bench.server.url}/saml-login?login-id=${id}`)
    expect((await retrieve(bench, id)).json).toEqual({ bearer_token: '' })
    const code = await signIn(url, 'storage-admin')
    expect(code).toMatch(/^\w{8}$/)
    const { bearer_token: bearer } = (await retrieve(bench, id, code)).json
    expect(bearer).toMatch(/^session-v1:/)
    const who = await bench.send('GET', '/v1/session/who-am-i', { authorization: `Bearer ${bearer}` })
    expect(who.json).toMatchObject({ name: 'AD\\storage-admin' })
    expect(who.json.access_token_id).toBeUndefined()
    expect(who.json.privileges).toContain('PRIVILEGE_ACCESS_TOKENS_WRITE')
    expectError(await retrieve(bench, id, code), 404, 'rest_not_found_error')
  })

  it('ends with a wrong code, or may be tried again', async () => {
    for (const samlWrongCode of ['ends', 'retry'] as const) {
      const bench = await startQumulo({ samlWrongCode })
      const { id, url } = await begin(bench)
      const code = await signIn(url, 'jane')
      expect((await retrieve(bench, id, 'wrong')).status).toBe(400)
      expect((await retrieve(bench, id, code)).status).toBe(samlWrongCode === 'ends' ? 404 : 200)
    }
  })

  it('runs out after five minutes', async () => {
    const bench = await startQumulo()
    const { id, url } = await begin(bench)
    bench.clock.ms += 5 * MINUTE
    expect((await retrieve(bench, id)).status).toBe(200)
    bench.clock.ms += 1
    expectError(await retrieve(bench, id), 401, 'http_unauthorized_error')
    expect((await request(url, 'GET')).status).toBe(404)
  })

  it('is strict about its body, knows no other login, and takes no local users', async () => {
    const bench = await startQumulo()
    const { id, url } = await begin(bench)
    expectError(await bench.send('POST', RETRIEVE, { json: { login_id: id } }), 400, 'decode_error')
    expectError(await retrieve(bench, 'no-such-login'), 404, 'rest_not_found_error')
    expect((await request(`${url}&as=500`, 'GET')).status).toBe(403)
    expect((await request(url, 'GET')).text).not.toContain('token-operator')
  })

  it('changes nothing of the data', async () => {
    const bench = await startQumulo()
    const before = (await bench.send('GET', '/v1/auth/access-tokens/')).text
    await begin(bench)
    expect((await bench.send('GET', '/v1/auth/access-tokens/')).text).toBe(before)
  })

  it('is not there before 5.3.0', async () => {
    const bench = await startQumulo({ version: '5.2.5' })
    expectError(await bench.send('POST', START, OPEN), 404, 'rest_not_found_error')
  })
})

describe('local users', () => {
  const made = { name: 'svc-new', primary_group: '513', uid: '' }
  const post = (bench: Bench, json: object, who = {}) => bench.send('POST', '/v1/users/', { json, ...who })

  it('are made, have no password, and can own tokens', async () => {
    const bench = await startQumulo()
    const { json, status } = await post(bench, { ...made, uid: '4711', home_directory: '/home/new' })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      name: 'svc-new',
      primary_group: '513',
      uid: '4711',
      home_directory: '/home/new',
      can_change_password: false,
    })
    expect((await bench.send('GET', `/v1/users/${json.id}`)).json).toEqual(json)
    const token = { json: { user: { auth_id: json.id } } }
    expect((await bench.send('POST', '/v1/auth/access-tokens/', token)).status).toBe(200)
  })

  it('are refused when taken, wrong or not permitted', async () => {
    const bench = await startQumulo()
    expectError(await post(bench, { ...made, name: 'JANE' }), 409, 'auth_user_already_exists_error')
    expectError(await post(bench, { ...made, uid: '1000' }), 409, 'auth_user_already_exists_error')
    expectError(await post(bench, { ...made, name: ' ' }), 400, 'rest_invalid_request_error')
    expectError(await post(bench, { ...made, primary_group: '500' }), 400, 'rest_invalid_request_error')
    expectError(await post(bench, { ...made, uid: 5 }), 400, 'decode_error')
    expectError(await post(bench, { ...made, shell: 'x' }), 400, 'decode_error')
    expectError(await post(bench, made, as(bench, 'operator')), 403, 'auth_not_authorized_error')
    const strict = await startQumulo({ userWithoutPassword: 'refuse' })
    expectError(await post(strict, made), 400, 'rest_invalid_request_error')
    expect((await post(strict, { ...made, password: 'Practice-1' })).status).toBe(200)
  })

  it('go with their tokens, or leave them behind', async () => {
    for (const deletedUserTokens of ['gone', 'kept'] as const) {
      const bench = await startQumulo({ deletedUserTokens })
      const { owner, tokenId } = bench.server.accounts['plain']!
      const { status, text } = await bench.send('DELETE', `/v1/users/${owner}`)
      expect([status, text]).toEqual([200, ''])
      expectError(await bench.send('DELETE', `/v1/users/${owner}`), 404, 'rest_not_found_error')
      const token = await bench.send('GET', `/v1/auth/access-tokens/${tokenId}`)
      expect(token.status).toBe(deletedUserTokens === 'gone' ? 404 : 200)
      expect((await bench.send('GET', '/v1/session/who-am-i', as(bench, 'plain'))).status).toBe(401)
    }
  })

  it('are not deleted without the privilege, nor when they are built in or of a directory', async () => {
    const bench = await startQumulo()
    const remove = (id: string, who = {}) => bench.send('DELETE', `/v1/users/${id}`, who)
    expectError(await remove('1004', as(bench, 'operator')), 403, 'auth_not_authorized_error')
    expectError(await remove('500'), 400, 'rest_invalid_request_error')
    expectError(await remove(bench.server.accounts['directoryUser']!.owner), 404, 'rest_not_found_error')
  })

  it('are looked up at the former addresses only, if so wished', async () => {
    const bench = await startQumulo({ identityPaths: 'old' })
    const body = { json: { auth_id: '1004' } }
    expectError(await bench.send('POST', '/v1/identity/find', body), 404, 'rest_not_found_error')
    expect((await bench.send('POST', '/v1/auth/identity/find', body)).json.name).toBe('jane')
  })
})

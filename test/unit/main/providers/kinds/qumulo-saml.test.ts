import { describe, expect, test } from 'vitest'
import { qumulo } from '../../../../../src/main/providers/kinds/qumulo.ts'
import type { SignIn } from '../../../../../src/main/providers/provider.ts'
import { type Answer, client, failure, printed, type Stub, startStub, table } from '../stub-server.ts'
import { asked, bytes, nowMs, open, page, problem, whoAmI } from './qumulo-fixtures.ts'

const start = 'POST /v1/session/start-saml-login'
const retrieve = 'POST /v1/session/retrieve-saml-login'
const loginUrl = 'https://cluster.example.org/saml-login?login-id=12345678-1234-1234-1234-123456789012'
const started = [200, { login_id: '12345678-1234-1234-1234-123456789012', login_url: loginUrl }] as const
const session = 'session-v1:cGxhbnRlZA=='

type Routes = Record<string, readonly [number, unknown] | Answer>

async function begin(routes: Routes, fields: Record<string, string> = {}) {
  const stub = await startStub(table(routes))
  const config = qumulo.parse({ url: stub.url, fields })
  const signIn =
    qumulo.startSignIn?.(config, { http: client(config.url), now: () => nowMs }) ??
    Promise.reject(new Error('no sign-in'))
  return { stub, signIn }
}

describe('signing in with the browser', () => {
  test('is begun and asked for as documented, without a credential', async () => {
    const { stub, signIn } = await begin({ [start]: started, [retrieve]: [200, { bearer_token: session }] })
    const { url, expiresAtMs, finish } = await signIn
    expect(url).toBe(loginUrl)
    expect(expiresAtMs).toBe(nowMs + 300_000)
    const credential = await finish('AbCd1234')
    expect(new TextDecoder().decode(credential ?? new Uint8Array())).toBe(session)
    expect(asked(stub)).toEqual([start, retrieve])
    expect(stub.requests[0]?.body).toBe('')
    expect(JSON.parse(stub.requests[1]?.body ?? '')).toEqual({
      login_id: '12345678-1234-1234-1234-123456789012',
      verification_code: 'AbCd1234',
    })
    expect(stub.requests.every((request) => request.headers.authorization === undefined)).toBe(true)
  })

  test.each(['', null, undefined])('is not done while the token is %j', async (token) => {
    const { signIn } = await begin({ [start]: started, [retrieve]: [200, { bearer_token: token }] })
    const going: SignIn = await signIn
    expect(await going.finish('')).toBeNull()
    expect(await going.finish('')).toBeNull()
  })

  test.each<[number, string, string | undefined, string]>([
    [400, 'invalid-input', 'code', 'does not accept this code'],
    [401, 'expired', undefined, 'five minutes'],
    [404, 'expired', undefined, 'Begin it again'],
    [500, 'bad-response', undefined, 'fault'],
  ])('status %i is %s', async (status, code, field, words) => {
    const { signIn } = await begin({ [start]: started, [retrieve]: [status, problem('some_error')] })
    const error = await failure((await signIn).finish('wrong'))
    expect(error.toData()).toMatchObject({ code, ...(field === undefined ? {} : { field }) })
    expect(error.message).toContain(words)
    expect(printed(error)).not.toContain('12345678-1234')
  })

  test('asks for the code when none was given and one is wanted', async () => {
    const { signIn } = await begin({ [start]: started, [retrieve]: [400, problem('x')] })
    const error = await failure((await signIn).finish(''))
    expect(error.toData()).toMatchObject({ code: 'invalid-input', field: 'code' })
    expect(error.message).toContain('wants the code')
  })

  test.each<[string, readonly [number, unknown]]>([
    ['a cluster without SAML', [400, problem('saml_not_configured_error')]],
    ['the class in the description', [400, problem('api_error', 'saml_not_configured_error: no')]],
    ['an old cluster', [404, '']],
  ])('%s does not have it', async (_name, answer) => {
    const { signIn } = await begin({ [start]: answer })
    const error = await failure(signIn)
    expect(error).toMatchObject({ code: 'unsupported' })
    expect(error.message).toContain('access token')
  })

  test.each([
    'http://cluster.example.org/x',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'not a url',
    'https://cluster.example.org@evil.example/x',
    'https://:secret@evil.example/x',
  ])('an address like %s is not given to a browser', async (login_url) => {
    const { signIn } = await begin({ [start]: [200, { login_id: 'x', login_url }] })
    expect(await failure(signIn)).toMatchObject({ code: 'bad-response' })
  })

  test('leaves no place for a user name', async () => {
    const { stub, signIn } = await begin({}, { username: 'jane' })
    expect((await failure(signIn)).toData()).toMatchObject({ code: 'invalid-input', field: 'username' })
    expect(stub.requests).toHaveLength(0)
  })
})

describe('a session from the browser', () => {
  const cluster = (who: readonly [number, unknown]): Routes => ({
    'GET /v1/version': [200, { revision_id: 'Qumulo Core 7.7.2' }],
    'GET /v1/node/state': [200, {}],
    'GET /v1/cluster/settings': [200, {}],
    'GET /v1/session/who-am-i': who,
    'GET /v1/session/roles': [200, []],
    'GET /v1/auth/access-tokens/?user=auth_id%3A500&limit=1': [200, page([])],
  })

  test.each([session, '1:b2xk'])(
    '%s works like a token, and the diagnosis says that it ends',
    async (secret) => {
      const stub = await startStub(table(cluster([200, whoAmI([])])))
      const found = await open(stub, { secret }).diagnose()
      expect(found.error).toBeNull()
      expect(found.checks.find((line) => line.check === 'credential')?.message).toMatch(/browser.*ten hours/)
      expect(stub.requests.at(-1)?.headers.authorization).toBe(`Bearer ${secret}`)
    },
  )

  test('that has ended says so, and how to sign in again', async () => {
    const stub = await startStub(table(cluster([401, ''])))
    const found = await open(stub, { secret: session }).diagnose()
    expect(found.error).toMatchObject({ code: 'rejected' })
    const line = found.checks.at(-1)
    expect(line).toMatchObject({ check: 'credential', ok: false })
    expect(line?.message).toMatch(/browser.*ended.*--browser/)
    expect(line?.message).not.toContain(session)
  })

  test('is not what a refused access token is told', async () => {
    const stub: Stub = await startStub(table(cluster([401, ''])))
    const found = await open(stub).diagnose()
    expect(found.checks.at(-1)?.message).not.toContain('browser')
  })

  test('is no secret of a token', async () => {
    const stub = await startStub(table(cluster([200, whoAmI([])])))
    const expected = { ownerId: '500', remoteId: '9' }
    expect(await open(stub).verifySecret(bytes('1:b2xk'), expected)).toMatchObject({ ok: false })
  })
})

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checksumOf, isWellFormedPat } from '../../../../src/main/practice/netbird/pat.ts'
import { DAY, MINUTE, startNetbird } from './harness.ts'

const WELL_FORMED_UNKNOWN = 'nbp_ThisIsATestVectorNotASecret0003gAGTc'

describe('token format', () => {
  it('agrees with the published vectors', () => {
    expect(checksumOf('0'.repeat(30))).toBe('2C8GjS')
    expect(checksumOf('ThisIsATestVectorNotASecret000')).toBe('3gAGTc')
  })

  it('gives tokens of 40 characters that are well formed and plainly invented', async () => {
    const { server } = await startNetbird()
    for (const secret of server.control.issued().values()) {
      expect(secret).toMatch(/^nbp_Practice[0-9A-Za-z]{28}$/)
      expect(isWellFormedPat(secret)).toBe(true)
    }
  })
})

describe('schemes', () => {
  it.each(['Token', 'token', 'TOKEN', 'Bearer', 'bEaReR'])('lets a token in as %s', async (scheme) => {
    const { server, send } = await startNetbird()
    expect((await send('GET', '/api/users', { authorization: `${scheme} ${server.secret}` })).status).toBe(
      200,
    )
  })

  it.each([null, '', 'Basic YWJj', WELL_FORMED_UNKNOWN])(
    '401 without a scheme it knows: %s',
    async (authorization) => {
      const { send } = await startNetbird()
      const reply = await send('GET', '/api/users', { authorization })
      expect(reply).toMatchObject({
        status: 401,
        json: { message: 'no valid authentication provided', code: 401 },
      })
    },
  )

  it('401 for two spaces or a third part', async () => {
    const { server, send } = await startNetbird()
    for (const authorization of [
      `Token  ${server.secret}`,
      `Token ${server.secret} x`,
      'Token',
      `Bearer ${server.secret} x`,
    ]) {
      const reply = await send('GET', '/api/users', { authorization })
      expect(reply).toMatchObject({ status: 401, json: { message: 'token invalid', code: 401 } })
    }
  })

  it('401 for a JWT, because there is no identity provider', async () => {
    const { send } = await startNetbird()
    const reply = await send('GET', '/api/users', { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' })
    expect(reply).toMatchObject({ status: 401, json: { message: 'token invalid' } })
  })

  it('did not take a token as bearer before 0.30.0', async () => {
    const { server, send } = await startNetbird({ version: '0.29.4' })
    expect((await send('GET', '/api/users', { authorization: `Bearer ${server.secret}` })).status).toBe(401)
    expect((await send('GET', '/api/users')).status).toBe(200)
  })
})

describe('tokens that are not accepted', () => {
  it.each([
    'nbp_short',
    'nbq_ThisIsATestVectorNotASecret0003gAGTc',
    'nbp_ThisIsATestVectorNotASecret0003gAGTd',
  ])('401 for a badly formed one: %s', async (secret) => {
    const { send } = await startNetbird()
    const reply = await send('GET', '/api/users', { authorization: `Token ${secret}` })
    expect(reply).toMatchObject({ status: 401, json: { message: 'token invalid', code: 401 } })
  })

  it('404 with the hash in lower case for a well-formed unknown one', async () => {
    const { send } = await startNetbird()
    const hash = createHash('sha256').update(WELL_FORMED_UNKNOWN).digest('base64').toLowerCase()
    const reply = await send('GET', '/api/users', { authorization: `Token ${WELL_FORMED_UNKNOWN}` })
    expect(reply).toMatchObject({
      status: 404,
      json: { message: `invalid token: pat: ${hash} not found`, code: 404 },
    })
  })

  it('401 for the same before 0.59.13, or when asked for', async () => {
    const authorization = `Token ${WELL_FORMED_UNKNOWN}`
    const old = await startNetbird({ version: '0.59.12' })
    expect((await old.send('GET', '/api/users', { authorization })).json).toEqual({
      message: 'token invalid',
      code: 401,
    })
    const cloud = await startNetbird({ unknownToken: '401' })
    expect((await cloud.send('GET', '/api/users', { authorization })).status).toBe(401)
    const forced = await startNetbird({ version: '0.59.12', unknownToken: '404' })
    expect((await forced.send('GET', '/api/users', { authorization })).status).toBe(404)
  })

  it('401 for an expired one, and the moment it expires', async () => {
    const { server, send, clock } = await startNetbird()
    const authorization = `Token ${server.accounts['expired']?.secret}`
    expect((await send('GET', '/api/users', { authorization })).json).toEqual({
      message: 'token invalid',
      code: 401,
    })
    expect((await send('GET', '/api/users')).status).toBe(200)
    clock.ms += 365 * DAY
    expect((await send('GET', '/api/users')).status).toBe(401)
  })

  it('401 when the credential was made to expire, 404 when it was deleted', async () => {
    const { server, send } = await startNetbird()
    const admin = server.accounts['administrator']!
    server.control.expireCredential()
    expect((await send('GET', '/api/users')).status).toBe(401)
    server.control.removeTokenOutside(admin.owner, admin.tokenId)
    expect((await send('GET', '/api/users')).status).toBe(404)
  })
})

describe('callers that are not let in', () => {
  it('403 for a blocked and a pending one, with the reason', async () => {
    const { server, send } = await startNetbird()
    for (const [name, reason] of [
      ['blocked', 'user is blocked'],
      ['pending', 'user is pending approval'],
    ] as const) {
      const authorization = `Token ${server.accounts[name]?.secret}`
      const list = await send('GET', '/api/users', { authorization })
      expect(list.json).toEqual({ message: `failed to validate user permissions: ${reason}`, code: 403 })
      const current = await send('GET', '/api/users/current', { authorization })
      expect(current.json).toEqual({ message: reason, code: 403 })
    }
  })

  it('can leave the prefix out', async () => {
    const { server, send } = await startNetbird({ blockedMessage: 'plain' })
    server.control.blockCaller()
    expect((await send('GET', '/api/users')).json).toEqual({ message: 'user is blocked', code: 403 })
    server.control.blockCaller('pending')
    expect((await send('GET', '/api/users')).json.message).toBe('user is pending approval')
    server.control.blockCaller('no')
    expect((await send('GET', '/api/users')).status).toBe(200)
  })
})

describe('rate limits', () => {
  it('429 by credential once the burst is used up, then so many a minute', async () => {
    const { server, send, clock } = await startNetbird()
    server.control.limitRate({ perMinute: 6, burst: 2, by: 'credential' })
    expect((await send('GET', '/api/users')).status).toBe(200)
    expect((await send('GET', '/api/users')).status).toBe(200)
    const refused = await send('GET', '/api/users')
    expect(refused.json).toEqual({ message: 'too many requests', code: 429 })
    expect(refused.headers.get('retry-after')).toBeNull()
    clock.ms += MINUTE / 6
    expect((await send('GET', '/api/users')).status).toBe(200)
    expect((await send('GET', '/api/users')).status).toBe(429)
    server.control.limitRate(null)
    expect((await send('GET', '/api/users')).status).toBe(200)
  })

  it('counts each credential by itself, before looking at it, and lets terraform through', async () => {
    const { server, send } = await startNetbird()
    server.control.limitRate({ perMinute: 6, burst: 1, by: 'credential' })
    const authorization = 'Token nbp_nonsense'
    expect((await send('GET', '/api/users', { authorization })).status).toBe(401)
    expect((await send('GET', '/api/users', { authorization })).status).toBe(429)
    expect((await send('GET', '/api/users')).status).toBe(200)
    const headers = { 'user-agent': 'Terraform/1.9' }
    expect((await send('GET', '/api/users', { headers })).status).toBe(200)
  })

  it('429 by address with its own words, also without a credential', async () => {
    const { server, send } = await startNetbird()
    server.control.limitRate({ perMinute: 6, burst: 1, by: 'address' })
    await send('GET', '/api/instance', { authorization: null })
    const refused = await send('GET', '/api/instance', { authorization: null })
    expect(refused.json).toEqual({ message: 'rate limit exceeded, please try again later', code: 429 })
  })
})

describe('around every answer', () => {
  it('has the type, the request id of newer releases, and the date of the given clock', async () => {
    const { server, send, clock } = await startNetbird()
    const reply = await send('GET', '/api/users')
    expect(reply.headers.get('content-type')).toBe('application/json; charset=UTF-8')
    expect(reply.headers.get('x-request-id')).toMatch(/^practice[0-9a-f]{12}$/)
    expect(Date.parse(reply.headers.get('date')!)).toBe(clock.ms)
    server.control.setVersion('0.72.2')
    expect((await send('GET', '/api/users')).headers.get('x-request-id')).toBeNull()
  })

  it('404 in plain text for a path that does not exist, 405 with nothing for a wrong method, without a credential', async () => {
    const { send } = await startNetbird()
    const missing = await send('GET', '/api/userz', { authorization: null })
    expect(missing).toMatchObject({ status: 404, text: '404 page not found\n' })
    expect((await send('GET', '/api/users/', { authorization: null })).status).toBe(404)
    expect(await send('GET', '/api/users/abc', { authorization: null })).toMatchObject({
      status: 405,
      text: '',
    })
    expect((await send('GET', '/api/users/%zz')).status).toBe(400)
  })

  it('ignores the account parameter', async () => {
    const { send } = await startNetbird({ userOrder: 'stable' })
    const plain = await send('GET', '/api/users')
    expect((await send('GET', '/api/users?account=another-tenant')).text).toBe(plain.text)
  })
})

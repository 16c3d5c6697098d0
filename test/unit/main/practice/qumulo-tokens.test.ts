import { describe, expect, it } from 'vitest'
import { type Bench, DAY, type Reply, START, startQumulo } from './harness.ts'

const TOKENS = '/v1/auth/access-tokens/'
const JSON_TYPE = { 'content-type': 'application/json' }
const ISO_LATER = '2026-12-31T23:59:59Z'

function as(bench: Bench, name: string): { authorization: string } {
  return { authorization: `Bearer ${bench.server.accounts[name]!.secret}` }
}

function tokenOf(bench: Bench, name: string): string {
  return `${TOKENS}${bench.server.accounts[name]!.tokenId}`
}

function expectError(reply: Reply, status: number, errorClass: string): void {
  expect({ status: reply.status, error: reply.json?.error_class }).toEqual({ status, error: errorClass })
}

const create = (bench: Bench, json: unknown, caller = {}) => bench.send('POST', TOKENS, { json, ...caller })

describe('create', () => {
  it('is 200 with an id of 23 digits and a bearer token that works', async () => {
    const bench = await startQumulo()
    const reply = await create(bench, { user: { auth_id: '501' } })
    expect(reply.status).toBe(200)
    expect(Object.keys(reply.json)).toEqual(['id', 'bearer_token'])
    expect(reply.json.id).toMatch(/^\d{23}$/)
    expect(reply.json.bearer_token).toMatch(/^access-v1:Practice[\w+/]+==$/)
    const bytes = Buffer.from(reply.json.bearer_token.slice('access-v1:'.length), 'base64')
    expect(`access-v1:${bytes.toString('base64')}`).toBe(reply.json.bearer_token)
    expect(bench.server.control.issued().get(reply.json.id)).toBe(reply.json.bearer_token)
    const me = await bench.send('GET', '/v1/session/who-am-i', {
      authorization: `Bearer ${reply.json.bearer_token}`,
    })
    expect(me.json).toMatchObject({ name: 'guest', access_token_id: reply.json.id })
  })

  it.each([
    { auth_id: '501' },
    { name: 'guest' },
    { name: 'guest', domain: 'LOCAL' },
    { name: 'Guest', domain: 'API_NULL_DOMAIN' },
    { sid: 'S-1-5-21-875131741-2032918968-824250182-501' },
    { auth_id: '501', uid: null, gid: null, sid: null, name: null, domain: 'LOCAL' },
  ])('finds the user by %j', async (user) => {
    const bench = await startQumulo()
    const { json } = await create(bench, { user })
    const made = (await bench.send('GET', `${TOKENS}${json.id}`)).json
    expect(made.user).toEqual({
      domain: 'LOCAL',
      auth_id: '501',
      uid: null,
      gid: null,
      sid: 'S-1-5-21-875131741-2032918968-824250182-501',
      name: 'guest',
    })
    expect(made.creator).toMatchObject({ auth_id: '500', name: 'admin' })
    expect(Date.parse(made.creation_time)).toBe(START)
    expect(made.enabled).toBe(true)
  })

  it('finds a directory user, and the local one first for a bare name', async () => {
    const bench = await startQumulo()
    const names = async (user: object): Promise<string> => {
      const { json } = await create(bench, { user })
      return (await bench.send('GET', `${TOKENS}${json.id}`)).json.user.name
    }
    expect(await names({ name: 'jane', domain: 'ACTIVE_DIRECTORY' })).toBe('AD\\jane')
    expect(await names({ name: 'jane' })).toBe('jane')
  })

  it('takes an expiry with any zone and any number of digits and tells it in UTC', async () => {
    const bench = await startQumulo()
    for (const [sent, told] of [
      [ISO_LATER, ISO_LATER],
      ['2027-01-01T00:59:59.120+01:00', '2026-12-31T23:59:59.12Z'],
      ['2026-12-31T23:59:59.123456789Z', '2026-12-31T23:59:59.123456789Z'],
    ]) {
      const made = await create(bench, { user: { auth_id: '501' }, expiration_time: sent })
      expect((await bench.send('GET', `${TOKENS}${made.json.id}`)).json.expiration_time).toBe(told)
      await bench.send('DELETE', `${TOKENS}${made.json.id}`)
    }
  })

  it.each(['2026-12-31', '2026-12-31T23:59:59', 'tomorrow', 7])('400 for the expiry %j', async (time) => {
    const bench = await startQumulo()
    expectError(await create(bench, { user: { auth_id: '501' }, expiration_time: time }), 400, 'decode_error')
  })

  it('takes an expiry in the past, or refuses it when asked to', async () => {
    const json = { user: { auth_id: '501' }, expiration_time: '2020-01-01T00:00:00Z' }
    const bench = await startQumulo()
    const made = await create(bench, json)
    const authorization = `Bearer ${made.json.bearer_token}`
    expect((await bench.send('GET', '/v1/session/who-am-i', { authorization })).status).toBe(401)
    expectError(
      await create(await startQumulo({ pastExpiry: 'refuse' }), json),
      400,
      'rest_invalid_request_error',
    )
  })

  it('refuses a third token; disabled and expired ones count; a deleted one does not', async () => {
    const bench = await startQumulo()
    const user = { auth_id: '501' }
    const first = await create(bench, { user, expiration_time: '2020-01-01T00:00:00Z' })
    const second = await create(bench, { user })
    await bench.send('PATCH', `${TOKENS}${second.json.id}`, { json: { enabled: false } })
    const third = await create(bench, { user })
    expectError(third, 400, 'too_many_access_tokens_error')
    expect(third.json.module).toBe('api')
    await bench.send('DELETE', `${TOKENS}${first.json.id}`)
    expect((await create(bench, { user })).status).toBe(200)
  })

  it('can put the name of that error into the description', async () => {
    const bench = await startQumulo({ tooManyIn: 'description' })
    const reply = await create(bench, { user: { name: 'svc-rotation' } })
    expect(reply.json.error_class).not.toContain('too_many')
    expect(reply.json.description).toContain('too_many_access_tokens_error')
  })

  it('refuses a group', async () => {
    const bench = await startQumulo()
    expectError(await create(bench, { user: { auth_id: '513' } }), 400, 'rest_invalid_request_error')
    expectError(
      await create(bench, { user: { name: 'AD\\Domain Admins' } }),
      400,
      'rest_invalid_request_error',
    )
  })

  it('404, or 400, for an unknown user; members that disagree name nobody', async () => {
    const bench = await startQumulo()
    expectError(await create(bench, { user: { auth_id: '999999' } }), 404, 'auth_no_such_user_error')
    expectError(
      await create(bench, { user: { auth_id: '501', name: 'admin' } }),
      404,
      'auth_no_such_user_error',
    )
    const other = await startQumulo({ unknownUserStatus: 400 })
    expectError(await create(other, { user: { name: 'nobody' } }), 400, 'auth_no_such_user_error')
  })

  it('400 for bodies that cannot be read', async () => {
    const bench = await startQumulo()
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '{}',
      '{"user":"admin"}',
      '{"user":{"auth_id":500}}',
      '{"user":{"uid":"1"}}',
    ]) {
      expectError(await bench.send('POST', TOKENS, { body, headers: JSON_TYPE }), 400, 'decode_error')
    }
    expectError(await create(bench, { user: {} }), 400, 'rest_invalid_request_error')
  })

  it('is strict about the type and unknown members, or not', async () => {
    const strict = await startQumulo()
    const body = JSON.stringify({ user: { auth_id: '501' } })
    const plain = { body, headers: { 'content-type': 'text/plain' } }
    expectError(await strict.send('POST', TOKENS, plain), 415, 'http_unsupported_media_type_error')
    expectError(await create(strict, { user: { auth_id: '501' }, name: 'x' }), 400, 'decode_error')
    expect(
      (
        await strict.send('POST', TOKENS, {
          body,
          headers: { 'content-type': 'Application/JSON; charset=utf-8' },
        })
      ).status,
    ).toBe(200)
    const easy = await startQumulo({ contentType: 'ignored', unknownMembers: 'ignore' })
    expect((await easy.send('POST', TOKENS, plain)).status).toBe(200)
    expect((await create(easy, { user: { auth_id: '501' }, name: 'x' })).status).toBe(200)
  })
})

describe('get, change and delete', () => {
  it('never tells the bearer token again', async () => {
    const bench = await startQumulo()
    const reply = await bench.send('GET', tokenOf(bench, 'plain'))
    expect(Object.keys(reply.json)).toEqual([
      'id',
      'user',
      'creator',
      'creation_time',
      'expiration_time',
      'enabled',
    ])
    expect(reply.text).not.toContain('access-v1')
  })

  it('404 for an unknown id, and for the paths with the wrong slash', async () => {
    const bench = await startQumulo()
    for (const method of ['GET', 'DELETE']) {
      expectError(await bench.send(method, `${TOKENS}12345`), 404, 'rest_not_found_error')
    }
    expectError(await bench.send('PATCH', `${TOKENS}12345`, { json: {} }), 404, 'rest_not_found_error')
    expectError(await bench.send('GET', TOKENS.slice(0, -1)), 404, 'rest_not_found_error')
    expectError(await bench.send('POST', TOKENS.slice(0, -1), { json: {} }), 404, 'rest_not_found_error')
    expectError(await bench.send('GET', `${tokenOf(bench, 'plain')}/`), 404, 'rest_not_found_error')
  })

  it('changes what is named and answers the whole record', async () => {
    const bench = await startQumulo()
    const path = tokenOf(bench, 'plain')
    const before = (await bench.send('GET', path)).json
    const off = await bench.send('PATCH', path, { json: { enabled: false } })
    expect(off.json).toEqual({ ...before, enabled: false })
    expect((await bench.send('GET', '/v1/session/who-am-i', as(bench, 'plain'))).status).toBe(401)
    const moved = await bench.send('PATCH', path, { json: { expiration_time: ISO_LATER } })
    expect(moved.json).toEqual({ ...before, enabled: false, expiration_time: ISO_LATER })
    const both = await bench.send('PATCH', path, {
      json: { expiration_time: '2027-02-01T00:00:00Z', enabled: true },
    })
    expect(both.json).toEqual({ ...before, expiration_time: '2027-02-01T00:00:00Z' })
    expect((await bench.send('PATCH', path, { json: {} })).json).toEqual(both.json)
  })

  it('brings an expired token back to life', async () => {
    const bench = await startQumulo()
    await bench.send('PATCH', tokenOf(bench, 'expired'), { json: { expiration_time: ISO_LATER } })
    expect((await bench.send('GET', '/v1/session/who-am-i', as(bench, 'expired'))).status).toBe(200)
  })

  it.each([
    { enabled: 'yes' },
    { enabled: null, name: 'x' },
    { expiration_time: 'soon' },
    { expiration_time: 0 },
  ])('400 for the change %j, and nothing changes', async (json) => {
    const bench = await startQumulo()
    const path = tokenOf(bench, 'plain')
    const before = await bench.send('GET', path)
    expectError(await bench.send('PATCH', path, { json }), 400, 'decode_error')
    expect((await bench.send('GET', path)).text).toBe(before.text)
  })

  it.each([null, ''])('does one of three things with the expiry %j', async (time) => {
    const patch = async (clearExpiry: 'refuse' | 'ignore' | 'clear'): Promise<[Reply, string]> => {
      const bench = await startQumulo({ clearExpiry })
      const path = tokenOf(bench, 'plain')
      const before = (await bench.send('GET', path)).json.expiration_time
      return [await bench.send('PATCH', path, { json: { expiration_time: time } }), before]
    }
    expectError((await patch('refuse'))[0], 400, 'decode_error')
    const [ignored, before] = await patch('ignore')
    expect(ignored.json.expiration_time).toBe(before)
    expect((await patch('clear'))[0].json.expiration_time).toBe('')
  })

  it('deletes with 200 and nothing, once', async () => {
    const bench = await startQumulo()
    const path = tokenOf(bench, 'plain')
    expect(await bench.send('DELETE', path)).toMatchObject({ status: 200, text: '' })
    expectError(await bench.send('DELETE', path), 404, 'rest_not_found_error')
    expect((await bench.send('GET', '/v1/session/who-am-i', as(bench, 'plain'))).status).toBe(401)
    expect(bench.server.control.issued().has(bench.server.accounts['plain']!.tokenId)).toBe(false)
  })
})

describe('who may', () => {
  it('plain user: its own tokens, with all verbs, and no others', async () => {
    const bench = await startQumulo()
    const caller = as(bench, 'plain')
    const own = bench.server.accounts['plain']!
    expect((await bench.send('GET', tokenOf(bench, 'plain'), caller)).status).toBe(200)
    const made = await create(bench, { user: { auth_id: own.owner } }, caller)
    expect(made.status).toBe(200)
    const path = `${TOKENS}${made.json.id}`
    expect((await bench.send('PATCH', path, { json: { enabled: false }, ...caller })).status).toBe(200)
    expect((await bench.send('DELETE', path, caller)).status).toBe(200)
    expectError(await create(bench, { user: { auth_id: '500' } }, caller), 403, 'auth_not_authorized_error')
    for (const method of ['GET', 'DELETE']) {
      expectError(
        await bench.send(method, tokenOf(bench, 'operator'), caller),
        403,
        'auth_not_authorized_error',
      )
    }
    expectError(
      await bench.send('PATCH', tokenOf(bench, 'operator'), { json: {}, ...caller }),
      403,
      'auth_not_authorized_error',
    )
  })

  it('auditor: reads all, writes its own only', async () => {
    const bench = await startQumulo()
    const caller = as(bench, 'auditor')
    expect((await bench.send('GET', TOKENS, caller)).status).toBe(200)
    expect((await bench.send('GET', tokenOf(bench, 'plain'), caller)).status).toBe(200)
    expectError(await bench.send('DELETE', tokenOf(bench, 'plain'), caller), 403, 'auth_not_authorized_error')
    expectError(await create(bench, { user: { auth_id: '501' } }, caller), 403, 'auth_not_authorized_error')
    expect((await bench.send('DELETE', tokenOf(bench, 'auditor'), caller)).status).toBe(200)
  })

  it('operator: everything', async () => {
    const bench = await startQumulo()
    const caller = as(bench, 'operator')
    expect((await create(bench, { user: { auth_id: '501' } }, caller)).status).toBe(200)
    expect((await bench.send('DELETE', tokenOf(bench, 'plain'), caller)).status).toBe(200)
  })

  it('WRITE alone does not read', async () => {
    const bench = await startQumulo()
    bench.server.control.setRole('PRIVILEGE_ACCESS_TOKENS_WRITE')
    expectError(await bench.send('GET', TOKENS), 403, 'auth_not_authorized_error')
    expectError(await bench.send('GET', tokenOf(bench, 'plain')), 403, 'auth_not_authorized_error')
    expect((await create(bench, { user: { auth_id: '501' } })).status).toBe(200)
  })

  it('older releases want the privileges for own tokens too', async () => {
    for (const bench of [await startQumulo({ version: '7.3.0' }), await startQumulo({ selfService: 'no' })]) {
      const caller = as(bench, 'plain')
      const { owner } = bench.server.accounts['plain']!
      expectError(await create(bench, { user: { auth_id: owner } }, caller), 403, 'auth_not_authorized_error')
      expectError(await bench.send('GET', tokenOf(bench, 'plain'), caller), 403, 'auth_not_authorized_error')
      expectError(await bench.send('GET', `${TOKENS}1`, caller), 403, 'auth_not_authorized_error')
      expectError(
        await bench.send('GET', `${TOKENS}?user=auth_id:${owner}`, caller),
        403,
        'auth_not_authorized_error',
      )
    }
    const forced = await startQumulo({ version: '7.3.0', selfService: 'yes' })
    expect((await forced.send('GET', tokenOf(forced, 'plain'), as(forced, 'plain'))).status).toBe(200)
  })
})

describe('older releases', () => {
  it('5.3.2 knows no enabled, 5.3.1 no expiry either, 5.2 no tokens', async () => {
    const bench = await startQumulo({ version: '5.3.2' })
    const path = tokenOf(bench, 'operator')
    expect((await bench.send('GET', path)).json).not.toHaveProperty('enabled')
    expectError(await bench.send('PATCH', path, { json: { enabled: false } }), 400, 'decode_error')
    bench.server.control.setVersion('5.3.1')
    expect((await bench.send('GET', path)).json).not.toHaveProperty('expiration_time')
    expectError(
      await create(bench, { user: { auth_id: '501' }, expiration_time: ISO_LATER }),
      400,
      'decode_error',
    )
    bench.server.control.setVersion('5.2.9')
    expectError(await bench.send('GET', TOKENS), 404, 'rest_not_found_error')
  })
})

describe('the world outside', () => {
  it('adds tokens within the limit of two and removes them', async () => {
    const bench = await startQumulo()
    const { control } = bench.server
    const made = control.addTokenOutside('guest')
    const shown = (await bench.send('GET', `${TOKENS}${made.id}`)).json
    expect(shown.creator.name).toBe('token-operator')
    control.addTokenOutside('auth_id:501')
    expect(() => control.addTokenOutside('guest')).toThrow('two tokens')
    control.removeTokenOutside('guest', made.id)
    expect((await bench.send('GET', `${TOKENS}${made.id}`)).status).toBe(404)
    expect(() => control.removeTokenOutside('guest', made.id)).toThrow()
    expect(() => control.addTokenOutside('nobody')).toThrow()
  })

  it('moves on with the clock', async () => {
    const bench = await startQumulo()
    bench.clock.ms += 3 * DAY
    const made = await create(bench, { user: { auth_id: '501' } })
    expect(Date.parse((await bench.send('GET', `${TOKENS}${made.json.id}`)).json.creation_time)).toBe(
      START + 3 * DAY,
    )
  })
})

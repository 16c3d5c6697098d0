import { describe, expect, it } from 'vitest'
import { type Bench, expectError, START, startQumulo } from './harness.ts'

const TOKENS = '/v1/auth/access-tokens/'
const JSON_TYPE = { 'content-type': 'application/json' }
const ISO_LATER = '2026-12-31T23:59:59Z'

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
    expectError(reply, 400, 'rest_invalid_request_error')
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

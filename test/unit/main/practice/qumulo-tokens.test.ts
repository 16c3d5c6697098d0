import { describe, expect, it } from 'vitest'
import { as, type Bench, DAY, expectError, type Reply, START, startQumulo } from './harness.ts'

const TOKENS = '/v1/auth/access-tokens/'
const ISO_LATER = '2026-12-31T23:59:59Z'

function tokenOf(bench: Bench, name: string): string {
  return `${TOKENS}${bench.server.accounts[name]!.tokenId}`
}

const create = (bench: Bench, json: unknown, caller = {}) => bench.send('POST', TOKENS, { json, ...caller })

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

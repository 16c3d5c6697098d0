import { describe, expect, it } from 'vitest'
import { as, MINUTE, startNetbird } from './harness.ts'

const OPEN = { authorization: null }

describe('managed accounts', () => {
  const options = { children: ['child-1'] }

  it('are worked in by owner and admins, with users and tokens of their own', async () => {
    const bench = await startNetbird(options)
    for (const name of ['administrator', 'owner', 'automation']) {
      const who = as(bench, name)
      expect((await bench.send('GET', '/api/accounts?account=child-1', who)).json[0].id).toBe('child-1')
      const users = (await bench.send('GET', '/api/users?account=child-1', who)).json
      expect(users.length).toBeGreaterThan(2)
      expect(users.every((user: { is_current: boolean }) => !user.is_current)).toBe(true)
    }
    const [service] = (await bench.send('GET', '/api/users?account=child-1&service_user=true')).json
    const path = `/api/users/${service.id}/tokens`
    const made = await bench.send('POST', `${path}?account=child-1`, { json: { name: 'n', expires_in: 1 } })
    expect(made.status).toBe(200)
    expect(bench.server.control.issued().get(made.json.personal_access_token.id)).toBe(made.json.plain_token)
    expect((await bench.send('GET', path)).status).toBe(404)
  })

  it('are silently ignored by everybody else, and so is any other id', async () => {
    const bench = await startNetbird(options)
    const [own] = (await bench.send('GET', '/api/accounts')).json
    expect((await bench.send('GET', '/api/accounts?account=child-2')).json[0].id).toBe(own.id)
    const auditor = as(bench, 'auditor')
    expect((await bench.send('GET', '/api/accounts?account=child-1', auditor)).json[0].id).toBe(own.id)
  })
})

describe('a sign-in through the identity provider', () => {
  it('is a JWT sent as bearer, until it ends', async () => {
    const bench = await startNetbird()
    const { secret, owner } = bench.server.accounts['identityProvider']!
    const send = (authorization: string) => bench.send('GET', '/api/users/current', { authorization })
    expect((await send(`Bearer ${secret}`)).json.id).toBe(owner)
    expect((await send(`Token ${secret}`)).status).toBe(401)
    expect((await send(`Bearer ${secret}x`)).status).toBe(401)
    bench.clock.ms += 60 * MINUTE
    expect((await send(`Bearer ${secret}`)).json).toEqual({ message: 'token invalid', code: 401 })
  })
})

describe('a server that is not set up', () => {
  const body = { email: 'ada@practice.example', password: 'Practice-1' }

  it('says so, lets nobody in, and is set up once', async () => {
    const bench = await startNetbird({ setup: 'required' })
    const required = async () => (await bench.send('GET', '/api/instance', OPEN)).json.setup_required
    expect(await required()).toBe(true)
    expect((await bench.send('GET', '/api/users')).status).not.toBe(200)
    const reply = await bench.send('POST', '/api/setup', { ...OPEN, json: body })
    expect(reply.json).toEqual({ user_id: expect.any(String), email: body.email })
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(await required()).toBe(false)
    expect((await bench.send('POST', '/api/setup', { ...OPEN, json: body })).status).toBe(412)
  })

  it('gives a first token only where that is switched on, since 0.70.5', async () => {
    const json = { ...body, create_pat: true }
    for (const [options, gives] of [
      [{ setupPat: true }, true],
      [{ setupPat: false }, false],
      [{ setupPat: true, version: '0.70.4' }, false],
    ] as const) {
      const bench = await startNetbird({ setup: 'required', ...options })
      const { personal_access_token: pat } = (await bench.send('POST', '/api/setup', { ...OPEN, json })).json
      expect(pat !== undefined).toBe(gives)
      if (!gives) continue
      const who = await bench.send('GET', '/api/users/current', { authorization: `Token ${pat}` })
      expect(who.json).toMatchObject({ email: body.email, role: 'owner' })
    }
  })

  it('refuses a short password, a strange address, and days out of range', async () => {
    const { send } = await startNetbird({ setup: 'required' })
    for (const wrong of [{ password: 'short' }, { email: 'ada' }, { pat_expire_in: 366 }]) {
      expect((await send('POST', '/api/setup', { ...OPEN, json: { ...body, ...wrong } })).status).toBe(422)
    }
    expect((await send('POST', '/api/setup', { ...OPEN, body: '{' })).status).toBe(400)
  })
})

it('network admins are unknown before 0.43.0', async () => {
  const json = { name: 'x', role: 'network_admin', auto_groups: [], is_service_user: true }
  const old = await startNetbird({ version: '0.42.0' })
  expect((await old.send('POST', '/api/users', { json })).status).toBe(422)
  const bench = await startNetbird({ version: '0.43.0' })
  expect((await bench.send('POST', '/api/users', { json })).status).toBe(200)
})

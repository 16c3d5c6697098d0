import { describe, expect, it } from 'vitest'
import { as, startNetbird } from './harness.ts'

const DENIED = { message: 'permission denied', code: 403 }

describe('instance, account and history', () => {
  it('tells without a credential that it is set up, and refuses to be set up again', async () => {
    const { server, send } = await startNetbird()
    const open = { authorization: null }
    expect((await send('GET', '/api/instance', open)).json).toEqual({ setup_required: false })
    const json = { email: 'a@b.example', password: 'long enough' }
    expect((await send('POST', '/api/setup', { ...open, json })).status).toBe(412)
    expect((await send('POST', '/api/setup', { ...open, body: '{' })).status).toBe(400)
    server.control.setVersion('0.61.9')
    expect((await send('GET', '/api/instance', open)).status).toBe(404)
  })

  it('tells its version with a credential only, since 0.64.2', async () => {
    const { server, send } = await startNetbird()
    expect((await send('GET', '/api/instance/version')).json).toMatchObject({
      management_current_version: '0.77.1',
      management_update_available: false,
    })
    expect((await send('GET', '/api/instance/version', { authorization: null })).status).toBe(401)
    server.control.setVersion('0.70.0')
    expect((await send('GET', '/api/instance/version')).json).toMatchObject({
      management_current_version: '0.70.0',
      management_update_available: true,
      management_available_version: '0.77.1',
    })
    server.control.setVersion('0.64.1')
    expect((await send('GET', '/api/instance/version')).status).toBe(404)
  })

  it('lists the one account', async () => {
    const bench = await startNetbird()
    const accounts = (await bench.send('GET', '/api/accounts')).json
    expect(accounts).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^[0-9a-v]{20}$/),
        domain: 'practice.example',
        created_at: '2025-02-11T12:00:00.000500214Z',
      }),
    ])
    expect((await bench.send('GET', '/api/accounts', as(bench, 'person'))).json).toEqual(DENIED)
  })

  it('has a history from the beginning, in the order of time', async () => {
    const bench = await startNetbird()
    const events: { activity_code: string; timestamp: string; target_id: string }[] = (
      await bench.send('GET', '/api/events/audit')
    ).json
    const made = events.filter(({ activity_code }) => activity_code === 'personal.access.token.create')
    expect(made).toHaveLength(bench.server.control.issued().size)
    expect(
      events.filter(({ activity_code }) => activity_code === 'service.user.create').length,
    ).toBeGreaterThan(20)
    const times = events.map(({ timestamp }) => Date.parse(timestamp))
    expect(times).toEqual(times.toSorted((left, right) => right - left))
    expect(times[0]).toBeLessThan(bench.clock.ms)
  })

  it('writes the history of tokens and service users, newest first', async () => {
    const bench = await startNetbird()
    const created = await bench.send('POST', '/api/users', {
      json: { role: 'user', auto_groups: [], is_service_user: true, name: 'fresh' },
    })
    const path = `/api/users/${created.json.id}/tokens`
    const token = (await bench.send('POST', path, { json: { name: 'first', expires_in: 2 } })).json
      .personal_access_token
    await bench.send('DELETE', `${path}/${token.id}`)
    await bench.send('DELETE', `/api/users/${created.json.id}`)
    const events = (await bench.send('GET', '/api/events/audit')).json
    expect(events.slice(0, 4).map((event: { activity_code: string }) => event.activity_code)).toEqual([
      'service.user.delete',
      'personal.access.token.delete',
      'personal.access.token.create',
      'service.user.create',
    ])
    expect(events[2]).toMatchObject({
      initiator_id: bench.server.accounts['administrator']!.owner,
      initiator_name: 'Jane Okafor',
      target_id: created.json.id,
      meta: { name: 'first', is_service_user: 'true', user_name: 'fresh' },
    })
    expect((await bench.send('GET', '/api/events/audit', as(bench, 'person'))).json).toEqual(DENIED)
  })
})

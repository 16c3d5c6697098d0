import { describe, expect, it } from 'vitest'
import { as, DAY, MINUTE, request, START, startNetbird, startQumulo } from './harness.ts'

const dateOf = (reply: { readonly headers: Headers }): number => Date.parse(reply.headers.get('date') ?? '')

describe('a server whose clock is wrong', () => {
  it('says so in its Date header, ahead and behind, whatever it answers', async () => {
    const { server, send, clock } = await startQumulo()
    const { control } = server
    control.setClockOffset(7 * MINUTE)
    expect(dateOf(await send('GET', '/v1/version'))).toBe(START + 7 * MINUTE)
    clock.ms += MINUTE
    control.setClockOffset(-2 * DAY)
    expect(dateOf(await send('GET', '/nothing'))).toBe(START + MINUTE - 2 * DAY)
    for (const rule of [
      { do: 'html' },
      { do: 'status' },
      { do: 'garbage' },
      { do: 'huge', bytes: 500 },
    ] as const) {
      control.next(rule)
      expect(dateOf(await send('GET', '/v1/version'))).toBe(START + MINUTE - 2 * DAY)
    }
    control.setClockOffset(0)
    expect(dateOf(await send('GET', '/v1/version'))).toBe(START + MINUTE)
  })

  it('takes what has not run out for expired, and writes its own times', async () => {
    const bench = await startNetbird()
    const { owner } = bench.server.accounts['administrator']!
    const path = `/api/users/${encodeURIComponent(owner)}/tokens`
    bench.server.control.setClockOffset(DAY)
    const made = (await bench.send('POST', path, { json: { name: 'x', expires_in: 1 } })).json
    expect(Date.parse(made.personal_access_token.created_at)).toBe(START + DAY)
    expect(Date.parse(made.personal_access_token.expiration_date)).toBe(START + 2 * DAY)
    expect((await bench.send('GET', '/api/users', as(bench, 'expired'))).status).toBe(401)
    bench.server.control.setClockOffset(400 * DAY)
    expect((await bench.send('GET', '/api/users')).status).toBe(401)
    bench.server.control.setClockOffset(-20 * DAY)
    expect((await bench.send('GET', '/api/users', as(bench, 'expired'))).status).toBe(200)
  })

  it('is set over the control port, whose own clock stays right', async () => {
    const { server, send } = await startQumulo()
    const url = `${server.controlUrl}/set-clock-offset`
    const reply = await request(url, 'POST', { json: { ms: -MINUTE } })
    expect([reply.status, dateOf(reply)]).toEqual([200, START])
    expect(dateOf(await send('GET', '/v1/version'))).toBe(START - MINUTE)
    expect((await request(url, 'POST', { json: {} })).status).toBe(400)
    expect((await request(url, 'POST', { json: { ms: 'late' } })).status).toBe(400)
    expect(() => server.control.setClockOffset(Number.NaN)).toThrow(RangeError)
    expect(dateOf(await send('GET', '/v1/version'))).toBe(START - MINUTE)
  })
})

import { request as rawRequest } from 'node:http'
import { describe, expect, it } from 'vitest'
import { MISBEHAVIOURS } from '../../../../src/main/practice/rules.ts'
import { type Bench, request, startNetbird, startQumulo } from './harness.ts'

const VERSION = '/v1/version'

function steer(bench: Bench, method: string, path: string, json?: unknown) {
  return request(`${bench.server.controlUrl}${path}`, method, json === undefined ? {} : { json })
}

describe('the control port', () => {
  it('listens beside the server and lists its commands', async () => {
    const bench = await startQumulo()
    expect(bench.server.controlUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(bench.server.controlUrl).not.toBe(bench.server.url)
    const { commands, misbehaviours } = (await steer(bench, 'GET', '/')).json
    expect(Object.keys(commands)).toEqual([
      ...['/', '/requests', '/issued', '/certificate'].map((path) => `GET ${path}`),
      ...['/next', '/clear', '/seen', '/add-token', '/remove-token', '/expire-credential', '/set-role'].map(
        (path) => `POST ${path}`,
      ),
      ...['/set-version', '/block-caller', '/limit-rate', '/change-certificate', '/set-clock-offset'].map(
        (path) => `POST ${path}`,
      ),
    ])
    for (const about of Object.values(commands)) expect(about).toMatch(/./)
    expect(misbehaviours).toEqual(MISBEHAVIOURS)
    expect(await steer(bench, 'GET', '/nothing')).toMatchObject({
      status: 404,
      json: { error: { message: expect.any(String) } },
    })
  })

  it('queues and clears misbehaviours', async () => {
    const bench = await startQumulo()
    const rule = {
      do: 'status',
      status: 503,
      path: VERSION,
      method: 'GET',
      headers: { 'X-A': 'b' },
      body: 'no',
    }
    expect(await steer(bench, 'POST', '/next', rule)).toMatchObject({ status: 200, json: {} })
    const reply = await bench.send('GET', VERSION)
    expect(reply).toMatchObject({ status: 503, text: 'no' })
    expect(reply.headers.get('x-a')).toBe('b')
    await steer(bench, 'POST', '/next', {
      do: 'redirect',
      pattern: '^/v1/v',
      times: 'always',
      location: '/x',
    })
    expect((await bench.send('GET', VERSION)).headers.get('location')).toBe('/x')
    expect((await bench.send('GET', VERSION)).status).toBe(302)
    await steer(bench, 'POST', '/clear')
    expect((await bench.send('GET', VERSION)).status).toBe(200)
  })

  it('tells what was sent and what was issued', async () => {
    const bench = await startQumulo()
    await bench.send('GET', VERSION)
    expect((await steer(bench, 'GET', '/requests')).json.requests).toEqual(bench.server.requests())
    expect((await steer(bench, 'GET', '/issued')).json.issued).toEqual(
      Object.fromEntries(bench.server.control.issued()),
    )
  })

  it('plays a limit that says when to come back', async () => {
    const bench = await startNetbird()
    const headers = { 'Retry-After': '7' }
    await steer(bench, 'POST', '/next', { do: 'status', status: 429, headers })
    const reply = await bench.send('GET', '/api/users')
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '7'])
    expect((await bench.send('GET', '/api/users')).status).toBe(200)
  })

  it('waits until something is seen', async () => {
    const bench = await startQumulo()
    const waiting = new Promise<void>((resolve, reject) => {
      const url = new URL('/seen', bench.server.controlUrl)
      const call = rawRequest(url, { method: 'POST' }, (response) => {
        expect(response.statusCode).toBe(200)
        response.resume().on('end', resolve)
      })
      call.on('error', reject)
      call.end(JSON.stringify({ path: VERSION }))
    })
    // A second command on a connection of its own; the first one is in force by the time a request is answered twice.
    await steer(bench, 'GET', '/requests')
    let done = false
    void waiting.then(() => {
      done = true
    })
    while (!done) await bench.send('GET', VERSION)
    await waiting
  })

  it('changes the world', async () => {
    const bench = await startNetbird()
    const users = async (): Promise<number> => (await bench.send('GET', '/api/users')).status
    const { owner } = bench.server.accounts['auditor']!
    const made = (await steer(bench, 'POST', '/add-token', { owner })).json
    expect(bench.server.control.issued().get(made.id)).toBe(made.secret)
    expect((await steer(bench, 'POST', '/remove-token', { owner, id: made.id })).status).toBe(200)
    expect(bench.server.control.issued().has(made.id)).toBe(false)
    await steer(bench, 'POST', '/set-role', { role: 'billing_admin' })
    expect(await users()).toBe(403)
    await steer(bench, 'POST', '/set-role', {
      role: ['admin'],
      owner: bench.server.accounts['administrator']!.owner,
    })
    expect(await users()).toBe(200)
    await steer(bench, 'POST', '/block-caller')
    expect(await users()).toBe(403)
    await steer(bench, 'POST', '/block-caller', { how: 'no' })
    await steer(bench, 'POST', '/limit-rate', { perMinute: 1, burst: 1 })
    expect([await users(), await users()]).toEqual([200, 429])
    await steer(bench, 'POST', '/limit-rate', { off: true })
    await steer(bench, 'POST', '/set-version', { version: '0.40.0' })
    expect((await bench.send('GET', '/api/users/current')).status).toBe(405)
    await steer(bench, 'POST', '/expire-credential')
    expect(await users()).toBe(401)
  })

  it.each([
    ['/next', { do: 'explode' }],
    ['/next', {}],
    ['/next', { do: 'hang', times: 0 }],
    ['/next', { do: 'hang', times: 'twice' }],
    ['/next', { do: 'status', headers: { a: 1 } }],
    ['/next', { do: 'hang', pattern: '(' }],
    ['/next', [1]],
    ['/remove-token', { owner: 'x' }],
    ['/remove-token', { owner: 'x', id: 'y' }],
    ['/set-role', {}],
    ['/set-role', { role: [1] }],
    ['/set-version', { version: 7 }],
    ['/block-caller', { how: 'gently' }],
    ['/limit-rate', { perMinute: 5 }],
    ['/add-token', { owner: 'nobody at all' }],
  ])('400 with a reason for %s %j', async (path, json) => {
    const bench = await startNetbird()
    const reply = await steer(bench, 'POST', path, json)
    expect(reply).toMatchObject({ status: 400, json: { error: { message: expect.stringMatching(/./) } } })
  })

  it('403 for what a web page could send', async () => {
    const bench = await startNetbird()
    const url = `${bench.server.controlUrl}/issued`
    expect((await request(url, 'GET', { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = rawRequest(url, { headers: { host: 'evil.example' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      call.on('error', reject)
      call.end()
    })
    expect(status).toBe(403)
  })
})

import { describe, expect, it } from 'vitest'
import { startListener } from '../../../../src/main/practice/listener.ts'
import { createRuleQueue } from '../../../../src/main/practice/rules.ts'
import { type Bench, request, startBoth, startNetbird, startQumulo } from './harness.ts'

const USERS = '/api/users'
const TOKENS = '/v1/auth/access-tokens/'

/** Starts a request that nobody waits for yet. */
function begin(
  bench: Bench,
  method: string,
  path: string,
  json?: unknown,
): { reply: Promise<unknown>; abort: () => void } {
  const stop = new AbortController()
  const reply = bench.send(method, path, { signal: stop.signal, ...(json === undefined ? {} : { json }) })
  reply.catch(() => undefined)
  return { reply, abort: () => stop.abort() }
}

describe('misbehaviours without work', () => {
  it('drops the connection, and only once', async () => {
    const bench = await startQumulo()
    const before = bench.server.control.issued().size
    bench.server.control.next({ do: 'drop-before-work', method: 'post' })
    await expect(bench.send('POST', TOKENS, { json: { user: { auth_id: '501' } } })).rejects.toThrow()
    expect(bench.server.control.issued().size).toBe(before)
    expect(bench.server.requests().at(-1)).toMatchObject({ method: 'POST', status: null })
    expect((await bench.send('POST', TOKENS, { json: { user: { auth_id: '501' } } })).status).toBe(200)
  })

  it('hangs until the client gives up, having done nothing', async () => {
    const bench = await startQumulo()
    const before = bench.server.control.issued().size
    bench.server.control.next({ do: 'hang', path: TOKENS })
    const seen = bench.server.control.seen({ method: 'POST' })
    const { reply, abort } = begin(bench, 'POST', TOKENS, { user: { auth_id: '501' } })
    await seen
    abort()
    await expect(reply).rejects.toThrow()
    expect(bench.server.control.issued().size).toBe(before)
  })

  it('answers a status in the words of its kind, or with a given body and headers', async () => {
    const netbird = await startNetbird()
    netbird.server.control.next({ do: 'status' })
    expect((await netbird.send('GET', USERS)).json).toEqual({ message: 'internal server error', code: 500 })
    for (const [status, message] of [
      [401, 'token invalid'],
      [403, 'permission denied'],
      [404, 'not found'],
      [409, 'resource already exists'],
      [412, 'precondition failed'],
      [429, 'too many requests'],
      [502, 'internal server error'],
    ] as const) {
      netbird.server.control.next({ do: 'status', status })
      expect((await netbird.send('GET', USERS)).json).toEqual({ message, code: status })
    }
    const qumulo = await startQumulo()
    for (const [status, errorClass] of [
      [400, 'rest_invalid_request_error'],
      [404, 'rest_not_found_error'],
      [401, 'http_unauthorized_error'],
      [403, 'auth_not_authorized_error'],
      [412, 'rest_precondition_failed_error'],
      [503, 'http_internal_server_error'],
    ] as const) {
      qumulo.server.control.next({ do: 'status', status })
      expect(await qumulo.send('GET', '/v1/version')).toMatchObject({
        status,
        json: { error_class: errorClass },
      })
    }
    qumulo.server.control.next({ do: 'status', status: 418, body: 'tea', headers: { 'X-Pot': 'yes' } })
    const reply = await qumulo.send('GET', '/v1/version')
    expect(reply).toMatchObject({ status: 418, text: 'tea' })
    expect(reply.headers.get('x-pot')).toBe('yes')
  })

  it('answers with a web page', async () => {
    const bench = await startNetbird()
    bench.server.control.next({ do: 'html' })
    const reply = await bench.send('GET', USERS)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toContain('text/html')
    expect(reply.text).toContain('<!doctype html>')
  })

  it('redirects to somewhere else', async () => {
    const bench = await startNetbird()
    bench.server.control.next({ do: 'redirect' })
    const reply = await bench.send('GET', USERS)
    expect(reply.status).toBe(302)
    expect(reply.headers.get('location')).toBe('http://elsewhere.invalid/')
    bench.server.control.next({ do: 'redirect', status: 307, location: '/api/instance' })
    expect((await bench.send('GET', USERS)).headers.get('location')).toBe('/api/instance')
  })
})

describe('misbehaviours after the work', () => {
  const json = { user: { auth_id: '501' } }

  it('drops the answer of a create that was done', async () => {
    const bench = await startQumulo()
    const before = bench.server.control.issued()
    bench.server.control.next({ do: 'drop-after-work', method: 'POST' })
    await expect(bench.send('POST', TOKENS, { json })).rejects.toThrow()
    const added = [...bench.server.control.issued()].filter(([id]) => !before.has(id))
    expect(added).toHaveLength(1)
    const authorization = `Bearer ${added[0]![1]}`
    expect((await bench.send('GET', '/v1/session/who-am-i', { authorization })).json.name).toBe('guest')
  })

  it('never answers a create that is done when it has been seen', async () => {
    const bench = await startQumulo()
    const before = bench.server.control.issued().size
    bench.server.control.next({ do: 'hang-after-work', method: 'POST' })
    const seen = bench.server.control.seen({ method: 'POST', path: TOKENS })
    const { reply, abort } = begin(bench, 'POST', TOKENS, json)
    await seen
    expect(bench.server.control.issued().size).toBe(before + 1)
    abort()
    await expect(reply).rejects.toThrow()
  })

  it('spoils the answer', async () => {
    const bench = await startQumulo()
    const before = bench.server.control.issued().size
    bench.server.control.next({ do: 'garbage', method: 'POST' })
    const garbage = await bench.send('POST', TOKENS, { json })
    expect(garbage).toMatchObject({ status: 200, json: undefined })
    expect(garbage.headers.get('content-type')).toBe('application/json')
    bench.server.control.next({ do: 'empty', method: 'POST' })
    expect(await bench.send('POST', TOKENS, { json })).toMatchObject({ status: 200, text: '' })
    expect(bench.server.control.issued().size).toBe(before + 2)
  })

  it('answers with as much as it is told, and stops for a client that goes away', async () => {
    const bench = await startQumulo()
    bench.server.control.next({ do: 'huge', bytes: 300_000 })
    const reply = await bench.send('GET', '/v1/version')
    expect(reply.text).toHaveLength(300_000)
    expect(Object.keys(reply.json)).toEqual(['padding'])
    bench.server.control.next({ do: 'huge' })
    const response = await fetch(`${bench.server.url}/v1/version`)
    await response.body!.cancel()
    expect((await bench.send('GET', '/v1/version')).status).toBe(200)
  })

  it('is slow, and works after the wait', async () => {
    const bench = await startQumulo()
    bench.server.control.next({ do: 'slow', delayMs: 5 })
    expect((await bench.send('GET', '/v1/version')).status).toBe(200)
  })
})

describe('rules', () => {
  it('matches by method, exact path, prefix, query and expression', async () => {
    const bench = await startQumulo()
    const { control } = bench.server
    const status = async (path: string): Promise<number> => (await bench.send('GET', path)).status
    control.next({ do: 'status', status: 595, method: 'delete' })
    expect(await status('/v1/version')).toBe(200)
    expect((await bench.send('DELETE', '/v1/version')).status).toBe(595)
    control.next({ do: 'status', status: 599, path: TOKENS })
    expect(await status('/v1/version')).toBe(200)
    expect(await status(`${TOKENS}?limit=1`)).toBe(599)
    control.next({ do: 'status', status: 598, path: '/v1/ver*' })
    expect(await status('/v1/version')).toBe(598)
    control.next({ do: 'status', status: 597, path: `${TOKENS}?limit=2` })
    expect(await status(`${TOKENS}?limit=1`)).toBe(200)
    expect(await status(`${TOKENS}?limit=2`)).toBe(597)
    control.next({ do: 'status', status: 596, path: /after=|\/node\//g, times: 2 })
    expect(await status('/v1/node/state')).toBe(596)
    expect(await status('/v1/node/state')).toBe(596)
    expect(await status('/v1/node/state')).toBe(200)
  })

  it('uses the oldest first, for ever when asked to, until cleared', async () => {
    const bench = await startQumulo()
    const { control } = bench.server
    const status = async (): Promise<number> => (await bench.send('GET', '/v1/version')).status
    control.next({ do: 'status', status: 501 })
    control.next({ do: 'status', status: 502, times: Number.POSITIVE_INFINITY })
    expect([await status(), await status(), await status()]).toEqual([501, 502, 502])
    control.clear()
    expect(await status()).toBe(200)
  })

  it('refuses rules that make no sense', async () => {
    const { server } = await startQumulo()
    expect(() => server.control.next({ do: 'explode' as 'hang' })).toThrow(TypeError)
    expect(() => server.control.next({ do: 'hang', times: 0 })).toThrow(RangeError)
    expect(() => server.control.next({ do: 'hang', times: Number.NaN })).toThrow(RangeError)
  })
})

describe('what was sent', () => {
  it('is recorded in order with everything in it', async () => {
    const bench = await startQumulo()
    await bench.send('GET', '/v1/version?a=%41', { headers: { 'X-Thing': 'One' } })
    await bench.send('POST', TOKENS, { json: { user: { auth_id: 'ž' } } })
    const [first, second] = bench.server.requests()
    expect(first).toMatchObject({ method: 'GET', path: '/v1/version?a=%41', body: '', status: 200 })
    expect(first!.headers).toMatchObject({ 'x-thing': 'One', authorization: `Bearer ${bench.server.secret}` })
    expect(second).toMatchObject({ method: 'POST', body: '{"user":{"auth_id":"ž"}}', status: 404 })
  })

  it('is cut to the last ones', async () => {
    const answer = { status: 200, headers: {}, body: '' }
    const listener = await startListener({
      host: '127.0.0.1',
      now: () => 0,
      handle: () => answer,
      failure: () => answer,
      rules: createRuleQueue(),
      mostRecorded: 3,
    })
    for (let index = 0; index < 5; index += 1) await request(`${listener.url}/${index}`, 'GET')
    expect(listener.requests().map(({ path }) => path)).toEqual(['/2', '/3', '/4'])
    await listener.close()
  })

  it('is seen only when it comes after the question', async () => {
    const bench = await startQumulo()
    await bench.send('GET', '/v1/version')
    let told = false
    const seen = bench.server.control.seen({ path: '/v1/version' }).then(() => {
      told = true
    })
    await bench.send('GET', '/v1/node/state')
    expect(told).toBe(false)
    await bench.send('GET', '/v1/version')
    await seen
    expect(told).toBe(true)
  })
})

describe('closing', () => {
  it('cuts what hangs or is slow, and lets nobody wait for ever', async () => {
    const bench = await startQumulo()
    bench.server.control.next({ do: 'hang', path: '/v1/version' })
    bench.server.control.next({ do: 'slow', path: '/v1/node/state', delayMs: 3_600_000 })
    const seen = [
      bench.server.control.seen({ path: '/v1/version' }),
      bench.server.control.seen({ path: '/v1/node/state' }),
    ]
    const hanging = begin(bench, 'GET', '/v1/version')
    const slow = begin(bench, 'GET', '/v1/node/state')
    await Promise.all(seen)
    const waiting = bench.server.control.seen({ path: '/never' })
    await bench.practice.close()
    await expect(hanging.reply).rejects.toThrow()
    await expect(slow.reply).rejects.toThrow()
    await expect(waiting).rejects.toThrow('closed')
    await expect(bench.send('GET', '/v1/version')).rejects.toThrow()
    await expect(fetch(bench.server.controlUrl)).rejects.toThrow()
    await bench.practice.close()
  })

  it('refuses unknown kinds and leaves nothing behind', async () => {
    await expect(startBoth({ kinds: ['qumulo', 'teapot'] })).rejects.toThrow('teapot')
  })

  it('refuses a body of more than a megabyte by cutting the connection', async () => {
    const bench = await startQumulo()
    await expect(request(bench.server.url, 'POST', { body: 'x'.repeat(2_000_000) })).rejects.toThrow()
  })
})

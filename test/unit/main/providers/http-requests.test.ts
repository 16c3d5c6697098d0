import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createHttpClient } from '../../../../src/main/providers/http.ts'
import { pathOf } from '../../../../src/main/providers/path.ts'
import { change, get, schema, secret } from './calls.ts'
import { type Answer, client, failure, json, printed, startStub } from './stub-server.ts'

describe('a request', () => {
  test('is sent exactly as asked, below the path of the base URL', async () => {
    const stub = await startStub((_request, response) => json(response, 200, { name: 'one', other: 1 }))
    const answer = await get(client(`${stub.url}/prefix`))
    expect(answer.body).toEqual({ name: 'one' })
    expect(stub.requests).toHaveLength(1)
    expect(stub.requests[0]?.path).toBe('/prefix/things/a%7Cb?user=auth_id%3A1&secretive=x%20y')
    expect(stub.requests[0]?.headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'identity',
      authorization: `Token ${secret}`,
      'user-agent': 'Latchkey/test',
    })
    expect(stub.requests[0]?.headers['content-type']).toBeUndefined()
  })

  test('carries JSON as UTF-8', async () => {
    const stub = await startStub((_request, response) => json(response, 201, { name: 'one' }))
    const answer = await change(client(stub.url))
    expect(answer.status).toBe(201)
    expect(stub.requests[0]).toMatchObject({ method: 'POST', body: '{"name":"ä"}' })
    expect(stub.requests[0]?.headers['content-type']).toBe('application/json')
  })

  test('tells the clock of the server', async () => {
    const date = 'Tue, 04 Mar 2025 07:00:11 GMT'
    const stub = await startStub((_request, response) => json(response, 200, { name: 'one' }, { date }))
    expect((await get(client(stub.url))).dateMs).toBe(Date.parse(date))
  })

  test('accepts an empty body where none is expected', async () => {
    const stub = await startStub((_request, response) => response.writeHead(200).end())
    const http = client(stub.url)
    const explain = () => ({ code: 'internal', message: 'no' }) as const
    const answer = await http.requestJson({ method: 'DELETE', path: pathOf`/x`, schema: 'none', explain })
    expect(answer.body).toBeNull()
  })

  test('to another computer needs https', () => {
    for (const baseUrl of [
      'http://server.example',
      'http://127.0.0.1.example',
      'http://192.0.2.1:8000',
      'ftp://localhost',
    ]) {
      const create = () => createHttpClient({ baseUrl, trust: { mode: 'system' }, userAgent: 'x' })
      expect(create).toThrowError(expect.objectContaining({ code: 'untrusted', outcome: 'not-sent' }))
    }
    for (const baseUrl of ['http://localhost:1', 'http://127.9.9.9:1', 'http://[::1]:1']) {
      expect(createHttpClient({ baseUrl, trust: { mode: 'system' }, userAgent: 'x' }).security).toBe('plain')
    }
  })
})

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])(
    'with %i is never followed, and names only the origin',
    async (status) => {
      const elsewhere = await startStub((_request, response) => json(response, 200, { name: 'trap' }))
      const location = `${elsewhere.url.replace('//', '//user:pass@')}/deep?token=abc`
      const stub = await startStub((_request, response) =>
        response.writeHead(status, { location }).end('x'.repeat(100)),
      )
      // After these, what was to be changed may be changed.
      const afterChange = status <= 303 ? 'unknown' : 'refused'
      for (const [call, outcome] of [[get, 'refused'] as const, [change, afterChange] as const]) {
        const error = await failure(call(client(stub.url)))
        expect(error).toMatchObject({ code: 'redirected', outcome })
        expect(error.message).toContain(elsewhere.url)
        expect(error.message).not.toMatch(/deep|abc|pass/)
      }
      expect(elsewhere.requests).toHaveLength(0)
      expect(stub.requests).toHaveLength(2)
    },
  )

  test('without a usable place says so', async () => {
    const locations = [undefined, 'javascript:alert(1)', 'http://[']
    const stub = await startStub((_request, response) => {
      const location = locations[stub.requests.length - 1]
      response.writeHead(302, location === undefined ? {} : { location }).end()
    })
    for (const _location of locations) {
      expect((await failure(get(client(stub.url)))).message).toContain('without saying where')
    }
  })
})

describe('a refusal', () => {
  test.each([
    [400, 'refused'],
    [401, 'refused'],
    [404, 'refused'],
    [429, 'refused'],
    [500, 'unknown'],
    [503, 'unknown'],
  ] as const)('with %i is explained, its outcome is %s', async (status, outcome) => {
    const stub = await startStub((_request, response) =>
      json(response, status, { message: `echo ${secret}` }),
    )
    const error = await failure(change(client(stub.url)))
    expect(error).toMatchObject({ code: 'rejected', message: `explained ${status}`, outcome })
    expect(printed(error)).not.toContain(secret)
  })

  test('may have any body', async () => {
    const seen: unknown[] = []
    const bodies: Answer[] = [
      (_r, response) => response.writeHead(409).end(),
      (_r, response) => response.writeHead(409, { 'content-type': 'text/plain' }).end('no JSON'),
      (_r, response) => response.writeHead(409).end(Buffer.from([0xff, 0xfe])),
      (_r, response) => response.writeHead(409, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')),
      (_r, response) => response.writeHead(409).end('x'.repeat(100_000)),
      (_r, response) => response.writeHead(409, { 'content-type': 'text/plain' }).end('{"a":1}'),
    ]
    const stub = await startStub((request, response) => bodies[stub.requests.length - 1]?.(request, response))
    const http = client(stub.url)
    for (const _answer of bodies) {
      await failure(
        http.requestJson({
          method: 'GET',
          path: pathOf`/x`,
          schema,
          explain: (refusal) => {
            seen.push([refusal.body, refusal.text])
            return { code: 'conflict', message: 'it is so' }
          },
        }),
      )
    }
    expect(seen).toEqual([
      [undefined, ''],
      [undefined, 'no JSON'],
      [undefined, ''],
      [undefined, ''],
      [undefined, ''],
      [{ a: 1 }, '{"a":1}'],
    ])
  })

  test('that is a web page for 404 means that this is no API', async () => {
    const stub = await startStub((_request, response) => {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' }).end('<html>nothing here</html>')
    })
    expect(await failure(get(client(stub.url)))).toMatchObject({ code: 'not-an-api', outcome: 'refused' })
  })
})

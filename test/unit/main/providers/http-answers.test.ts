import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { body, change, get, listenSilently, raw, secret } from './calls.ts'
import { type Answer, client, failure, json, printed, type Recorded, startStub } from './stub-server.ts'

describe('an unusable answer', () => {
  const deep = `${'['.repeat(100)}${']'.repeat(100)}`
  test.each<[string, Answer, string]>([
    ['a web page', body('<!DOCTYPE html><p>Sign in</p>', 'text/html'), 'not-an-api'],
    ['a web page without a type', (_r, response) => response.end('\n<html><p>hi'), 'not-an-api'],
    ['text', body('hello', 'text/plain'), 'bad-response'],
    ['JSON without a type', (_r, response) => response.end('{"name":"one"}'), 'bad-response'],
    [
      'JSON in another character set',
      body('{"name":"one"}', 'application/json; charset=iso-8859-1'),
      'bad-response',
    ],
    ['invalid JSON', body('{"name":'), 'bad-response'],
    ['invalid UTF-8', body(Buffer.from([0x22, 0xff, 0x22])), 'bad-response'],
    ['nothing', body(''), 'bad-response'],
    ['another form', body('{"name":1}'), 'bad-response'],
    ['a text that is too long', body(`{"name":"${'x'.repeat(21)}"}`), 'bad-response'],
    ['deep nesting', body(deep), 'bad-response'],
    ['a million values', body(`[${'1,'.repeat(1_000_000)}1]`), 'bad-response'],
    [
      'compression that nobody asked for',
      (_r, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        response.end(gzipSync('{"name":"one"}'))
      },
      'bad-response',
    ],
    ['a head that is too large', raw(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`), 'bad-response'],
    ['another protocol', raw('SSH-2.0-OpenSSH_9.2\r\n'), 'not-an-api'],
    [
      'another type in front of the right one',
      (_r, response) => {
        response.writeHead(200, ['content-type', 'text/plain', 'content-type', 'application/json'])
        response.end('{"name":"one"}')
      },
      'bad-response',
    ],
    ['less than announced', raw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{'), 'unreachable'],
  ])('%s', async (_name, answer, code) => {
    const stub = await startStub(answer)
    const error = await failure(change(client(stub.url)))
    expect(error).toMatchObject({ code, outcome: 'unknown' })
    expect(error.message).toContain(`127.0.0.1:${stub.port}`)
    expect(printed(error)).not.toContain(secret)
    expect(stub.requests).toHaveLength(1)
  })

  test.each(['application/json', 'Application/JSON;charset="UTF-8"', 'application/problem+json'])(
    'is not one of type %s',
    async (type) => {
      const stub = await startStub(body('{"name":"one","__proto__":{"name":"evil","admin":true}}', type))
      const answer = await get(client(stub.url))
      expect(answer.body).toEqual({ name: 'one' })
      expect(Reflect.get(answer.body, 'admin')).toBeUndefined()
    },
  )

  test('is cut off at the limit when it never ends', async () => {
    const stub = await startStub((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const write = (): void => {
        while (!response.destroyed && response.write('a'.repeat(65_536)));
      }
      response.on('drain', write)
      write()
    })
    const error = await failure(change(client(stub.url, { limits: { maxBytes: 1_000_000 } })))
    expect(error).toMatchObject({ code: 'bad-response', outcome: 'unknown' })
  })
})

describe('time', () => {
  test('ends an answer that drips', async () => {
    const stub = await startStub((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    })
    const error = await failure(change(client(stub.url, { limits: { totalMs: 300, bodyMs: 100_000 } })))
    expect(error).toMatchObject({ code: 'unreachable', outcome: 'unknown' })
  })

  test('ends a wait for the head of an answer', async () => {
    const stub = await startStub(() => undefined)
    const error = await failure(get(client(stub.url), { totalMs: 200 }))
    expect(error).toMatchObject({ code: 'unreachable' })
    // A deadline is no reason to ask again.
    expect(stub.requests).toHaveLength(1)
  })

  test('runs out before a handshake is done: then nothing was sent', async () => {
    const silent = await listenSilently()
    const error = await failure(change(client(`https://127.0.0.1:${silent}`), 'POST', { totalMs: 200 }))
    expect(error).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
  })

  test('runs out while waiting for a free connection: then nothing was sent', async () => {
    let held: ServerResponse | undefined
    const stub = await startStub((request, response) => {
      if (request.method === 'GET') held = response
      else json(response, 200, { name: 'one' })
    })
    const http = client(stub.url, { limits: { connections: 1 } })
    const first = get(http)
    const error = await failure(change(http, 'POST', { totalMs: 100 }))
    expect(error).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
    if (held !== undefined) json(held, 200, { name: 'one' })
    await first
    expect((await change(http, 'PATCH')).body).toEqual({ name: 'one' })
    expect(stub.requests.map((request) => request.method)).toEqual(['GET', 'PATCH'])
  })
})

describe('a caller that gives up', () => {
  test('before the request sends nothing', async () => {
    const stub = await startStub((_request, response) => json(response, 200, { name: 'one' }))
    const error = await failure(change(client(stub.url), 'POST', { signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'cancelled', outcome: 'not-sent' })
    expect(stub.requests).toHaveLength(0)
  })

  test('during the request does not know whether it was done', async () => {
    const controller = new AbortController()
    const stub = await startStub(() => controller.abort())
    const error = await failure(change(client(stub.url), 'POST', { signal: controller.signal }))
    expect(error).toMatchObject({ code: 'cancelled', outcome: 'unknown' })
    expect(printed(error)).not.toContain(secret)
  })

  test('by closing the client', async () => {
    const stub = await startStub(() => void http.close())
    const http = client(stub.url)
    expect(await failure(get(http))).toMatchObject({ code: 'cancelled' })
    expect(await failure(get(http))).toMatchObject({ code: 'cancelled', outcome: 'not-sent' })
  })
})

describe('a broken connection', () => {
  const reset: Answer = (_request, response) => response.socket?.resetAndDestroy()
  const fin: Answer = (_request, response) => response.socket?.end()

  test.each([
    ['reset', reset],
    ['ended', fin],
  ])('%s before the answer: a GET is repeated once', async (_name, breakIt) => {
    const stub = await startStub((request, response) => {
      if (stub.requests.length === 1) breakIt(request, response)
      else json(response, 200, { name: 'one' })
    })
    expect((await get(client(stub.url))).body).toEqual({ name: 'one' })
    expect(stub.requests).toHaveLength(2)
  })

  test('a GET is repeated no more than once', async () => {
    const stub = await startStub(reset)
    expect(await failure(get(client(stub.url)))).toMatchObject({ code: 'unreachable', outcome: 'unknown' })
    expect(stub.requests).toHaveLength(2)
  })

  test.each(['POST', 'PATCH', 'DELETE'] as const)('%s is never repeated', async (method) => {
    for (const breakIt of [reset, fin]) {
      const stub = await startStub(breakIt)
      const error = await failure(change(client(stub.url), method))
      expect(error).toMatchObject({ code: 'unreachable', outcome: 'unknown' })
      expect(stub.requests).toHaveLength(1)
    }
  })

  test('after the head of the answer: a GET is not repeated', async () => {
    const stub = await startStub((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '50' })
      response.write('{', () => response.socket?.resetAndDestroy())
    })
    expect(await failure(get(client(stub.url)))).toMatchObject({ code: 'unreachable' })
    expect(stub.requests).toHaveLength(1)
  })

  test('nothing listens: nothing was sent', async () => {
    const stub = await startStub(() => undefined)
    await stub.close()
    const error = await failure(change(client(stub.url)))
    expect(error).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
    expect(error.message).toContain('port')
    expect(printed(error)).not.toContain(secret)
  })

  test('there is no such host: nothing was sent', async () => {
    const error = await failure(change(client('https://host.invalid')))
    expect(error).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
    expect(error.message).toContain('host.invalid')
  })
})

test('what is sent to the client never reaches the message of an error', async () => {
  const answers: Answer[] = [
    (_r, response) => json(response, 200, { name: [secret] }),
    (_r, response) =>
      response.writeHead(307, { location: `https://${'e'.repeat(20)}.example/${secret}` }).end(),
    (_r, response) => body(`<html>${secret}`, 'text/html')(recorded, response),
    (_r, response) => response.socket?.end(`HTTP/1.1 200 ${secret}\r\n${secret}`),
  ]
  const recorded: Recorded = { method: '', path: '', headers: {}, body: '' }
  const stub = await startStub((request, response) => answers[stub.requests.length - 1]?.(request, response))
  for (const _answer of answers) {
    const error = await failure(change(client(stub.url)))
    expect(printed(error)).not.toContain(secret)
  }
})

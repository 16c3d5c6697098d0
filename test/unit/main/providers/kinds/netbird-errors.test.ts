import { describe, expect, test } from 'vitest'
import { failure, json, printed, startStub } from '../stub-server.ts'
import { open, self } from './netbird-fixtures.ts'

describe('errors', () => {
  test.each<[number, string, string, object]>([
    [400, "couldn't parse JSON request", 'bad-response', {}],
    [400, 'something else', 'invalid-input', {}],
    [401, 'no valid authentication provided', 'rejected', {}],
    [401, 'token invalid', 'rejected', {}],
    [401, 'token expired', 'rejected', {}],
    [404, 'invalid token: pat: c2VjcmV0aGFzaA== not found', 'rejected', {}],
    [403, 'permission denied', 'forbidden', {}],
    [403, 'admin role required to perform this action', 'forbidden', {}],
    [403, 'user is blocked', 'forbidden', {}],
    [403, 'user is pending approval', 'forbidden', {}],
    [403, 'failed to validate user permissions: unknown role', 'forbidden', {}],
    [404, 'user: u9 not found', 'not-found', {}],
    [404, 'pat: t9 not found', 'not-found', {}],
    [404, 'page not found', 'not-an-api', {}],
    [409, 'already exists', 'conflict', {}],
    [412, 'setup already done', 'conflict', {}],
    [422, "token name can't be empty", 'invalid-input', { field: 'name' }],
    [422, 'expiration has to be between 1 and 365', 'invalid-input', { field: 'expires_in' }],
    [422, 'something else', 'invalid-input', {}],
    [429, 'too many requests', 'rate-limited', {}],
    [429, 'rate limit exceeded, please try again later', 'rate-limited', {}],
    [500, 'internal server error', 'bad-response', {}],
    [502, 'bad gateway', 'bad-response', {}],
    [418, 'teapot', 'bad-response', {}],
  ])('%i “%s” is %s', async (status, message, code, more) => {
    const stub = await startStub((_request, response) => json(response, status, { message, code: status }))
    const session = open(stub)
    const calls = [
      session.createToken?.(self, { name: 'n', expires_in: '1' }) ?? Promise.resolve(),
      session.deleteToken(self, 't9'),
      session.getToken(self, 't9'),
      session.listOwnerTokens(self),
    ]
    for (const error of await Promise.all(calls.map(failure))) {
      expect(error).toMatchObject({ code, outcome: status < 500 ? 'refused' : 'unknown' })
      expect(error.toData()).toMatchObject(more)
      expect(error.message).toContain(`127.0.0.1:${stub.port}`)
      expect(error.message).toMatch(/\.$/)
      expect(printed(error)).not.toMatch(/nbp_|c2VjcmV0aGFzaA/)
    }
  })

  test('each reason of 403 has its own sentence', async () => {
    const messages = [
      'permission denied',
      'admin role required to perform this action',
      'user is blocked',
      'user is pending approval',
      'failed to validate user permissions: x',
    ]
    const stub = await startStub((_request, response) =>
      json(response, 403, { message: messages[stub.requests.length - 1], code: 403 }),
    )
    const session = open(stub)
    const sentences = new Set<string>()
    for (const _message of messages) sentences.add((await failure(session.listOwnerTokens(self))).message)
    expect(sentences.size).toBe(messages.length)
  })

  test('an error without a readable body still has a code', async () => {
    const bodies: [number, string, string][] = [
      [401, '', 'rejected'],
      [403, '<html>', 'forbidden'],
      [404, '404 page not found', 'not-an-api'],
      [429, 'x', 'rate-limited'],
      [500, '', 'bad-response'],
    ]
    const stub = await startStub((_request, response) => {
      const [status, text] = bodies[stub.requests.length - 1] ?? [599, '']
      response.writeHead(status, { 'content-type': 'text/plain', 'retry-after': '3' }).end(text)
    })
    const session = open(stub)
    for (const [status, , code] of bodies) {
      const error = await failure(session.deleteToken(self, 't1'))
      expect(error.code).toBe(code)
      if (status === 429) expect(error.toData().retryAfterMs).toBe(3_000)
    }
  })
})

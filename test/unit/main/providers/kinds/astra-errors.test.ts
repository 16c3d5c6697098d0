import { describe, expect, test } from 'vitest'
import { failure, json, printed, startStub } from '../stub-server.ts'
import { apiToken, jane, open, problem, refuse, tokenId } from './astra-fixtures.ts'

const support = '0f7c3a52-5f0e-4d0c-8c0e-2a64c6b1f6d1'

describe('the catalogue of problems', () => {
  test.each<[number, number, string, string?]>([
    [1, 404, 'not-found'],
    [2, 404, 'not-found'],
    [3, 401, 'rejected'],
    [4, 401, 'rejected'],
    [5, 400, 'bad-response'],
    [6, 400, 'bad-response'],
    [7, 400, 'bad-response'],
    [8, 400, 'invalid-input'],
    [9, 400, 'invalid-input'],
    [10, 409, 'conflict'],
    [11, 403, 'forbidden'],
    [12, 400, 'bad-response'],
    [13, 404, 'not-found'],
    [14, 403, 'forbidden'],
    [18, 404, 'invalid-input', 'account_id'],
    [24, 503, 'bad-response'],
    [30, 404, 'unsupported'],
    [32, 406, 'bad-response'],
    [33, 400, 'invalid-input', 'account_id'],
    [34, 500, 'bad-response'],
    [35, 400, 'invalid-input'],
    [38, 412, 'conflict'],
    [40, 502, 'bad-response'],
    [41, 503, 'bad-response'],
    [68, 400, 'invalid-input'],
    [69, 405, 'bad-response'],
    [85, 413, 'invalid-input'],
    [166, 401, 'rejected'],
    // Not known here: the status tells, and nothing that is missing counts as a token that is gone.
    [177, 404, 'bad-response'],
    [99, 400, 'invalid-input'],
    [98, 403, 'forbidden'],
    [97, 409, 'conflict'],
    [96, 500, 'bad-response'],
  ])('problem %i (%i) is %s', async (number, status, code, field) => {
    const stub = await startStub((_request, response) =>
      refuse(response, number, status, { correlationID: support }),
    )
    const session = open(stub)
    const calls = [
      session.createToken?.(jane, { name: 'n' }) ?? Promise.resolve(),
      session.deleteToken(jane, tokenId),
      session.getToken(jane, tokenId),
      session.listOwnerTokens(jane),
      session.list(),
    ]
    for (const error of await Promise.all(calls.map(failure))) {
      // The users of an account that is not there are the account's fault.
      const isAccount = (number === 1 || number === 2) && error.field === 'account_id'
      expect(error.code).toBe(isAccount ? 'invalid-input' : code)
      if (!isAccount) expect(error.field).toBe(field)
      expect(error.outcome).toBe(status < 500 ? 'refused' : 'unknown')
      expect(error.message).toContain(`127.0.0.1:${stub.port} `)
      expect(error.message).toMatch(/\.$/)
      expect(error.message.includes(support)).toBe(code === 'bad-response')
      expect(printed(error)).not.toContain(apiToken)
      expect(printed(error)).not.toContain('nobody is to see')
    }
  })

  test.each<[string, number, string]>([
    ['name', 9, 'name'],
    ['metadata.labels', 9, 'labels'],
    ['/metadata/labels/0/name', 9, 'labels'],
    ['name', 10, 'name'],
  ])('a fault of %s in problem %i is told at the field', async (name, number, field) => {
    const stub = await startStub((_request, response) =>
      refuse(response, number, 400, {
        invalidFields: [
          { name: 'other', reason: 'x' },
          { name, reason: 'y' },
        ],
      }),
    )
    expect((await failure(open(stub).createToken?.(jane, { name: 'n' }) ?? Promise.resolve())).field).toBe(
      field,
    )
  })

  test('of several problems the first known one is told', async () => {
    const details = [
      'text',
      problem(999, 400),
      problem(9, 400, { invalidFields: [{ name: 'labels', reason: '' }] }),
    ]
    const stub = await startStub((_request, response) =>
      refuse(response, 68, 400, { problemDetails: details }),
    )
    const error = await failure(open(stub).createToken?.(jane, { name: 'n' }) ?? Promise.resolve())
    expect(error.toData()).toMatchObject({ code: 'invalid-input', field: 'labels' })
  })

  test('an error that names the header of the account is about the account', async () => {
    const stub = await startStub((_request, response) =>
      refuse(response, 12, 400, { invalidParams: [{ name: 'x-pcloud-accountid', reason: 'x' }] }),
    )
    expect((await failure(open(stub).list())).field).toBe('account_id')
  })

  test('only a number of the vendor’s form is told for its support', async () => {
    for (const correlationID of [apiToken, 'call 0800 and tell your token', `${support}x`]) {
      const stub = await startStub((_request, response) => refuse(response, 34, 500, { correlationID }))
      expect((await failure(open(stub).listOwnerTokens(jane))).message).not.toContain('support')
    }
  })

  test('the number counts, also from another host', async () => {
    const stub = await startStub((_request, response) =>
      refuse(response, 0, 403, { type: 'https://acc.example.org/problems/14' }),
    )
    expect((await failure(open(stub).listOwnerTokens(jane))).message).toContain('not enabled')
  })
})

describe('a refusal that is not of Astra Control', () => {
  test.each<[number, string, string]>([
    [400, '', 'invalid-input'],
    [401, '{}', 'rejected'],
    [403, '<html>', 'forbidden'],
    [404, '404 page not found', 'not-an-api'],
    [405, '{"type":7}', 'not-an-api'],
    [409, '{}', 'conflict'],
    [412, '{}', 'conflict'],
    [413, '{}', 'invalid-input'],
    [429, 'x', 'rate-limited'],
    [503, 'x', 'bad-response'],
    [500, '', 'bad-response'],
    [418, 'teapot', 'bad-response'],
  ])('%i “%s” is %s', async (status, text, code) => {
    const stub = await startStub((_request, response) => {
      response.writeHead(status, { 'content-type': 'text/plain', 'retry-after': '3' }).end(text)
    })
    const error = await failure(open(stub).deleteToken(jane, tokenId))
    expect(error.code).toBe(code)
    expect(error.toData().retryAfterMs).toBe(status === 429 || status === 503 ? 3_000 : undefined)
  })

  test('a token that something else does not find is not gone', async () => {
    const stub = await startStub((_request, response) => json(response, 404, { message: 'not found' }))
    expect((await failure(open(stub).getToken(jane, tokenId))).code).toBe('not-an-api')
  })
})

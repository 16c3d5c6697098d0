import { describe, expect, test } from 'vitest'
import { astra } from '../../../../../src/main/providers/kinds/astra.ts'
import type { RemoteToken } from '../../../../../src/main/providers/provider.ts'
import { failure, json, printed, startStub, table } from '../stub-server.ts'
import {
  account,
  apiToken,
  asked,
  base,
  bodyOf,
  bytes,
  documentedToken,
  expectedToken,
  group,
  jane,
  listQuery,
  open,
  page,
  problem,
  refuse,
  text,
  token,
  tokenId,
  tokensPath,
} from './astra-fixtures.ts'

const place = `${tokensPath}/${tokenId}`

describe('the fields of a server', () => {
  const parse = (fields: Record<string, string>) => astra.parse({ url: 'https://acc.example.org/', fields })

  test.each([
    ['4', account],
    ['5', tokenId],
    ['nil', '00000000-0000-0000-0000-000000000000'],
  ])('take a UUID of version %s', (_version, id) => {
    expect(parse({ account_id: ` ${id.toUpperCase()} ` }).fields).toEqual({ account_id: id })
  })

  test.each(['', '1', 'not-a-uuid', '0b3c9a52-5f0e-1d0c-8c0e-2a64c6b1f6d1', `${account}0`])(
    'refuse the account id %j',
    (id) => {
      expect(() => parse({ account_id: id })).toThrowError(
        expect.objectContaining({ code: 'invalid-input', field: 'account_id' }),
      )
    },
  )

  test('refuse a group id that is none', () => {
    expect(() => parse({ account_id: account, group_id: '../users' })).toThrowError(
      expect.objectContaining({ code: 'invalid-input', field: 'group_id' }),
    )
  })
})

describe('reading tokens', () => {
  test('one token is as the documentation shows it', async () => {
    const stub = await startStub(table({ [`GET ${place}`]: [200, documentedToken] }))
    expect(await open(stub).getToken(jane, tokenId)).toEqual(expectedToken)
    const { authorization, accept } = stub.requests[0]?.headers ?? {}
    expect(authorization).toBe(`Bearer ${apiToken}`)
    expect(accept).toBe('application/astra-token+json, application/problem+json')
  })

  test('through a group they are reached under the group', async () => {
    const path = `${base}/groups/${group}/users/${jane}/tokens`
    const stub = await startStub(
      table({
        [`GET ${path}${listQuery}`]: [200, page([documentedToken])],
        [`GET ${path}/${tokenId}`]: [200, documentedToken],
        [`DELETE ${path}/${tokenId}`]: [204, undefined],
      }),
    )
    const session = open(stub, { groupId: group })
    expect(await session.listOwnerTokens(jane)).toEqual([expectedToken])
    expect(await session.getToken(jane, tokenId)).toEqual(expectedToken)
    await session.deleteToken(jane, tokenId)
  })

  test('all pages are read, in the order of names, and no token twice', async () => {
    const rest = '&continue=Mg%3D%3D'
    const stub = await startStub(
      table({
        [`GET ${tokensPath}${listQuery}`]: [200, page([token('a'), token('b')], 'Mg==')],
        [`GET ${tokensPath}${listQuery}${rest}`]: [200, page([token('b'), token('c')])],
      }),
    )
    const tokens = await open(stub).listOwnerTokens(jane)
    expect(tokens.map((one) => one.remoteId)).toEqual(['a', 'b', 'c'])
  })

  test('pages that hold more than any account has are given up', async () => {
    const padding = 'x'.repeat(7 * 1024 * 1024)
    const stub = await startStub((_request, response) => {
      const count = stub.requests.length
      json(response, 200, page([token(String(count), { padding })], count < 14 ? `k${count}` : undefined))
    })
    const error = await failure(open(stub, { totalMs: 20_000 }).listOwnerTokens(jane))
    expect(error).toMatchObject({ code: 'bad-response', message: expect.stringContaining('64 MiB') })
    expect(stub.requests).toHaveLength(10)
  })

  test.each([
    ['the same place', () => 'Mg=='],
    ['two places in turn', (count: number) => (count % 2 === 0 ? 'Mg==' : 'NA==')],
  ])('a list that leads to %s again is given up', async (_name, next) => {
    const stub = await startStub((_request, response) => {
      json(response, 200, page([token('a')], next(stub.requests.length)))
    })
    expect(await failure(open(stub).listOwnerTokens(jane))).toMatchObject({ code: 'bad-response' })
    expect(stub.requests.length).toBeLessThan(5)
  })

  test('items in the positions of an “include” that was not sent are not guessed at', async () => {
    const stub = await startStub((_request, response) => json(response, 200, page([[tokenId, 'ci']])))
    expect(await failure(open(stub).listOwnerTokens(jane))).toMatchObject({ code: 'bad-response' })
    expect(asked(stub).join()).not.toContain('include')
  })

  test('what nobody knows yet survives in the details, and the secret never', async () => {
    const future = {
      ...documentedToken,
      version: '2.7',
      scope: ['later', { than: 24 }],
      token: 'c2hvdWxkLW5vdC1iZS1oZXJl',
      metadata: { ...documentedToken.metadata, modifiedBy: null, extra: 'ä' },
    }
    const stub = await startStub((_request, response) => json(response, 200, future))
    const found = await open(stub).getToken(jane, tokenId)
    const { token: _secret, ...record } = future
    expect(found).toEqual({ ...expectedToken, details: record })
  })

  test.each([
    ['no metadata', { metadata: null }],
    ['empty metadata', { metadata: {} }],
  ])('%s is no metadata', async (_name, more) => {
    const stub = await startStub((_request, response) => json(response, 200, { ...documentedToken, ...more }))
    expect(await open(stub).getToken(jane, tokenId)).toMatchObject({
      creator: null,
      createdAt: null,
      labels: [],
    })
  })
})

describe('creating', () => {
  const created = { ...documentedToken, token: 'ZXhhbXBsZS1vbmx5LW5vdC1hLXRva2Vu' }

  test('sends what is documented and nothing more', async () => {
    const stub = await startStub(table({ [`POST ${tokensPath}`]: [201, created] }))
    const { token: made, secret } =
      (await open(stub).createToken?.(jane, {
        name: 'nightly-backup',
        labels: '[{"name":"team","value":"storage"}]',
      })) ?? expect.fail()
    expect(made).toEqual(expectedToken)
    expect(text(secret)).toBe(created.token)
    expect(JSON.stringify(made)).not.toContain(created.token)
    expect(bodyOf(stub.requests[0])).toEqual({
      type: 'application/astra-token',
      version: '1.0',
      name: 'nightly-backup',
      metadata: { labels: [{ name: 'team', value: 'storage' }] },
    })
    expect(stub.requests[0]?.headers).toMatchObject({
      'content-type': 'application/astra-token+json',
      accept: 'application/astra-token+json, application/problem+json',
    })
  })

  test('without labels sends no metadata', async () => {
    const stub = await startStub(table({ [`POST ${tokensPath}`]: [201, created] }))
    await open(stub).createToken?.(jane, { name: 'n', labels: '' })
    expect(bodyOf(stub.requests[0])).toEqual({ type: 'application/astra-token', version: '1.0', name: 'n' })
  })

  test('an answer of unexpected form does not cost the secret', async () => {
    const odd = {
      id: tokenId,
      token: created.token,
      name: 7,
      metadata: { labels: 'x', creationTimestamp: 'soon' },
    }
    const stub = await startStub(table({ [`POST ${tokensPath}`]: [201, odd] }))
    const made = await open(stub).createToken?.(jane, { name: 'n' })
    expect(made?.token).toMatchObject({ remoteId: tokenId, name: 'n', createdAt: null, labels: [] })
    expect(text(made?.secret ?? bytes(''))).toBe(created.token)
  })

  test.each([
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(64) }],
    ['labels', { name: 'n', labels: '{}' }],
    ['labels', { name: 'n', labels: '[{"name":"a","value":1}]' }],
    ['labels', { name: 'n', labels: '[{"name":"a","value":"1"},{"value":"1","name":"a"}]' }],
    ['expires', { name: 'n', expires: '1' }],
  ])('with a wrong %s sends nothing', async (field, fields) => {
    const stub = await startStub((_request, response) => json(response, 599, {}))
    const error = await failure(open(stub).createToken?.(jane, fields as never) ?? Promise.resolve())
    expect(error.toData()).toMatchObject({ code: 'invalid-input', field })
    expect(error.outcome).toBe('not-sent')
    expect(stub.requests).toEqual([])
  })
})

describe('changing', () => {
  const update = async (fields: Record<string, string>, after: object = documentedToken) => {
    let isChanged = false
    const stub = await startStub(
      table({
        [`GET ${place}`]: (_request, response) => json(response, 200, isChanged ? after : documentedToken),
        [`PUT ${place}`]: (_request, response) => {
          isChanged = true
          response.writeHead(204).end()
        },
      }),
    )
    const changed = await open(stub).updateToken?.(jane, tokenId, fields)
    const put = stub.requests.find((request) => request.method === 'PUT')
    return { changed, sent: put === undefined ? null : bodyOf(put), put, stub }
  }
  const constants = { type: 'application/astra-token', version: '1.0' }

  test('the name keeps the labels, which are not sent', async () => {
    const { changed, sent, put } = await update(
      { name: 'nightly-backup-2' },
      { ...documentedToken, name: 'nightly-backup-2' },
    )
    expect(sent).toEqual({ ...constants, name: 'nightly-backup-2' })
    expect(put?.headers).toMatchObject({ 'content-type': 'application/astra-token+json' })
    expect(changed).toMatchObject({ name: 'nightly-backup-2', labels: expectedToken.labels })
  })

  test('the labels keep the name', async () => {
    const labels = [{ name: 'équipe', value: '' }]
    const metadata = { ...documentedToken.metadata, labels }
    const { changed, sent } = await update(
      { labels: JSON.stringify(labels) },
      { ...documentedToken, metadata },
    )
    expect(sent).toEqual({ ...constants, name: 'nightly-backup', metadata: { labels } })
    expect(changed).toMatchObject({ name: 'nightly-backup', labels })
  })

  test('no labels at all is a change too', async () => {
    expect((await update({ labels: '[]' })).sent).toEqual({
      ...constants,
      name: 'nightly-backup',
      metadata: { labels: [] },
    })
  })

  test('to what it is already sends nothing', async () => {
    const same = { name: 'nightly-backup', labels: '[{"name":"team","value":"storage"}]' }
    const { sent, changed } = await update(same)
    expect(sent).toBeNull()
    expect(changed).toEqual(expectedToken)
  })

  test('nothing is a wrong call', async () => {
    const stub = await startStub((_request, response) => json(response, 599, {}))
    expect(await failure(open(stub).updateToken?.(jane, tokenId, {}) ?? Promise.resolve())).toMatchObject({
      code: 'invalid-input',
      outcome: 'not-sent',
    })
    expect(stub.requests).toEqual([])
  })

  test('that cannot be read first is not sent, and one that cannot be read again says so', async () => {
    const stub = await startStub((request, response) => {
      if (request.method === 'PUT') response.writeHead(204).end()
      else if (stub.requests.length === 2) json(response, 200, documentedToken)
      else refuse(response, 34, 500)
    })
    const session = open(stub)
    const change = () => failure(session.updateToken?.(jane, tokenId, { name: 'x' }) ?? Promise.resolve())
    expect(await change()).toMatchObject({ code: 'bad-response', outcome: 'not-sent' })
    const error = await change()
    expect(error).toMatchObject({ code: 'bad-response', outcome: 'unknown' })
    expect(error.message).toMatch(/^The token was changed, but/)
  })
})

describe('verifying a secret', () => {
  const probe = `GET ${base}/users?limit=1`
  const verify = async (answer: Parameters<typeof table>[0][string]) => {
    const stub = await startStub(table({ [probe]: answer }))
    return open(stub).verifySecret(bytes('b2JzY3VyZS1mYWtl'), { ownerId: jane, remoteId: tokenId })
  }

  test('one that works: nobody can tell whose it is', async () => {
    expect(await verify([200, page([])])).toEqual({
      ok: true,
      owner: null,
      remoteId: null,
      reason: null,
      isCertain: false,
    })
  })

  test('one that may not list users works', async () => {
    expect(await verify([403, problem(11, 403)])).toMatchObject({ ok: true, isCertain: false })
  })

  test.each([
    ['unknown', 4, 401],
    ['refused', 166, 401],
    ['of a user who is not enabled', 14, 403],
  ])('one that is %s does not work', async (_name, number, status) => {
    const found = await verify([status, problem(number, status)])
    expect(found).toMatchObject({ ok: false, owner: null })
    expect(found.reason).toMatch(/\.$/)
  })

  test('one of another account does not work here', async () => {
    const stub = await startStub((request, response) => {
      if (request.headers.authorization === `Bearer ${apiToken}`) json(response, 200, page([]))
      else refuse(response, 18, 404)
    })
    const found = await open(stub).verifySecret(bytes('b2JzY3VyZS1mYWtl'), null)
    expect(found).toMatchObject({ ok: false, reason: 'It is not an API token of this account.' })
  })

  test('an account that is gone says nothing about the secret', async () => {
    const stub = await startStub((_request, response) => refuse(response, 18, 404))
    const error = await failure(open(stub).verifySecret(bytes('b2JzY3VyZS1mYWtl'), null))
    expect(error).toMatchObject({ code: 'invalid-input', field: 'account_id' })
    expect(printed(error)).not.toContain('b2JzY3VyZS1mYWtl')
  })

  test('a refusal that is not of Astra Control says nothing either', async () => {
    const stub = await startStub((_request, response) => json(response, 403, 'a gateway'))
    expect(await failure(open(stub).verifySecret(bytes('eA=='), null))).toMatchObject({ code: 'forbidden' })
  })
})

describe('finding a lost create', () => {
  // What the record holds beside this is of no interest here.
  const found = expectedToken as RemoteToken
  const labels = JSON.stringify(expectedToken.labels)

  test.each<[boolean, Record<string, string>]>([
    [true, { name: 'nightly-backup' }],
    [true, { name: 'nightly-backup', labels }],
    [true, { name: 'nightly-backup', labels: '[]' }],
    [true, { name: 'nightly-backup', labels: 'never checked' }],
    [false, { name: 'other' }],
    [false, { name: 'nightly-backup', labels: '[{"name":"team","value":"other"}]' }],
  ])('%s for %j', (fits, fields) => {
    expect(astra.fitsRequest(fields, found)).toBe(fits)
  })
})

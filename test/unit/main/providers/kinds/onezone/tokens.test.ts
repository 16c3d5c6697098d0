import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Session } from '../../../../../../src/main/providers/provider.ts'
import { failure, printed, type Stub, startStub } from '../../stub-server.ts'
import {
  asked,
  asUser,
  base,
  bytes,
  credential,
  documentedToken,
  marker,
  namedToken,
  ofSubject,
  open,
  other,
  type Routes,
  self,
  text,
  zone,
} from './fixtures.ts'

const tokenId = documentedToken.id

async function start(routes: Routes, options: Parameters<typeof open>[1] = {}) {
  const stub = await startStub(zone({ ...asUser(), ...routes }))
  return { stub, session: open(stub, options) }
}

const last = (stub: Stub) => stub.requests.at(-1)

describe('one token', () => {
  const path = `${base}/tokens/named/${tokenId}`

  test('is read without its secret, whatever else the record repeats', async () => {
    const record = {
      ...documentedToken,
      future: { copy: marker, list: [`x${marker}y`] },
      metadata: { ...documentedToken.metadata, custom: { [marker]: marker } },
    }
    const { session } = await start({ [`GET ${path}`]: [200, record] })
    const token = await session.getToken(self, tokenId)
    expect(JSON.stringify(token)).not.toContain(marker)
    expect(token).toMatchObject({
      remoteId: tokenId,
      owner: { id: self },
      creator: null,
      name: 'backup job',
      createdAt: '2025-03-03T11:06:40Z',
      expiresAt: '2026-01-01T00:00:00Z',
      lastUsedAt: null,
      enabled: true,
      isSpent: false,
      labels: null,
      details: { type: { accessToken: {} }, caveats: documentedToken.caveats, future: {} },
    })
    expect(token.details).not.toHaveProperty('token')
  })

  test('its secret comes only when asked for', async () => {
    const { session } = await start({ [`GET ${path}`]: [200, documentedToken] })
    expect(text(await session.readSecret?.(self, tokenId))).toBe(marker)
    expect(await failure(session.readSecret?.(other, tokenId) ?? Promise.resolve())).toMatchObject({
      code: 'not-found',
    })
  })

  test('a record that cannot be read is not quoted', async () => {
    const { session } = await start({ [`GET ${path}`]: [200, { token: marker, id: 7 }] })
    const refused = await failure(session.getToken(self, tokenId))
    expect(refused.code).toBe('bad-response')
    expect(printed(refused)).not.toContain(marker)
  })

  test('an invitation that was used up is spent', async () => {
    const { session } = await start({
      [`GET ${path}`]: [
        200,
        { ...documentedToken, metadata: { creationTime: 1, usageLimit: 2, usageCount: 2 } },
      ],
      [`GET ${base}/tokens/named/b`]: [
        200,
        namedToken('b', { metadata: { usageLimit: 'infinity', usageCount: 9 } }),
      ],
    })
    expect(await session.getToken(self, tokenId)).toMatchObject({ isSpent: true })
    expect(await session.getToken(self, 'b')).toMatchObject({ isSpent: false, createdAt: null })
  })

  test('of another owner is not this owner’s', async () => {
    const { session } = await start({ [`GET ${path}`]: [200, documentedToken] })
    expect(await failure(session.getToken(other, tokenId))).toMatchObject({ code: 'not-found' })
  })

  test('is renamed, given metadata, revoked and un-revoked', async () => {
    const { stub, session } = await start({
      [`GET ${path}`]: [200, documentedToken],
      [`PATCH ${path}`]: [204, undefined],
    })
    const bodies = () => stub.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body)
    await session.updateToken?.(self, tokenId, { name: 'new name', customMetadata: '{}' })
    await session.setTokenEnabled?.(self, tokenId, false)
    await session.setTokenEnabled?.(self, tokenId, true)
    expect(bodies()).toEqual([
      '{"name":"new name","customMetadata":{}}',
      '{"revoked":true}',
      '{"revoked":false}',
    ])
    for (const fields of [{}, { name: 'x' }, { caveats: '[]' }]) {
      expect(await failure(session.updateToken?.(self, tokenId, fields) ?? Promise.resolve())).toMatchObject({
        code: 'invalid-input',
        outcome: 'not-sent',
      })
    }
    expect(bodies()).toHaveLength(3)
  })

  test('is deleted', async () => {
    const { stub, session } = await start({ [`DELETE ${path}`]: [204, undefined] })
    await session.deleteToken(self, tokenId)
    expect(asked(stub)).toEqual([`DELETE /tokens/named/${tokenId}`])
    expect(await failure(session.deleteToken(self, 'gone'))).toMatchObject({ code: 'not-found' })
  })
})

describe('all of an owner', () => {
  test('named tokens are deleted under the path of that owner', async () => {
    const { stub, session } = await start({
      [`DELETE ${base}/user/tokens/named`]: [204, undefined],
      [`GET ${base}/users/${other}/tokens/named`]: [200, { tokens: [] }],
      [`DELETE ${base}/users/${other}/tokens/named`]: [204, undefined],
    })
    await session.deleteAllTokens?.(other)
    await session.deleteAllTokens?.(self)
    expect(asked(stub).filter((request) => request.startsWith('DELETE'))).toEqual([
      `DELETE /users/${other}/tokens/named`,
      'DELETE /user/tokens/named',
    ])
  })

  test('temporary tokens are revoked', async () => {
    const { stub, session } = await start({
      [`GET ${base}/user/tokens/temporary`]: [200, { generation: 3 }],
      [`DELETE ${base}/user/tokens/temporary`]: [204, undefined],
    })
    await session.revokeTemporary?.(self)
    expect(asked(stub).at(-1)).toBe('DELETE /user/tokens/temporary')
  })

  test('a lost answer to that is settled by the counter', async () => {
    let generation = 3
    const cut = (raises: number): Routes => ({
      [`GET ${base}/user/tokens/temporary`]: (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ generation }))
      },
      [`DELETE ${base}/user/tokens/temporary`]: (_request, response) => {
        generation += raises
        response.destroy()
      },
    })
    const done = await start(cut(1))
    await done.session.revokeTemporary?.(self)
    const not = await start(cut(0))
    expect(await failure(not.session.revokeTemporary?.(self) ?? Promise.resolve())).toMatchObject({
      code: 'unreachable',
      outcome: 'unknown',
    })
  })

  test('no id but a real one leads to a request that deletes', async () => {
    const stub = await startStub(zone({ ...asUser() }))
    const session = open(stub)
    // Known now, so that what follows is about the id alone.
    await session.listOwners()
    const before = stub.requests.length
    const hostile = fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '.',
        '..',
        '*',
        '/',
        '%2e',
        'a/b',
        'a?b',
        'a#b',
        '\n',
        '../..',
        'named',
        '\u202Ea',
      ),
      fc.string({ maxLength: 6 }).filter((id) => !/^[\w-]+$/.test(id)),
    )
    await fc.assert(
      fc.asyncProperty(hostile, async (id) => {
        const attempts: Promise<unknown>[] = [
          session.deleteToken(self, id),
          session.deleteToken(id, tokenId),
          session.deleteAllTokens?.(id) ?? Promise.resolve(),
          session.revokeTemporary?.(id) ?? Promise.resolve(),
        ]
        await Promise.allSettled(attempts)
      }),
      { numRuns: 60 },
    )
    const dangerous =
      /^DELETE \/(user|users\/?|users\/[^/]*|provider|providers\/?)?\/?tokens\/(named|temporary)\/?$/
    const sent = asked(stub).slice(before)
    expect(sent.filter((request) => dangerous.test(request))).toEqual([])
    for (const request of sent.filter((entry) => entry.startsWith('DELETE'))) {
      expect(request).toMatch(/^DELETE \/tokens\/named\/[^/]+$/)
    }
  })
})

describe('the credential', () => {
  test('a password goes with its user name', async () => {
    const { stub, session } = await start(
      { [`GET ${base}/user/tokens/named`]: [200, { tokens: [] }] },
      { secret: 'pass:wörd', fields: { username: 'jane' } },
    )
    await session.listOwnerTokens(self)
    const header = `Basic ${Buffer.from('jane:pass:wörd').toString('base64')}`
    expect(stub.requests.every(({ headers }) => headers.authorization === header)).toBe(true)
    expect(stub.requests.every(({ headers }) => headers['x-auth-token'] === undefined)).toBe(true)
  })

  test('is forgotten with the session', async () => {
    const { session } = await start({})
    await session.close()
    expect(await failure(session.listOwners())).toMatchObject({ code: 'cancelled' })
  })

  test('never goes into a path, and is not sent where none is needed', async () => {
    const { stub, session } = await start({
      [`POST ${base}/tokens/examine`]: [
        200,
        { type: { accessToken: {} }, caveats: [], persistence: 'named' },
      ],
    })
    await (session as Required<Session>).examine(bytes(marker))
    expect(last(stub)?.headers['x-auth-token']).toBeUndefined()
    expect(stub.requests.every(({ path }) => !path.includes(marker) && !path.includes(credential))).toBe(true)
  })
})

test('tokens of one owner are read one by one, and one that vanishes is left out', async () => {
  const { session } = await start({
    [`GET ${base}/user/tokens/named`]: [200, { tokens: ['a', 'b', 'gone'] }],
    [`GET ${base}/tokens/named/a`]: [200, namedToken('a')],
    [`GET ${base}/tokens/named/b`]: [200, namedToken('b', ofSubject(self))],
  })
  expect((await session.listOwnerTokens(self)).map(({ remoteId }) => remoteId)).toEqual(['a', 'b'])
})

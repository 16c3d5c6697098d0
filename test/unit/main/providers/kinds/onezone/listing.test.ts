import { expect, test } from 'vitest'
import { failure, startStub } from '../../stub-server.ts'
import {
  admin,
  asked,
  asProvider,
  asUser,
  badAuth,
  base,
  error,
  marker,
  namedToken,
  ofSubject,
  oneprovider,
  open,
  other,
  type Routes,
  self,
  zone,
} from './fixtures.ts'

const people: Routes = {
  [`GET ${base}/users`]: [200, { users: [self, other] }],
  [`GET ${base}/users/${other}`]: [200, { userId: other, fullName: 'Ewa', username: null }],
  [`GET ${base}/providers`]: [200, { providers: [oneprovider] }],
  [`GET ${base}/providers/${oneprovider}`]: [200, { providerId: oneprovider, name: 'Kraków' }],
}
const tokens: Routes = {
  [`GET ${base}/tokens/named`]: [200, { tokens: ['a', 'b', 'c'] }],
  [`GET ${base}/tokens/named/a`]: [200, namedToken('a')],
  [`GET ${base}/tokens/named/b`]: [200, namedToken('b', ofSubject(other))],
  [`GET ${base}/tokens/named/c`]: [200, namedToken('c', ofSubject(oneprovider, 'oneprovider'))],
}

test('an administrator sees the tokens of everybody, each read by itself, with progress', async () => {
  const stub = await startStub(zone({ ...asUser(admin), ...people, ...tokens }))
  const steps: [number, number][] = []
  const listing = await open(stub).list(undefined, (done, total) => steps.push([done, total]))
  expect(listing).toMatchObject({ complete: 'all', ownersComplete: true, failures: [] })
  expect(listing.owners).toEqual([
    { id: self, name: 'Jane Doe', type: 'user', isSelf: true, manageable: true, reason: null },
    { id: other, name: 'Ewa', type: 'user', isSelf: false, manageable: true, reason: null },
    { id: oneprovider, name: 'Kraków', type: 'Oneprovider', isSelf: false, manageable: true, reason: null },
  ])
  expect(listing.tokens.map(({ remoteId, owner }) => [remoteId, owner.name])).toEqual([
    ['a', 'Jane Doe'],
    ['b', 'Ewa'],
    ['c', 'Kraków'],
  ])
  expect(JSON.stringify(listing)).not.toContain(marker)
  expect(steps.at(-1)).toEqual([5, 5])
  expect(steps.every(([done, total]) => done <= total)).toBe(true)
})

test('without the right to list, owners are known from tokens', async () => {
  const stub = await startStub(zone({ ...asUser(['oz_tokens_manage']), ...tokens }))
  const session = open(stub)
  const listing = await session.list()
  expect(listing).toMatchObject({ complete: 'all', ownersComplete: false })
  expect(listing.owners.map(({ id, name, manageable }) => [id, name, manageable])).toEqual([
    [self, 'Jane Doe', true],
    [other, other, true],
    [oneprovider, oneprovider, true],
  ])
  expect((await session.listOwners()).map(({ id }) => id).sort()).toEqual([self, other, oneprovider].sort())
})

test('anybody sees their own tokens, and those of a Oneprovider whose cluster they may change', async () => {
  const stub = await startStub(
    zone({
      ...asUser(['oz_users_list']),
      ...people,
      ...tokens,
      [`GET ${base}/user/effective_clusters`]: [200, { clusters: ['onezone', oneprovider, 'foreign'] }],
      [`GET ${base}/user/tokens/named`]: [200, { tokens: ['a'] }],
      [`GET ${base}/providers/${oneprovider}/tokens/named`]: [200, { tokens: ['c'] }],
      [`GET ${base}/providers/foreign/tokens/named`]: [403, error('forbidden')],
    }),
  )
  const listing = await open(stub).list()
  expect(listing.complete).toEqual([self, oneprovider])
  expect(listing.tokens.map(({ remoteId }) => remoteId)).toEqual(['a', 'c'])
  expect(listing.owners.find(({ id }) => id === other)).toMatchObject({
    manageable: false,
    reason: 'The tokens of other users need the privilege oz_tokens_manage.',
  })
  expect(listing.owners.map(({ id }) => id)).toEqual([self, other, oneprovider])
  expect(asked(stub)).not.toContain('GET /tokens/named')
})

test('a Oneprovider sees its own', async () => {
  const stub = await startStub(
    zone({
      ...asProvider,
      [`GET ${base}/provider/tokens/named`]: [200, { tokens: ['c'] }],
      [`GET ${base}/tokens/named/c`]: [200, namedToken('c', ofSubject(oneprovider, 'provider'))],
    }),
  )
  const listing = await open(stub).list()
  expect(listing.owners).toMatchObject([{ id: oneprovider, name: 'Provider of Kraków', isSelf: true }])
  expect(listing).toMatchObject({ complete: [oneprovider], ownersComplete: false })
  expect(listing.tokens).toHaveLength(1)
})

test('names that may not be read stay ids, and are asked for once', async () => {
  const stub = await startStub(
    zone({
      ...asUser(['oz_tokens_manage', 'oz_users_list']),
      ...tokens,
      [`GET ${base}/users`]: [200, { users: Array.from({ length: 40 }, (_, index) => `u${index}`) }],
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [`GET ${base}/users/u${index}`, [403, error('forbidden')]]),
      ),
    }),
  )
  const { owners } = await open(stub).list()
  expect(owners.filter(({ id }) => id.startsWith('u'))).toHaveLength(40)
  // A few at a time: those under way when the first answer comes, and none after it.
  expect(asked(stub).filter((request) => request.startsWith('GET /users/u')).length).toBeLessThanOrEqual(8)
})

test('a token that cannot be read leaves the list incomplete, and says so', async () => {
  const stub = await startStub(
    zone({ ...asUser(admin), ...people, ...tokens, [`GET ${base}/tokens/named/b`]: [500, ''] }),
  )
  const listing = await open(stub).list()
  expect(listing.tokens).toHaveLength(2)
  expect(listing.complete).toEqual([])
  expect(listing.failures).toMatchObject([
    { code: 'bad-response', message: expect.stringMatching(/^1 of 3 tokens could not be read\./) },
  ])
})

test('a token that vanished meanwhile leaves the list complete', async () => {
  const stub = await startStub(
    zone({
      ...asUser(admin),
      ...people,
      ...tokens,
      [`GET ${base}/tokens/named`]: [200, { tokens: ['a', 'gone'] }],
    }),
  )
  expect(await open(stub).list()).toMatchObject({ complete: 'all', failures: [] })
})

test('a refused credential ends the listing at once', async () => {
  const stub = await startStub(
    zone({
      ...asUser(admin),
      ...people,
      ...tokens,
      [`GET ${base}/tokens/named/a`]: [401, badAuth('tokenRevoked')],
    }),
  )
  expect(await failure(open(stub).list())).toMatchObject({ code: 'rejected' })
})

test('a server that ends in the middle is asked no further', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `t${index}`)
  const stub = await startStub(
    zone({
      ...asUser(admin),
      ...people,
      [`GET ${base}/tokens/named`]: [200, { tokens: ids }],
      ...Object.fromEntries(
        ids.map((id) => [`GET ${base}/tokens/named/${id}`, (_request, response) => response.destroy()]),
      ),
    }),
  )
  expect(await failure(open(stub).list())).toMatchObject({ code: 'unreachable' })
  expect(asked(stub).filter((request) => request.includes('/named/t')).length).toBeLessThan(30)
})

test('a name of a user is the full one, else the user name, else the id', async () => {
  const stub = await startStub(
    zone({
      ...asUser(['oz_users_list']),
      [`GET ${base}/users`]: [200, { users: ['u1', 'u2', 'u3'] }],
      [`GET ${base}/users/u1`]: [200, { userId: 'u1', name: 'Old release', alias: null }],
      [`GET ${base}/users/u2`]: [200, { userId: 'u2', fullName: ' ', username: 'ewa' }],
      [`GET ${base}/users/u3`]: [200, { userId: 'u3', fullName: null, username: null }],
    }),
  )
  const owners = await open(stub).listOwners()
  expect(owners.slice(1).map(({ name }) => name)).toEqual(['Old release', 'ewa', 'u3'])
})

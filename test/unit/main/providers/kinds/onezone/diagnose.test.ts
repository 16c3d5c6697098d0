import { expect, test } from 'vitest'
import { startStub } from '../../stub-server.ts'
import {
  admin,
  asProvider,
  asUser,
  badAuth,
  base,
  credential,
  error,
  nowMs,
  oneprovider,
  open,
  type Routes,
  self,
  zone,
} from './fixtures.ts'

const product: Routes = {
  [`GET ${base}/configuration`]: [
    200,
    { name: 'Test zone', domain: 'onezone.example.org', version: '21.02.7', build: 'unknown' },
  ],
  [`GET ${base}/provider/public/get_current_time`]: [200, { timeMillis: nowMs + 1_000 }],
  [`GET ${base}/user/tokens/named`]: [200, { tokens: [] }],
  [`GET ${base}/provider/tokens/named`]: [200, { tokens: [] }],
}

const inside = (more: object = {}): Routes => ({
  [`POST ${base}/tokens/examine`]: [
    200,
    { id: 'ab12', persistence: 'named', type: { accessToken: {} }, caveats: [], ...more },
  ],
})

async function diagnose(routes: Routes, options: Parameters<typeof open>[1] = {}) {
  const stub = await startStub(zone({ ...product, ...routes }))
  const diagnosis = await open(stub, options).diagnose()
  const line = (check: string) => diagnosis.checks.find((entry) => entry.check === check)
  return { stub, diagnosis, line }
}

test('an administrator', async () => {
  const { diagnosis, line } = await diagnose({ ...asUser(admin), ...inside() })
  expect(diagnosis.checks.map(({ check, ok }) => [check, ok])).toEqual([
    ['reachable', true],
    ['certificate', true],
    ['product', true],
    ['version', true],
    ['credential', true],
    ['rights', true],
    ['clock', true],
  ])
  expect(diagnosis).toMatchObject({
    error: null,
    version: '21.02.7',
    identity: { ownerId: self, name: 'Jane Doe', tokenId: 'ab12' },
  })
  expect(line('rights')?.message).toBe('It may see and change the tokens of all users and Oneproviders.')
  expect(line('clock')?.message).toBe('The clocks agree.')
  expect(JSON.stringify(diagnosis)).not.toContain(credential)
})

test('an ordinary user, who is told which privilege others need', async () => {
  const { diagnosis, line } = await diagnose({ ...asUser(), ...inside() })
  expect(diagnosis.error).toBeNull()
  expect(line('rights')?.message).toContain('oz_tokens_manage')
})

test('a Oneprovider’s own token', async () => {
  const { diagnosis, line } = await diagnose({ ...asProvider, ...inside() })
  expect(diagnosis.identity).toMatchObject({ ownerId: oneprovider, role: 'Oneprovider' })
  expect(line('credential')?.message).toContain('Oneprovider Provider of Kraków')
})

test('a password is not sent anywhere to be examined', async () => {
  const { stub, diagnosis } = await diagnose(asUser(), {
    secret: 'secret word',
    fields: { username: 'jane' },
  })
  expect(diagnosis.identity?.tokenId).toBeNull()
  expect(stub.requests.some(({ path }) => path.includes('examine'))).toBe(false)
})

test.each([
  ['a token for data', { caveats: [{ type: 'data.readonly' }] }, /for data only/],
  ['a temporary token', { persistence: 'temporary' }, /temporary token/],
  [
    'one that ends soon',
    { caveats: [{ type: 'time', validUntil: nowMs / 1000 + 3_600 }] },
    /Warning: it expires at 2025-03-05T01:00:00Z/,
  ],
])('%s is warned of', async (_what, more, words) => {
  const { line } = await diagnose({ ...asUser(), ...inside(more) })
  expect(line('credential')?.message).toMatch(words)
})

test('a token of an identity provider, which cannot be examined, works', async () => {
  const { diagnosis } = await diagnose({
    ...asUser(),
    [`POST ${base}/tokens/examine`]: [400, error('badValueToken', { key: 'token' })],
  })
  expect(diagnosis.error).toBeNull()
})

test.each([
  ['a revoked token', badAuth('tokenRevoked'), 'rejected'],
  [
    'an expired token',
    badAuth('tokenCaveatUnverified', { caveat: { type: 'time', validUntil: 1 } }),
    'expired',
  ],
  ['a blocked user', badAuth('userBlocked'), 'rejected'],
  ['a wrong password', badAuth('badBasicCredentials'), 'rejected'],
])('%s is refused, with the reason', async (_what, body, code) => {
  const refusal = { [`GET ${base}/user`]: [401, body], [`GET ${base}/provider`]: [401, body] } as const
  const { diagnosis, line } = await diagnose({ ...refusal, ...inside() })
  expect(diagnosis.error).toMatchObject({ code })
  expect(line('credential')?.ok).toBe(false)
})

test.each([
  ['another product', { [`GET ${base}/configuration`]: [200, { hello: 'world' }] }],
  ['a server that refuses everybody', { [`GET ${base}/configuration`]: [401, { message: 'no' }] }],
  ['a server that has no such address', { [`GET ${base}/configuration`]: [404, { message: 'no' }] }],
] as const)('%s is not taken for Onezone', async (_what, routes) => {
  const { stub, diagnosis, line } = await diagnose(routes)
  expect(diagnosis.error).toMatchObject({ code: 'not-an-api' })
  expect(line('product')?.ok).toBe(false)
  expect(stub.requests.every(({ headers }) => headers['x-auth-token'] === undefined)).toBe(true)
})

test.each([
  ['21.02.3', false],
  ['20.02.15', false],
  ['21.02.4', true],
  ['25.0', true],
  ['next', true],
])('what release %s can do', async (version, hasScope) => {
  const { diagnosis } = await diagnose({
    ...asUser(),
    ...inside(),
    [`GET ${base}/configuration`]: [200, { version }],
  })
  const scope = diagnosis.capabilities.find(({ id }) => id === 'tokens.scope')
  expect(scope?.available).toBe(hasScope)
  if (!hasScope) expect(scope?.reason).toContain('21.02.4')
})

test('a wrong clock is warned of', async () => {
  const { line } = await diagnose({
    ...asUser(),
    ...inside(),
    [`GET ${base}/provider/public/get_current_time`]: [200, { timeMillis: nowMs + 30 * 60_000 }],
  })
  expect(line('clock')?.message).toContain('30 minutes ahead')
})

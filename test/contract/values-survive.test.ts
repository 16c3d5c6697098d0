import { describe, expect, test } from 'vitest'
import { startEngine, value } from '../support/engine.ts'
import { bytes, password } from '../support/ports.ts'
import { type Recorded, startStub } from '../unit/main/providers/stub-server.ts'

// What a server tells stays what it is, through the provider, the vault and a new start: ids larger than any number,
// times finer than a millisecond, ids and names with signs that mean something elsewhere, and whatever nobody knows yet.

interface Case {
  readonly fields: Readonly<Record<string, string>>
  /** By path, decoded once, without the query: the JSON answer. */
  readonly answers: Readonly<Record<string, unknown>>
  /** The token as a front door sees it. */
  readonly row: object
  /** The server's own record, whole, without its secret. */
  readonly details: object
  /** The path of a request about the token, as it must be sent. */
  readonly deletePath: string
}

const account = '0b3c9a52-5f0e-4d0c-8c0e-2a64c6b1f6d1'
const user = '09f8933c-ad74-4f4e-8ef5-1ffaa0fb8e9b'
const future = { scope: ['later', { than: 24.5, nothing: null }], 'ключ|"': '\u202Etxt' }

const astraToken = {
  type: 'application/astra-token',
  version: '7.3',
  id: '6d1f1d0a-6a53-5a0e-9a3e-0f6a0f9b7a11',
  name: 'ночной бэкап 📊',
  userID: user,
  metadata: {
    labels: [
      { name: 'команда', value: '' },
      { name: 'a|b;c="d"', value: '用途' },
      { name: 'a|b;c="d"', value: 'again' },
    ],
    creationTimestamp: '2024-02-11T09:14:03.120455001Z',
    modifiedBy: null,
  },
  ...future,
}

const netbirdUser = 'google-oauth2|277474792786460067937'
const netbirdToken = {
  id: 'ch8i54g6lnn4g9hqv7n0',
  name: 'a|b/c?d#e %7C ../x',
  expiration_date: '2035-06-01T10:15:42.118000007+05:30',
  created_by: netbirdUser,
  created_at: '2025-03-03T10:15:42.118000001Z',
  last_used: '0001-01-01T00:00:00Z',
  ...future,
}

const qumuloToken = {
  id: '12345678901234567890123',
  user: {
    domain: 'API_DOMAIN_OF_TOMORROW',
    auth_id: '18446744073709551617',
    uid: null,
    gid: null,
    sid: null,
    name: 'AD\\jürgen',
  },
  creator: { domain: 'LOCAL', auth_id: '500', uid: 0, gid: null, sid: 'S-1-5-21-1', name: 'admin' },
  creation_time: '2022-12-06T01:14:39.56621474Z',
  expiration_time: '2035-12-06T01:14:39.999999999Z',
  enabled: true,
  ...future,
}

const onezoneUser = 'd4f5876dbe7f1e7e8a511de6dd31144c'
const onezoneToken = {
  id: '1b510f18b3b05611871c0acdffa9aed4ch1a2b',
  name: 'Zażółć (gęślą) 新しい トークン',
  subject: { type: 'user', id: onezoneUser },
  type: { quantumToken: { entangledWith: ['x'] } },
  caveats: [
    { type: 'time', validUntil: 2_000_000_001 },
    { type: 'moon.phase', whitelist: ['full'] },
  ],
  metadata: { creationTime: 1_741_000_000, custom: { билет: ['OPS-12', null, 1.5] }, usageLimit: 'infinity' },
  revoked: false,
  ...future,
}
const onezone = '/api/v3/onezone'

const cases: Readonly<Record<'astra' | 'netbird' | 'qumulo' | 'onezone', Case>> = {
  astra: {
    fields: { account_id: account },
    answers: {
      [`/accounts/${account}/core/v1/users`]: {
        items: [{ id: user, state: 'frozen', isEnabled: 'perhaps', firstName: 'Ζωή', lastName: null }],
        metadata: {},
      },
      [`/accounts/${account}/core/v1/roleBindings`]: { items: [{ userID: user, role: 'archivist' }] },
      [`/accounts/${account}/core/v1/users/${user}/tokens`]: { items: [astraToken], metadata: {} },
    },
    row: {
      remoteId: astraToken.id,
      name: astraToken.name,
      owner: { id: user, name: 'Ζωή' },
      createdAt: '2024-02-11T09:14:03.120455001Z',
      labels: astraToken.metadata.labels,
      status: 'active',
    },
    details: astraToken,
    deletePath: `/accounts/${account}/core/v1/users/${user}/tokens/${astraToken.id}`,
  },
  netbird: {
    fields: {},
    answers: {
      '/api/users': [
        { id: netbirdUser, name: 'Жанна', role: 'archivist', status: 'dreaming', is_current: true },
      ],
      '/api/users/current': { id: netbirdUser, name: 'Жанна', role: 'archivist', is_current: true },
      [`/api/users/${netbirdUser}/tokens`]: [netbirdToken],
    },
    row: {
      remoteId: netbirdToken.id,
      name: netbirdToken.name,
      owner: { id: netbirdUser, name: 'Жанна' },
      creator: { id: netbirdUser, name: 'Жанна' },
      createdAt: '2025-03-03T10:15:42.118000001Z',
      expiresAt: '2035-06-01T10:15:42.118000007+05:30',
      expiresAtMs: Date.parse('2035-06-01T10:15:42.118+05:30'),
      lastUsedAt: null,
    },
    details: netbirdToken,
    deletePath: '/api/users/google-oauth2%7C277474792786460067937/tokens/ch8i54g6lnn4g9hqv7n0',
  },
  qumulo: {
    fields: {},
    answers: {
      '/v1/session/who-am-i': { id: '500', name: 'admin', privileges: ['PRIVILEGE_ACCESS_TOKENS_READ', 'x'] },
      '/v1/users/': [],
      '/v1/auth/access-tokens/': { entries: [qumuloToken], paging: { next: null } },
    },
    row: {
      remoteId: '12345678901234567890123',
      name: null,
      owner: { id: '18446744073709551617', name: 'AD\\jürgen' },
      creator: { id: '500', name: 'admin' },
      createdAt: '2022-12-06T01:14:39.56621474Z',
      createdAtMs: Date.parse('2022-12-06T01:14:39.566Z'),
      expiresAt: '2035-12-06T01:14:39.999999999Z',
    },
    details: qumuloToken,
    deletePath: '/v1/auth/access-tokens/12345678901234567890123',
  },
  onezone: {
    fields: {},
    answers: {
      [`${onezone}/user`]: { userId: onezoneUser, fullName: 'Ŝtefan', username: null, ...future },
      [`${onezone}/user/effective_privileges`]: { privileges: ['oz_from_the_future'] },
      [`${onezone}/user/effective_clusters`]: { clusters: [] },
      [`${onezone}/user/tokens/named`]: { tokens: [onezoneToken.id] },
      [`${onezone}/tokens/named/${onezoneToken.id}`]: { ...onezoneToken, token: 'MDAxObviouslyFake' },
    },
    row: {
      remoteId: onezoneToken.id,
      name: onezoneToken.name,
      owner: { id: onezoneUser, name: 'Ŝtefan' },
      createdAt: '2025-03-03T11:06:40Z',
      expiresAt: '2033-05-18T03:33:21Z',
      status: 'active',
    },
    details: onezoneToken,
    deletePath: `${onezone}/tokens/named/${onezoneToken.id}`,
  },
}

async function startServer({ answers }: Case) {
  return startStub((request: Recorded, response) => {
    const [path = ''] = request.path.split('?')
    const answer = answers[decodeURIComponent(path)]
    const status = request.method === 'DELETE' ? 204 : answer === undefined ? 404 : 200
    if (status === 204) return response.writeHead(204).end()
    response.writeHead(status, { 'content-type': 'application/json' })
    return response.end(JSON.stringify(answer ?? {}))
  })
}

// The names are those of the table above, so they are kinds.
const kinds = Object.keys(cases) as (keyof typeof cases)[]

describe.each(kinds)('values of %s', (kind) => {
  const sample = cases[kind]

  test('survive the provider, the vault, a refresh and a restart', async () => {
    const stub = await startServer(sample)
    const { client, engine, ports } = startEngine()
    await value(client.call('vault.create', { password: bytes(password) }))
    const fields = { ...sample.fields }
    const secret = bytes('b2J2aW91cy1mYWtl')
    await value(
      client.call('servers.add', { kind, name: 'one', url: stub.url, fields, secret, unchecked: true }),
    )
    await value(client.call('tokens.refresh', {}))
    const { rows } = await value(client.call('tokens.query', {}))
    expect(rows).toMatchObject([sample.row])
    const [row] = rows
    if (row === undefined) throw new Error('no row')
    expect(await value(client.call('tokens.details', { id: row.id }))).toMatchObject({
      details: sample.details,
    })

    await engine.close()
    const again = startEngine({ vaultFolder: ports.vaultFolder })
    await value(again.client.call('vault.unlock', { password: bytes(password) }))
    expect(await value(again.client.call('tokens.get', { id: row.id }))).toEqual(row)
    expect(await value(again.client.call('tokens.details', { id: row.id }))).toMatchObject({
      details: sample.details,
    })
    // And back to the server: the very id, in one segment of the path.
    await value(again.client.call('tokens.delete', { id: row.id, confirmed: true }))
    const deleted = stub.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path)
    expect(deleted).toEqual([sample.deletePath])
  })
})

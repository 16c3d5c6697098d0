import { describe, expect, test } from 'vitest'
import { qumulo } from '../../../../../src/main/providers/kinds/qumulo.ts'
import { type Answer, json, startStub, startTlsStub, table } from '../stub-server.ts'
import {
  accessToken,
  collection,
  nowMs,
  open,
  page,
  problem,
  read,
  userWrite,
  whoAmI,
  write,
} from './qumulo-fixtures.ts'

const who = 'GET /v1/session/who-am-i'
const ofSelf = `GET ${collection}?user=auth_id%3A500`

type Routes = Record<string, readonly [number, unknown] | Answer>

describe('the diagnosis', () => {
  const good: Routes = {
    'GET /v1/version': [
      200,
      { revision_id: 'Qumulo Core 7.7.2', build_id: 'b', flavor: 'release', build_date: 'd' },
    ],
    'GET /v1/node/state': [200, { node_id: 1, state: 'ACTIVE', cluster_id: 'c0ffee' }],
    'GET /v1/cluster/settings': [200, { cluster_name: 'music' }],
    [who]: [200, whoAmI([read, write, userWrite], { access_token_id: '42' })],
    'GET /v1/session/roles': [200, ['Administrators', 'Observers']],
    [`${ofSelf}&limit=1`]: [200, page([])],
  }
  const lines = (checks: readonly { check: string; ok: boolean }[]) =>
    checks.map(({ check, ok }) => `${check} ${ok ? 'ok' : 'FAILED'}`)

  test('of a good cluster', async () => {
    const stub = await startStub(table(good))
    const found = await open(stub).diagnose()
    expect(lines(found.checks)).toEqual([
      'reachable ok',
      'certificate ok',
      'product ok',
      'version ok',
      'credential ok',
      'rights ok',
      'clock ok',
    ])
    expect(found).toMatchObject({
      identity: { ownerId: '500', name: 'admin', role: 'Administrators, Observers', tokenId: '42' },
      version: 'Qumulo Core 7.7.2',
      capabilities: qumulo.descriptor.capabilities,
      error: null,
    })
    expect(found.checks[2]?.message).toBe('It is Qumulo Core, cluster “music” (id c0ffee).')
    const anonymous = stub.requests.filter((request) => request.headers.authorization === undefined)
    expect(anonymous.map((request) => request.path)).toEqual([
      '/v1/version',
      '/v1/node/state',
      '/v1/cluster/settings',
    ])
  })

  test('does not need what only makes it richer', async () => {
    const stub = await startStub(
      table({
        ...good,
        'GET /v1/node/state': [404, ''],
        'GET /v1/cluster/settings': [401, ''],
        'GET /v1/session/roles': [403, ''],
        [who]: [200, whoAmI([])],
      }),
    )
    const found = await open(stub).diagnose()
    expect(found).toMatchObject({ error: null, identity: { role: null, tokenId: null } })
    expect(found.checks.find((line) => line.check === 'rights')?.message).toContain(read)
  })

  test.each<[string, Routes, string, string, string]>([
    [
      'a web page',
      {
        'GET /v1/version': (_r, response) =>
          response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      },
      'product',
      'not-an-api',
      'web page',
    ],
    ['a wrong path', { 'GET /v1/version': [404, ''] }, 'product', 'not-an-api', 'port 8000'],
    ['another product', { 'GET /v1/version': [200, { version: '1' }] }, 'product', 'bad-response', 'form'],
    [
      'a redirect',
      {
        'GET /v1/version': (_r, response) =>
          response.writeHead(301, { location: 'https://elsewhere.example/' }).end(),
      },
      'product',
      'redirected',
      'elsewhere',
    ],
    ['a wrong credential', { ...good, [who]: [401, ''] }, 'credential', 'rejected', 'credential'],
    ['too few rights', { ...good, [`${ofSelf}&limit=1`]: [403, ''] }, 'rights', 'forbidden', read],
    [
      'a cluster that is too old',
      { ...good, 'GET /v1/version': [200, { revision_id: 'Qumulo Core 5.2.4' }] },
      'rights',
      'unsupported',
      '5.3.0',
    ],
    [
      'a fault',
      { ...good, 'GET /v1/node/state': (_r, response) => response.socket?.destroy() },
      'product',
      'unreachable',
      'closed',
    ],
  ])('of %s', async (_name, routes, check, code, words) => {
    const stub = await startStub(table(routes))
    const found = await open(stub).diagnose()
    const failed = found.checks.filter((line) => !line.ok)
    expect(found).toMatchObject({ identity: null, error: { code } })
    expect(found.checks.at(-1)).toEqual(failed[0])
    expect(failed).toHaveLength(1)
    expect(failed[0]?.message).toContain(words)
    if (code !== 'unreachable') expect(failed[0]?.check).toBe(check)
  })

  test.each<[string, string[]]>([
    ['Qumulo Core 7.7.2', []],
    ['Qumulo Core 5.3.3', []],
    ['something new', []],
    ['Qumulo Core 5.3.2', ['tokens.disable']],
    ['Qumulo Core 5.3.1', ['tokens.expiry', 'tokens.extend', 'tokens.disable']],
    ['Qumulo Core 5.3', ['tokens.expiry', 'tokens.extend', 'tokens.disable']],
  ])('of version %s leaves out %j', async (version, missing) => {
    const stub = await startStub(table({ ...good, 'GET /v1/version': [200, { revision_id: version }] }))
    const found = await open(stub).diagnose()
    const possible = qumulo.descriptor.capabilities
      .filter((entry) => entry.available)
      .map((entry) => entry.id)
    expect(
      possible.filter((id) => found.capabilities.some((entry) => entry.id === id && !entry.available)),
    ).toEqual(missing)
    expect(found.capabilities.every((entry) => entry.available === (entry.reason === null))).toBe(true)
  })

  test('of a wrong password', async () => {
    const stub = await startStub(
      table({ ...good, 'POST /v1/session/login': [401, problem('auth_invalid_credentials_error')] }),
    )
    const found = await open(stub, { username: 'admin', secret: 'planted' }).diagnose()
    expect(found.checks.at(-1)).toMatchObject({ check: 'credential', ok: false })
    expect(found.error).toMatchObject({ code: 'rejected' })
    expect(JSON.stringify(found)).not.toContain('planted')
  })

  test('of a certificate that is not trusted sends nothing', async () => {
    const stub = await startTlsStub('issued', table(good))
    const found = await open(stub).diagnose()
    expect(lines(found.checks)).toEqual(['reachable ok', 'certificate FAILED'])
    expect(stub.requests).toHaveLength(0)
  })

  test('of a clock that is wrong only warns', async () => {
    const date = new Date(nowMs - 600_000).toUTCString()
    const stub = await startStub((request, response) => {
      const route = good[`${request.method} ${request.path}`]
      if (Array.isArray(route)) json(response, Number(route[0]), route[1], { date })
    })
    const found = await open(stub).diagnose()
    expect(found.checks.at(-1)).toMatchObject({ check: 'clock', ok: true })
    expect(found.checks.at(-1)?.message).toContain('10 minutes behind')
    expect(JSON.stringify(found)).not.toContain(accessToken)
  })
})

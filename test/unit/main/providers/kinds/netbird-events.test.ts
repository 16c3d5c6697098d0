import { describe, expect, test } from 'vitest'
import type { TokenEvent } from '../../../../../src/main/providers/provider.ts'
import { failure, startStub, table } from '../stub-server.ts'
import { documentedToken, open, self } from './netbird-fixtures.ts'

const owner = 'svc1'
const tokenPath = `GET /api/users/${owner}/tokens/${documentedToken.id}`
const gone = [404, { message: `pat: ${documentedToken.id} not found`, code: 404 }] as const

const event = (code: string, timestamp: string, more: object = {}) => ({
  id: '1',
  timestamp,
  activity: 'Something',
  activity_code: code,
  initiator_id: self,
  initiator_name: 'Ada',
  initiator_email: 'ada@example.org',
  target_id: owner,
  meta: { name: 'ci-runner', is_service_user: 'true', user_name: 'Backup' },
  ...more,
})
const create = 'personal.access.token.create'
const remove = 'personal.access.token.delete'
const madeAt = '2025-03-03T10:15:42.120Z'

async function events(lines: unknown, token: readonly [number, unknown], id: string = documentedToken.id) {
  const stub = await startStub(table({ [tokenPath]: token, 'GET /api/events/audit': [200, lines] }))
  return (await open(stub).listEvents?.(owner, id)) ?? []
}
const told = (list: readonly TokenEvent[]) => list.map(({ at, what }) => `${at} ${what}`)

describe('the history of a token', () => {
  test('is its creation, found by owner, name and moment, with who did it', async () => {
    const lines = [
      event(create, '2025-03-04T09:00:00Z'),
      event(create, '2025-03-03T10:15:42.500Z', { meta: { name: 'another' } }),
      event(create, '2025-03-03T10:15:42.121Z', { target_id: 'svc2' }),
      event(remove, '2025-03-05T09:00:00Z'),
      event('user.login', madeAt),
      event(create, madeAt),
      event('service.user.create', '2025-01-01T00:00:00Z', { meta: { name: 'Backup' } }),
    ]
    expect(await events(lines, [200, documentedToken])).toEqual([
      { at: madeAt, what: 'The token was created.', by: { id: self, name: 'Ada' } },
      {
        at: '2025-01-01T00:00:00Z',
        what: 'The service user it belongs to was created.',
        by: { id: self, name: 'Ada' },
      },
    ])
  })

  test('of one that is gone knows its moment from its id, and tells of the deletion', async () => {
    // The xid of the documentation was made at this second.
    const lines = [
      event(remove, '2023-05-20T00:00:00Z'),
      event(create, '2023-05-02T14:47:46.5Z'),
      event(remove, '2023-05-01T00:00:00Z'),
    ]
    const found = told(await events(lines, gone))
    expect(found).toEqual([
      '2023-05-20T00:00:00Z The token was deleted.',
      '2023-05-02T14:47:46.5Z The token was created.',
    ])
  })

  test('says so when another of the same name may be meant', async () => {
    const lines = [
      event(create, '2023-05-02T14:47:46Z'),
      event(create, '2023-05-03T00:00:00Z'),
      event(remove, '2023-05-20T00:00:00Z'),
    ]
    expect(told(await events(lines, gone))[0]).toContain('this one, or another')
  })

  test('tells nothing when two at the same moment cannot be told apart', async () => {
    const lines = [
      event(create, '2023-05-02T14:47:46Z'),
      event(create, '2023-05-02T14:47:47Z', { meta: { name: 'other' } }),
      event(remove, '2023-05-20T00:00:00Z'),
    ]
    expect(await events(lines, gone)).toEqual([])
  })

  test('goes on over lines that it does not understand', async () => {
    const lines = [null, 5, { activity_code: create }, event(create, 'yesterday'), event(create, madeAt)]
    expect(told(await events(lines, [200, documentedToken]))).toEqual([`${madeAt} The token was created.`])
    expect(await events(null, [200, documentedToken])).toEqual([])
  })

  test('of an id that is none tells of its owner only', async () => {
    const stub = await startStub(
      table({
        [`GET /api/users/${owner}/tokens/x`]: [404, { message: 'pat: x not found', code: 404 }],
        'GET /api/events/audit': [
          200,
          [event('service.user.delete', '2025-03-05T09:00:00Z'), event(remove, madeAt)],
        ],
      }),
    )
    const found = (await open(stub).listEvents?.(owner, 'x')) ?? []
    expect(told(found)).toEqual([
      '2025-03-05T09:00:00Z The service user was deleted, and all its tokens with it.',
    ])
  })

  test('needs the right to read it', async () => {
    const stub = await startStub(
      table({
        [tokenPath]: [200, documentedToken],
        'GET /api/events/audit': [403, { message: 'permission denied', code: 403 }],
      }),
    )
    const call = open(stub).listEvents?.(owner, documentedToken.id) ?? Promise.resolve()
    expect(await failure(call)).toMatchObject({ code: 'forbidden' })
  })
})

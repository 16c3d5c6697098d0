import { describe, expect, test } from 'vitest'
import { type Answer, failure, startStub, table } from '../stub-server.ts'
import {
  admin,
  collection,
  documentedToken,
  open,
  page,
  problem,
  read,
  token,
  whoAmI,
  write,
} from './qumulo-fixtures.ts'

const who = 'GET /v1/session/who-am-i'
const users = 'GET /v1/users/'
const all = `GET ${collection}`
const ofSelf = `GET ${collection}?user=auth_id%3A500`
const localUsers = [
  {
    id: '500',
    name: 'admin',
    primary_group: '513',
    sid: 'S-1',
    uid: '500',
    home_directory: null,
    can_change_password: true,
  },
  {
    id: '1002',
    name: 'svc-backup',
    primary_group: '513',
    sid: 'S-2',
    uid: '1002',
    home_directory: null,
    can_change_password: true,
  },
]
const jane = {
  domain: 'ACTIVE_DIRECTORY',
  auth_id: '8589934593',
  uid: null,
  gid: null,
  sid: 'S-9',
  name: 'AD\\jane',
}

type Routes = Record<string, readonly [number, unknown] | Answer>

describe('listing', () => {
  test('everybody, with the right to read', async () => {
    const tokens = [documentedToken, token('2', { user: admin }), token('3', { user: jane })]
    const stub = await startStub(
      table({
        [who]: [200, whoAmI([read, write])],
        [users]: [200, localUsers],
        [all]: [200, page(tokens, null)],
      }),
    )
    const listing = await open(stub).list()
    const free = { manageable: true, reason: null, slots: { used: 1, limit: 2 } }
    expect(listing.owners).toEqual([
      { id: '500', name: 'admin', type: 'local user', isSelf: true, ...free },
      { id: '1002', name: 'svc-backup', type: 'local user', isSelf: false, ...free },
      {
        id: '8589934593',
        name: 'AD\\jane',
        type: 'Active Directory user',
        isSelf: false,
        ...free,
      },
    ])
    expect(listing.tokens.map((row) => row.remoteId)).toEqual([documentedToken.id, '2', '3'])
    expect(listing).toMatchObject({ complete: 'all', failures: [] })
  })

  test.each<[string, object]>([
    ['the rights say no', whoAmI([write])],
    ['the server refuses after all', whoAmI([read])],
    ['the rights are not told, and the server refuses', whoAmI(undefined)],
  ])('oneself only, when %s', async (_name, self) => {
    const stub = await startStub(
      table({
        [who]: [200, self],
        [users]: [403, ''],
        [all]: [403, problem('auth_not_authorized_error')],
        [ofSelf]: [200, page([token('2', { user: admin })])],
      }),
    )
    const listing = await open(stub).list()
    expect(listing.complete).toEqual(['500'])
    expect(listing.owners.map((owner) => owner.id)).toEqual(['500'])
    expect(listing.tokens.map((row) => row.remoteId)).toEqual(['2'])
  })

  test('says which right is missing for others', async () => {
    const reasons: (string | null)[] = []
    for (const privileges of [[read], [write], [], [read, write]]) {
      const stub = await startStub(
        table({
          [who]: [200, whoAmI(privileges)],
          [users]: [200, localUsers],
          [all]: [200, page([])],
          [ofSelf]: [200, page([])],
        }),
      )
      reasons.push((await open(stub).listOwners())[1]?.reason ?? null)
    }
    expect(reasons).toEqual([
      'The tokens of other users need PRIVILEGE_ACCESS_TOKENS_WRITE.',
      'The tokens of other users need PRIVILEGE_ACCESS_TOKENS_READ.',
      'The tokens of other users need PRIVILEGE_ACCESS_TOKENS_READ and PRIVILEGE_ACCESS_TOKENS_WRITE.',
      null,
    ])
  })

  test.each<[string, Routes, string]>([
    ['the credential is refused', { [who]: [401, ''] }, 'rejected'],
    [
      'even the own tokens are refused',
      { [who]: [200, whoAmI([])], [users]: [403, ''], [ofSelf]: [403, ''] },
      'forbidden',
    ],
    [
      'the list is nonsense',
      { [who]: [200, whoAmI([read])], [users]: [200, []], [all]: [200, { entries: [{}] }] },
      'bad-response',
    ],
    [
      'there is a fault',
      { [who]: [200, whoAmI([read])], [users]: [500, ''], [all]: [200, page([])] },
      'bad-response',
    ],
  ])('fails when %s', async (_name, routes, code) => {
    const stub = await startStub(table(routes))
    expect(await failure(open(stub).list())).toMatchObject({ code })
  })
})

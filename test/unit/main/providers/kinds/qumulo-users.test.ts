import { describe, expect, test } from 'vitest'
import type { Session } from '../../../../../src/main/providers/provider.ts'
import { type Answer, failure, startStub, table } from '../stub-server.ts'
import {
  admin,
  asked,
  collection,
  identityRead,
  open,
  page,
  problem,
  read,
  svcBackup,
  token,
  userWrite,
  whoAmI,
  write,
} from './qumulo-fixtures.ts'

const who = 'GET /v1/session/who-am-i'
const users = 'GET /v1/users/'
const post = 'POST /v1/users/'
const local = [
  { id: '500', name: 'admin', sid: 'S-1-5-21-1-500', uid: '0' },
  { id: '1002', name: 'svc-backup', sid: 'S-1-5-21-1-1002', uid: '3000' },
]
const made = { id: '1019', name: 'svc-new', primary_group: '513', sid: 'S-1', uid: '', home_directory: null }
const all = [read, write, identityRead, userWrite]

type Routes = Record<string, readonly [number, unknown] | Answer>

async function start(routes: Routes) {
  const stub = await startStub(table({ [who]: [200, whoAmI(all)], [users]: [200, local], ...routes }))
  return { stub, session: open(stub) }
}
const create = (session: Session, fields: Record<string, string>, signal?: AbortSignal) =>
  session.createOwner?.(fields, signal) ?? Promise.reject(new Error('no create'))
const remove = (session: Session, id: string) =>
  session.deleteOwner?.(id) ?? Promise.reject(new Error('no delete'))
const find = (session: Session, reference: string) =>
  session.findOwner?.(reference) ?? Promise.reject(new Error('no find'))

describe('a local user', () => {
  test('is made with what was given, and without a password', async () => {
    const { stub, session } = await start({ [post]: [200, made] })
    expect(await create(session, { name: 'svc-new', primary_group: '513' })).toEqual({
      id: '1019',
      name: 'svc-new',
      type: 'local user',
      isSelf: false,
      manageable: true,
      reason: null,
      slots: { used: 0, limit: 2 },
    })
    await create(session, { name: 'a b', primary_group: '514', uid: '7', home_directory: '/home/a' })
    const bodies = stub.requests.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body))
    expect(bodies).toEqual([
      { name: 'svc-new', primary_group: '513', uid: '' },
      { name: 'a b', primary_group: '514', uid: '7', home_directory: '/home/a' },
    ])
  })

  test.each<[Record<string, string>, string]>([
    [{ primary_group: '513' }, 'name'],
    [{ name: 'x' }, 'primary_group'],
    [{ name: 'x', primary_group: '513', uid: '-1' }, 'uid'],
    [{ name: 'x', primary_group: '513', password: 'planted' }, 'password'],
  ])('with %j is refused before anything is sent', async (fields, field) => {
    const { stub, session } = await start({})
    expect((await failure(create(session, fields))).toData()).toMatchObject({ code: 'invalid-input', field })
    expect(stub.requests).toHaveLength(0)
  })

  test.each<[number, string, string]>([
    [409, 'auth_user_already_exists_error', 'conflict'],
    [400, 'auth_user_already_exists_error', 'conflict'],
    [400, 'rest_invalid_request_error', 'invalid-input'],
    [403, 'auth_not_authorized_error', 'forbidden'],
    [401, '', 'rejected'],
  ])('that the server refuses with %i %s: %s', async (status, errorClass, code) => {
    const { session } = await start({ [post]: [status, problem(errorClass)] })
    const error = await failure(create(session, { name: 'x', primary_group: '513' }))
    expect(error).toMatchObject({ code, outcome: 'refused' })
    if (code === 'forbidden') expect(error.message).toContain(userWrite)
  })

  test('whose answer is lost may have been made, and is not made twice', async () => {
    const { stub, session } = await start({ [post]: (_request, response) => response.socket?.destroy() })
    const error = await failure(create(session, { name: 'x', primary_group: '513' }))
    expect(error.outcome).toBe('unknown')
    expect(asked(stub).filter((line) => line === post)).toHaveLength(1)
  })

  test('is deleted by its id', async () => {
    const { stub, session } = await start({ 'DELETE /v1/users/1002': [200, undefined] })
    await remove(session, '1002')
    expect(asked(stub).at(-1)).toBe('DELETE /v1/users/1002')
  })

  test('that is gone already is not found', async () => {
    const { session } = await start({ 'DELETE /v1/users/1002': [404, problem('rest_not_found_error')] })
    expect(await failure(remove(session, '1002'))).toMatchObject({ code: 'not-found' })
  })

  test.each(['500', '12884902992', 'sid:S-1-5-21-9-9'])('%s is not deleted', async (id) => {
    const { stub, session } = await start({})
    const error = await failure(remove(session, id))
    expect(error).toMatchObject({ code: 'invalid-input', outcome: 'not-sent' })
    expect(asked(stub).every((line) => line.startsWith('GET '))).toBe(true)
  })

  test('the built-in administrator is not deleted by another one either', async () => {
    const { stub, session } = await start({ [who]: [200, whoAmI(all, { id: '1002', name: 'svc-backup' })] })
    expect(await failure(remove(session, '500'))).toMatchObject({ code: 'invalid-input' })
    expect(asked(stub)).toEqual([who])
  })

  test('needs a privilege, which the diagnosis tells', async () => {
    const { session } = await start({
      [who]: [200, whoAmI([read, write])],
      'GET /v1/version': [200, { revision_id: 'Qumulo Core 7.7.2' }],
      [`GET ${collection}?user=auth_id%3A500&limit=1`]: [200, page([])],
      'GET /v1/node/state': [200, {}],
      'GET /v1/cluster/settings': [200, {}],
      'GET /v1/session/roles': [200, []],
    })
    const { capabilities } = await session.diagnose()
    for (const id of ['owners.create', 'owners.delete']) {
      const found = capabilities.find((entry) => entry.id === id)
      expect(found).toMatchObject({ available: false })
      expect(found?.reason).toContain(userWrite)
    }
  })
})

describe('an owner is found', () => {
  const adJane = {
    domain: 'ACTIVE_DIRECTORY',
    auth_id: '8589934593',
    uid: null,
    sid: 'S-9',
    name: 'AD\\jane',
  }

  test.each<[string, object]>([
    ['auth_id:8589934593', { auth_id: '8589934593' }],
    ['8589934593', { auth_id: '8589934593' }],
    ['uid:1000', { uid: 1000 }],
    ['S-1-5-21-9-1104', { sid: 'S-1-5-21-9-1104' }],
    ['SID:S-1-5-21-9-1104', { sid: 'S-1-5-21-9-1104' }],
    ['ad:jane', { domain: 'ACTIVE_DIRECTORY', name: 'jane' }],
    ['local:jane', { domain: 'LOCAL', name: 'jane' }],
    ['AD\\jane', { name: 'AD\\jane' }],
  ])('by %s, though it has no token yet', async (reference, identity) => {
    const { stub, session } = await start({
      [`GET ${collection}`]: [200, page([])],
      'POST /v1/identity/find': [200, adJane],
      'POST /v1/identity/expand': [200, { id: adJane, type: 'USER' }],
    })
    expect(await find(session, reference)).toMatchObject({
      id: '8589934593',
      name: 'AD\\jane',
      type: 'Active Directory user',
      manageable: true,
      slots: { used: 0, limit: 2 },
    })
    const asking = stub.requests.find(({ path }) => path === '/v1/identity/find')
    expect(JSON.parse(asking?.body ?? '')).toEqual(identity)
  })

  test('as a group, which cannot own tokens', async () => {
    const { session } = await start({
      [`GET ${collection}`]: [200, page([])],
      'POST /v1/identity/find': [200, { ...adJane, name: 'AD\\Domain Admins' }],
      'POST /v1/identity/expand': [200, { type: 'GROUP' }],
    })
    expect(await find(session, 'AD\\Domain Admins')).toMatchObject({ manageable: false, type: 'group' })
  })

  test.each(['auth_id:1002', '1002', 'uid:3000', 'S-1-5-21-1-1002', 'local:svc-backup'])(
    'by %s among those listed, without the privilege to ask',
    async (reference) => {
      const { stub, session } = await start({
        [who]: [200, whoAmI([read, write])],
        [`GET ${collection}`]: [200, page([token('1', { user: svcBackup }), token('2', { user: admin })])],
      })
      expect(await find(session, reference)).toMatchObject({ id: '1002', slots: { used: 1, limit: 2 } })
      expect(asked(stub).some((line) => line.includes('identity'))).toBe(false)
    },
  )

  test.each<[string, Routes]>([
    ['ad:nobody', { 'POST /v1/identity/find': [404, problem('auth_no_such_user_error')] }],
    ['no:such:form', {}],
    ['auth_id:x', {}],
  ])('not by %s', async (reference, routes) => {
    const { session } = await start({ [`GET ${collection}`]: [200, page([])], ...routes })
    expect(await find(session, reference)).toBeNull()
  })
})

test('how many slots others have used is not told to those who cannot see it', async () => {
  const { session } = await start({
    [who]: [200, whoAmI([userWrite])],
    [`GET ${collection}?user=auth_id%3A500`]: [200, page([token('1', { user: admin })])],
  })
  const owners = await session.listOwners()
  expect(owners.map(({ id, slots }) => [id, slots])).toEqual([
    ['500', { used: 1, limit: 2 }],
    ['1002', undefined],
  ])
})

import { describe, expect, it } from 'vitest'
import { as, expectError, startQumulo } from './harness.ts'

describe('users', () => {
  it('is a plain list of local users without groups', async () => {
    const bench = await startQumulo()
    const users = (await bench.send('GET', '/v1/users/')).json
    expect(Array.isArray(users)).toBe(true)
    expect(users.length).toBeGreaterThan(20)
    expect(users[0]).toEqual({
      id: '500',
      name: 'admin',
      primary_group: '513',
      sid: 'S-1-5-21-875131741-2032918968-824250182-500',
      uid: '0',
      home_directory: null,
      can_change_password: true,
    })
    expect(users[1]).toMatchObject({
      name: 'guest',
      primary_group: '514',
      uid: '',
      can_change_password: false,
    })
    expect(
      users.every(
        (user: { name: string; uid: unknown }) => !user.name.includes('\\') && typeof user.uid === 'string',
      ),
    ).toBe(true)
  })

  it('gives one user and its groups, 404 for others', async () => {
    const bench = await startQumulo()
    expect((await bench.send('GET', '/v1/users/1004')).json).toMatchObject({ name: 'jane', uid: '1000' })
    expect(
      (await bench.send('GET', '/v1/users/1010/groups/')).json.map((group: { name: string }) => group.name),
    ).toEqual(['Users', 'storage-operators'])
    expectError(await bench.send('GET', '/v1/users/513'), 404, 'rest_not_found_error')
    expectError(await bench.send('GET', '/v1/users'), 404, 'rest_not_found_error')
  })

  it('needs a privilege for others than oneself, or only a sign-in', async () => {
    const bench = await startQumulo()
    const caller = as(bench, 'plain')
    expectError(await bench.send('GET', '/v1/users/', caller), 403, 'auth_not_authorized_error')
    expect((await bench.send('GET', '/v1/users/1004', caller)).status).toBe(200)
    expectError(await bench.send('GET', '/v1/users/500', caller), 403, 'auth_not_authorized_error')
    const open = await startQumulo({ userList: 'open' })
    expect((await open.send('GET', '/v1/users/', as(open, 'plain'))).status).toBe(200)
  })
})

describe('identities', () => {
  const FIND = '/v1/identity/find'
  const EXPAND = '/v1/identity/expand'

  it.each([FIND, '/v1/auth/identity/find'])('%s fills all members', async (path) => {
    const bench = await startQumulo()
    const reply = await bench.send('POST', path, { json: { name: 'jane', domain: 'LOCAL' } })
    expect(reply.json).toEqual({
      domain: 'LOCAL',
      auth_id: '1004',
      uid: 1000,
      gid: null,
      sid: 'S-1-5-21-875131741-2032918968-824250182-1004',
      name: 'jane',
    })
  })

  it('refuses what names nobody or cannot be read', async () => {
    const bench = await startQumulo()
    expectError(await bench.send('POST', FIND, { json: { name: 'nobody' } }), 404, 'auth_no_such_user_error')
    expectError(
      await bench.send('POST', FIND, { json: { domain: 'LOCAL' } }),
      400,
      'rest_invalid_request_error',
    )
    expectError(await bench.send('POST', FIND, { json: { who: 'me' } }), 400, 'decode_error')
    expectError(await bench.send('POST', EXPAND, { json: {} }), 400, 'rest_invalid_request_error')
    expectError(await bench.send('POST', EXPAND, { json: { id: { name: 7 } } }), 400, 'decode_error')
  })

  it.each([EXPAND, '/v1/auth/identity/expand'])(
    '%s tells users, groups and unknown ones apart',
    async (path) => {
      const bench = await startQumulo()
      const expand = async (id: object): Promise<Record<string, unknown>> =>
        (await bench.send('POST', path, { json: { id } })).json
      const user = await expand({ auth_id: '1004' })
      expect(Object.keys(user)).toEqual(['id', 'type', 'smb_id', 'nfs_id', 'equivalent_ids', 'group_ids'])
      expect(user).toMatchObject({
        type: 'USER',
        id: { name: 'jane' },
        smb_id: { sid: expect.stringMatching(/-1004$/) },
        nfs_id: { uid: 1000, sid: null },
        group_ids: [{ auth_id: '513', name: 'Users' }],
      })
      expect(await expand({ auth_id: '513' })).toMatchObject({ type: 'GROUP' })
      expect(await expand({ auth_id: '12884902987' })).toMatchObject({ type: 'UNKNOWN', id: { name: null } })
      expect(await expand({ uid: 3006 })).toMatchObject({
        type: 'USER',
        nfs_id: { uid: 3006 },
        smb_id: { sid: null },
      })
    },
  )

  it('needs PRIVILEGE_IDENTITY_READ', async () => {
    const bench = await startQumulo()
    for (const path of [FIND, EXPAND]) {
      expectError(
        await bench.send('POST', path, { json: { id: { auth_id: '500' } }, ...as(bench, 'auditor') }),
        403,
        'auth_not_authorized_error',
      )
    }
  })
})

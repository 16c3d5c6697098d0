import { describe, expect, it } from 'vitest'
import { as, startNetbird } from './harness.ts'

const DENIED = { message: 'permission denied', code: 403 }

interface User {
  id: string
}

describe('create', () => {
  const valid = { role: 'auditor', auto_groups: [], is_service_user: true, name: 'новый' }

  it('makes a service user', async () => {
    const { send } = await startNetbird()
    const reply = await send('POST', '/api/users', { json: valid })
    expect(reply).toMatchObject({
      status: 200,
      json: {
        name: 'новый',
        role: 'auditor',
        is_service_user: true,
        status: 'active',
        issued: 'api',
        email: '',
      },
    })
    const listed: User[] = (await send('GET', '/api/users?service_user=true')).json
    expect(listed.map(({ id }) => id)).toContain(reply.json.id)
  })

  it('422 for an owner and for an unknown role, 400 for wrong types, 403 without rights', async () => {
    const bench = await startNetbird()
    const send = (json: unknown, caller = {}) => bench.send('POST', '/api/users', { json, ...caller })
    expect((await send({ ...valid, role: 'owner' })).json).toEqual({
      message: "can't create a service user with owner role",
      code: 422,
    })
    expect((await send({ ...valid, role: 'King' })).json).toEqual({
      message: 'unknown user role king',
      code: 422,
    })
    expect((await send({})).status).toBe(422)
    expect((await send({ ...valid, is_service_user: 'yes' })).json.message).toBe(
      "couldn't parse JSON request",
    )
    expect((await send({ ...valid, auto_groups: [1] })).status).toBe(400)
    expect((await send(valid, as(bench, 'auditor'))).json).toEqual(DENIED)
  })

  it('412 for people without an identity provider; with one they are invited, twice is 409', async () => {
    const person = { ...valid, is_service_user: false, email: 'New@practice.example' }
    const plain = await startNetbird()
    expect((await plain.send('POST', '/api/users', { json: person })).json).toEqual({
      message: 'idp manager must be enabled to send user invites',
      code: 412,
    })
    const { send } = await startNetbird({ invites: true })
    const invited = await send('POST', '/api/users', { json: person })
    expect(invited).toMatchObject({ status: 200, json: { status: 'invited', is_service_user: false } })
    expect((await send('POST', '/api/users', { json: person })).status).toBe(409)
    for (const [json, word] of [
      [{ ...person, name: '' }, 'name'],
      [{ ...person, email: '' }, 'email'],
      [{ ...person, role: 'owner' }, 'owner'],
    ] as const) {
      expect(await send('POST', '/api/users', { json })).toMatchObject({
        status: 422,
        json: { message: expect.stringContaining(word) },
      })
    }
  })
})

describe('update', () => {
  it('changes role, groups and blocking; a blocked service user is refused', async () => {
    const bench = await startNetbird()
    const path = `/api/users/${bench.server.accounts['auditor']!.owner}`
    const json = { role: 'user', auto_groups: [], is_blocked: true }
    expect((await bench.send('PUT', path, { json })).json).toMatchObject({
      role: 'user',
      is_blocked: true,
      status: 'blocked',
    })
    expect((await bench.send('GET', '/api/users', as(bench, 'auditor'))).json.message).toContain(
      'user is blocked',
    )
    expect((await bench.send('PUT', path, { json: { ...json, is_blocked: false } })).json.status).toBe(
      'active',
    )
  })

  it('checks the user, the body, the groups member, the role and the rights, in this order', async () => {
    const bench = await startNetbird()
    const path = `/api/users/${bench.server.accounts['automation']!.owner}`
    const json = { role: 'user', auto_groups: [], is_blocked: false }
    expect((await bench.send('PUT', '/api/users/nobody', { body: '{' })).json.message).toBe(
      'user: nobody not found',
    )
    expect((await bench.send('PUT', path, { body: '{' })).json.message).toBe("couldn't parse JSON request")
    expect((await bench.send('PUT', path, { json: { role: 'king' } })).json).toEqual({
      message: "auto_groups field can't be absent",
      code: 400,
    })
    expect((await bench.send('PUT', path, { json: { ...json, role: 'king' } })).json).toEqual({
      message: 'invalid user role',
      code: 422,
    })
    expect((await bench.send('PUT', path, { json, ...as(bench, 'networkAdmin') })).json).toEqual(DENIED)
  })

  it('keeps the rules about admins, owners and groups', async () => {
    const bench = await startNetbird()
    const put = async (name: string, changes: object): Promise<[number, string]> => {
      const path = `/api/users/${encodeURIComponent(bench.server.accounts[name]!.owner)}`
      const json = { role: 'admin', auto_groups: [], is_blocked: false, ...changes }
      const reply = await bench.send('PUT', path, { json })
      return [reply.status, reply.json.message]
    }
    expect(await put('administrator', { is_blocked: true })).toEqual([
      403,
      expect.stringContaining("can't block or unblock themselves"),
    ])
    expect(await put('administrator', { role: 'user' })).toEqual([
      403,
      expect.stringContaining("can't change their role"),
    ])
    expect(await put('owner', {})).toEqual([
      403,
      expect.stringContaining('only owners can remove owner role'),
    ])
    expect(await put('owner', { role: 'owner', is_blocked: true })).toEqual([
      403,
      expect.stringContaining('unable to block owner'),
    ])
    expect(await put('networkAdmin', { role: 'owner' })).toEqual([
      403,
      expect.stringContaining('only owners can add owner role'),
    ])
    expect(await put('auditor', { auto_groups: ['nope'] })).toEqual([
      422,
      expect.stringContaining('group id nope'),
    ])
  })
})

describe('delete', () => {
  it('takes the tokens of the service user along', async () => {
    const bench = await startNetbird()
    const { owner, tokenId, secret } = bench.server.accounts['auditor']!
    expect(await bench.send('DELETE', `/api/users/${owner}`)).toMatchObject({ status: 200, json: {} })
    expect(bench.server.control.issued().has(tokenId)).toBe(false)
    expect((await bench.send('GET', '/api/users', { authorization: `Token ${secret}` })).status).toBe(404)
    expect((await bench.send('DELETE', `/api/users/${owner}`)).json).toEqual({
      message: `user: ${owner} not found`,
      code: 404,
    })
  })

  it('refuses itself, the owner, users that must stay, and callers without rights', async () => {
    const bench = await startNetbird()
    const erase = (id: string, caller = {}) =>
      bench.send('DELETE', `/api/users/${encodeURIComponent(id)}`, caller)
    const { administrator, owner, auditor } = bench.server.accounts
    expect((await erase(administrator!.owner)).json).toEqual({
      message: 'self deletion is not allowed',
      code: 422,
    })
    expect((await erase(owner!.owner)).json).toEqual({
      message: "can't delete a user with the owner role",
      code: 403,
    })
    expect((await erase(auditor!.owner, as(bench, 'networkAdmin'))).json).toEqual(DENIED)
    // The hidden user can only be found in the history.
    const events: { target_id: string; meta: { name?: string } }[] = (
      await bench.send('GET', '/api/events/audit')
    ).json
    const hidden = events.find(({ meta }) => meta.name === 'directory-sync')!
    expect((await erase(hidden.target_id)).json).toEqual({
      message: 'service user is marked as non-deletable',
      code: 403,
    })
  })
})

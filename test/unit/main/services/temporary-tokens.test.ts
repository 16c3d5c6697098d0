import { describe, expect, test } from 'vitest'
import { insertIntent } from '../../../../src/main/vault/tables/intents.ts'
import { listServers } from '../../../../src/main/vault/tables/servers.ts'
import { createVault } from '../../../../src/main/vault/vault.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { failure, value } from '../../../support/engine.ts'
import { lost } from '../../../support/fake-kind.ts'
import { type FakeSetting, fakeSetting } from '../../../support/fake-setting.ts'
import { bytes, password } from '../../../support/ports.ts'

const text = (secret: Uint8Array) => new TextDecoder().decode(secret)

const createIn = ({ client }: FakeSetting, owner = 'u1') =>
  client.call('tokens.create', {
    server: 'cloud',
    owner,
    fields: { name: 'short', persistence: 'temporary' },
  })

const withTemporary = async () => {
  const setting = await fakeSetting()
  return { setting, made: await value(createIn(setting)), client: setting.client }
}

describe('a temporary token', () => {
  test('has no remote id, and its secret is in the vault before it is shown', async () => {
    const { made, client, setting } = await withTemporary()
    expect(made).toMatchObject({ remoteId: null, name: 'short', hasSecret: true, status: 'active' })
    expect(text((await value(client.call('tokens.reveal', { id: made.id }))).secret)).toBe('fake-secret-1')
    // It is in no list, so nothing was listed before it and nothing is asked about it afterwards.
    const calls = setting.world('cloud').calls.slice(setting.world('cloud').calls.indexOf('createToken'))
    expect(calls).toEqual(['createToken'])
    expect(setting.world('cloud').calls).not.toContain('listOwnerTokens')
  })

  test('is neither gone nor stale because a listing does not have it', async () => {
    const { made, client } = await withTemporary()
    await value(client.call('tokens.refresh', {}))
    expect(await value(client.call('tokens.get', { id: made.id }))).toMatchObject({
      status: 'active',
      stale: false,
    })
  })

  test('is found by its name, and not by what the server calls it', async () => {
    const { made, client } = await withTemporary()
    const named = await value(client.call('tokens.query', { text: 'short' }))
    expect(named.rows.map(({ id }) => id)).toEqual([made.id])
    expect((await value(client.call('tokens.query', { text: 'nonce' }))).rows).toEqual([])
  })

  test('is only forgotten by deleting it: row and secret go, the server is not asked', async () => {
    const { made, client, setting } = await withTemporary()
    const before = setting.world('cloud').calls.length
    const refused = await failure(client.call('tokens.delete', { id: made.id, confirmed: false }))
    expect(refused.code).toBe('confirmation-missing')
    expect(refused.message).toMatch(/only forgets .*“short”.* until 2099-01-01T00:00:00Z/)
    expect(await value(client.call('tokens.delete', { id: made.id, confirmed: true }))).toMatchObject({
      id: made.id,
      status: 'gone',
      hasSecret: false,
    })
    expect((await failure(client.call('tokens.get', { id: made.id }))).code).toBe('not-found')
    expect((await failure(client.call('tokens.reveal', { id: made.id }))).code).toBe('not-found')
    expect(setting.world('cloud').calls.length).toBe(before)
    expect((await setting.journal())[0]).toMatch(/^token.delete temporary token “short”.*: forgotten$/)
  })

  test('is not purged, because it is not gone', async () => {
    const { made, client } = await withTemporary()
    expect(await failure(client.call('tokens.purge', { id: made.id, confirmed: true }))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('forgets its row and secret'),
    })
  })

  test('cannot be changed, switched off, read or asked about, and each says why', async () => {
    const { made, client, setting } = await withTemporary()
    const before = setting.world('cloud').calls.length
    const { id } = made
    const secret = new TextEncoder().encode('fake')
    const answers = await Promise.all([
      failure(client.call('tokens.update', { id, fields: { name: 'x' } })),
      failure(client.call('tokens.setEnabled', { id, enabled: false })),
      failure(client.call('tokens.setEnabled', { id, enabled: true })),
      failure(client.call('tokens.fetchSecret', { id })),
      failure(client.call('tokens.store', { id, secret })),
      failure(client.call('tokens.events', { id })),
    ])
    expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 'unsupported'))
    expect(new Set(answers.map(({ message }) => message)).size).toBe(answers.length)
    expect(setting.world('cloud').calls.length).toBe(before)
  })

  test('is verified as a secret of nobody in particular', async () => {
    const { made, client } = await withTemporary()
    expect(await value(client.call('tokens.verify', { id: made.id }))).toMatchObject({ ok: true })
  })

  test('goes with its server', async () => {
    const { made, client } = await withTemporary()
    const { tokens, secrets } = await value(
      client.call('servers.remove', { server: 'cloud', confirmed: true }),
    )
    expect([tokens, secrets]).toEqual([4, 1])
    expect((await failure(client.call('tokens.get', { id: made.id }))).code).toBe('not-found')
  })
})

describe('revoking the temporary tokens of an owner', () => {
  test('marks the known ones as revoked, of this owner only, and is confirmed first', async () => {
    const { made, client, setting } = await withTemporary()
    const other = await value(createIn(setting, 'u2'))
    const refused = await failure(
      client.call('tokens.revokeTemporary', { server: 'cloud', confirmed: false }),
    )
    expect(refused).toMatchObject({ code: 'confirmation-missing' })
    expect(refused.message).toMatch(/of Jane on cloud .*Known here: 1\./)
    expect(setting.world('cloud').calls).not.toContain('revokeTemporary')
    const done = await value(client.call('tokens.revokeTemporary', { server: 'cloud', confirmed: true }))
    expect(done).toEqual({ server: 'cloud', owner: 'Jane', revoked: 1 })
    expect(await value(client.call('tokens.get', { id: made.id }))).toMatchObject({ status: 'revoked' })
    expect(await value(client.call('tokens.get', { id: other.id }))).toMatchObject({ status: 'active' })
    const listed = await value(client.call('tokens.query', { text: 't1' }))
    expect(listed.rows[0]).toMatchObject({ status: 'active' })
    await value(client.call('tokens.refresh', {}))
    expect(await value(client.call('tokens.get', { id: made.id }))).toMatchObject({ status: 'revoked' })
  })

  test('whose answer was lost changes no row and may be repeated', async () => {
    const { made, client, setting } = await withTemporary()
    setting.world('cloud').failing.set('revokeTemporary', lost())
    const call = () => client.call('tokens.revokeTemporary', { server: 'cloud', confirmed: true })
    expect(await failure(call())).toMatchObject({ code: 'outcome-unknown' })
    expect(await value(client.call('tokens.get', { id: made.id }))).toMatchObject({ status: 'active' })
    expect((await value(call())).revoked).toBe(1)
  })

  test('of somebody whom this credential may not manage is refused', async () => {
    const { client } = await withTemporary()
    const input = { server: 'cloud', owner: 'Bob', confirmed: true }
    expect(await failure(client.call('tokens.revokeTemporary', input))).toMatchObject({
      code: 'forbidden',
      message: 'Another person.',
    })
  })
})

describe('a create of a temporary token whose answer is lost', () => {
  test('is settled at once, and says that nothing can be found', async () => {
    const setting = await fakeSetting()
    setting.world('cloud').failing.set('createToken', lost())
    const error = await failure(createIn(setting))
    expect(error.code).toBe('outcome-unknown')
    expect(error.id).toBeUndefined()
    expect(error.message).toMatch(/in no list.*ends by itself.*revoking the temporary tokens/)
    expect(await value(setting.client.call('tokens.pending'))).toEqual([])
    expect(setting.world('cloud').calls).not.toContain('listOwnerTokens')
    expect(await setting.journal()).toContainEqual(
      'token.create temporary create for u1 on cloud: cannot-be-found',
    )
    // Nothing stands in the way of another one.
    expect(await value(createIn(setting))).toMatchObject({ hasSecret: true })
  })

  test('that was refused leaves nothing pending either', async () => {
    const setting = await fakeSetting()
    setting.world('cloud').failing.set('createToken', new AppError('forbidden', 'No right.'))
    expect((await failure(createIn(setting))).code).toBe('forbidden')
    expect(await value(setting.client.call('tokens.pending'))).toEqual([])
  })

  test('and the program killed: it is told after the next unlock, until the server was read', async () => {
    const setting = await fakeSetting()
    await setting.engine.close()
    await leaveUnanswered(setting)
    const again = await setting.restart()
    const [pending] = await value(again.client.call('tokens.pending'))
    expect(pending?.message).toMatch(/temporary token.*ends by itself/)
    await value(again.client.call('tokens.refresh', {}))
    expect(await value(again.client.call('tokens.pending'))).toEqual([])
  })

  test('and the program killed: another create does not wait for it', async () => {
    const setting = await fakeSetting()
    await setting.engine.close()
    await leaveUnanswered(setting)
    const again = await setting.restart()
    expect(await value(createIn(again))).toMatchObject({ hasSecret: true })
    expect(await value(again.client.call('tokens.pending'))).toEqual([])
  })
})

/** What a kill in the middle of a create leaves behind: the row that was committed before the request. */
async function leaveUnanswered({ ports }: FakeSetting) {
  const vault = createVault(ports)
  await vault.unlock(bytes(password))
  vault.withDb(({ db }) => {
    const [cloud] = listServers(db)
    insertIntent(db, {
      id: '00000000-0000-4000-8000-000000000001',
      serverId: cloud?.id ?? '',
      ownerId: 'u1',
      fields: { persistence: 'temporary' },
      seenIds: [],
      sentAtMs: ports.now(),
    })
  })
  await vault.lock()
}

import { describe, expect, test } from 'vitest'
import { kindIds } from '../../src/shared/model/kind.ts'
import { failure, startEngine, value } from '../support/engine.ts'
import { holdingProxy } from '../support/holding-proxy.ts'
import { bytes, password } from '../support/ports.ts'
import { allTokens, createFields, freeOwner, practiceServers, unlockedSetting } from '../support/practice.ts'

const isCreate = { method: 'POST', path: /tokens(\/named)?\/?$/ } as const
const text = (secret: Uint8Array) => new TextDecoder().decode(secret)

describe.each(kindIds)('while a create is under way on %s', (kind) => {
  const start = async () => {
    const setting = await unlockedSetting()
    const { url, secret, fields } = setting.server(kind)
    const proxy = await holdingProxy(url)
    const slow = { kind, name: 'slow', url: proxy.url, fields: { ...fields }, secret: bytes(secret) }
    await value(setting.client.call('servers.add', slow))
    const owner = await freeOwner(setting, kind)
    const create = (name = 'made by a test') =>
      setting.client.call('tokens.create', {
        server: 'slow',
        owner,
        fields: { ...createFields[kind], ...('name' in (createFields[kind] ?? {}) ? { name } : {}) },
      })
    /** The server has made the token, and its answer is kept back until it is released. */
    const begin = async () => {
      const holding = proxy.hold(isCreate)
      const creating = create()
      return { creating, ...(await holding) }
    }
    return { setting, proxy, owner, create, begin, secret }
  }

  test('a refresh that sees the token does not call it an orphan', async () => {
    const { setting, begin, owner } = await start()
    const { creating, release } = await begin()
    await value(setting.client.call('tokens.refresh', { server: 'slow' }))
    release()
    const created = await value(creating)
    await value(setting.client.call('tokens.refresh', { server: 'slow' }))
    const rows = await allTokens(setting, { server: 'slow', owner })
    expect(rows.find((row) => row.id === created.id)).toMatchObject({
      orphan: false,
      hasSecret: true,
      status: 'active',
    })
    expect(rows.filter((row) => row.orphan)).toEqual([])
    expect(await value(setting.client.call('tokens.pending'))).toEqual([])
  })

  test('the server can neither be removed nor pointed elsewhere', async () => {
    const { setting, begin, secret, proxy } = await start()
    const { creating, release } = await begin()
    const { client } = setting
    expect((await failure(client.call('servers.remove', { server: 'slow', confirmed: true }))).code).toBe(
      'conflict',
    )
    const edit = { server: 'slow', url: proxy.url, secret: bytes(secret) }
    expect((await failure(client.call('servers.edit', edit))).code).toBe('conflict')
    release()
    const created = await value(creating)
    expect(text((await value(client.call('tokens.reveal', { id: created.id }))).secret)).toBe(
      setting
        .server(kind)
        .control.issued()
        .get(created.remoteId ?? ''),
    )
  })

  test('a second create for the same owner waits for the first', async () => {
    const { setting, begin, create } = await start()
    const { creating, release } = await begin()
    const second = create('the second one')
    release()
    expect(await value(creating)).toMatchObject({ hasSecret: true, orphan: false })
    const answer = await second
    // Where there is room for one more only, the second is refused, and never called a lost one.
    if (!answer.ok) expect(answer.error.code).toBe('limit-reached')
    expect((await allTokens(setting, { server: 'slow' })).filter((row) => row.orphan)).toEqual([])
  })

  test('a lock waits for its answer, and the secret is there after the next unlock', async () => {
    const { setting, begin } = await start()
    const { creating, release } = await begin()
    const locking = setting.client.call('vault.lock')
    expect((await value(setting.client.call('vault.status'))).state).toBe('locked')
    release()
    const created = await value(creating)
    await value(locking)
    await value(setting.client.call('vault.unlock', { password: bytes(password) }))
    expect(text((await value(setting.client.call('tokens.reveal', { id: created.id }))).secret)).toBe(
      setting
        .server(kind)
        .control.issued()
        .get(created.remoteId ?? ''),
    )
  })
})

describe('a server pointed to another system', () => {
  const twoSystems = async (kind: string) => {
    const setting = await unlockedSetting()
    const other = (await practiceServers({ seed: 'another system' })).servers[kind]
    if (!other) throw new Error('no other system')
    return { setting, other }
  }

  test.each(kindIds)('%s: no secret of the old one is ever sent to the new one', async (kind) => {
    const { setting, other } = await twoSystems(kind)
    const { client } = setting
    const owner = await freeOwner(setting, kind)
    const created = await value(
      client.call('tokens.create', { server: kind, owner, fields: { ...createFields[kind] } }),
    )
    const secret = text((await value(client.call('tokens.reveal', { id: created.id }))).secret)
    await value(
      client.call('servers.edit', {
        server: kind,
        url: other.url,
        secret: bytes(other.secret),
        unchecked: true,
      }),
    )
    expect(await value(client.call('tokens.get', { id: created.id }))).toMatchObject({
      status: 'gone',
      hasSecret: true,
    })
    expect((await failure(client.call('tokens.verify', { id: created.id }))).code).toBe('not-found')
    await value(client.call('tokens.refresh', {}))
    const seen = JSON.stringify(other.requests())
    expect(seen).not.toContain(secret)
    expect(seen).not.toContain(setting.server(kind).secret)
    expect(text((await value(client.call('tokens.reveal', { id: created.id }))).secret)).toBe(secret)
  })

  test.each(kindIds)('%s: the stored credential is refused for another address', async (kind) => {
    const { setting, other } = await twoSystems(kind)
    expect(
      await failure(setting.client.call('servers.edit', { server: kind, url: other.url })),
    ).toMatchObject({
      code: 'invalid-input',
      field: 'secret',
    })
    expect(other.requests()).toEqual([])
  })

  test('the same system at a new address keeps rows, ids and secrets', async () => {
    const setting = await unlockedSetting()
    const { client } = setting
    const owner = await freeOwner(setting, 'netbird')
    const created = await value(
      client.call('tokens.create', { server: 'netbird', owner, fields: { ...createFields['netbird'] } }),
    )
    const { url, secret } = setting.server('netbird')
    const moved = url.replace('127.0.0.1', 'localhost')
    await value(client.call('servers.edit', { server: 'netbird', url: moved, secret: bytes(secret) }))
    expect(await value(client.call('tokens.get', { id: created.id }))).toMatchObject({
      status: 'active',
      hasSecret: true,
      orphan: false,
    })
    const rows = await allTokens(setting, { server: 'netbird' })
    expect(rows.filter((row) => row.status === 'gone')).toEqual([])
    expect((await value(client.call('tokens.verify', { id: created.id }))).ok).toBe(true)
  })

  test('a token seen by another server of the old address stays with that one', async () => {
    const { setting, other } = await twoSystems('netbird')
    const { client } = setting
    const { url, secret } = setting.server('netbird')
    const owner = await freeOwner(setting, 'netbird')
    const created = await value(
      client.call('tokens.create', { server: 'netbird', owner, fields: { ...createFields['netbird'] } }),
    )
    await value(client.call('servers.add', { kind: 'netbird', name: 'twin', url, secret: bytes(secret) }))
    await value(
      client.call('servers.edit', { server: 'netbird', url: other.url, secret: bytes(other.secret) }),
    )
    expect(await value(client.call('tokens.get', { id: created.id }))).toMatchObject({
      server: 'twin',
      status: 'active',
      hasSecret: true,
    })
    expect((await value(client.call('tokens.verify', { id: created.id }))).ok).toBe(true)
  })

  test('of two edits at once the later one to end is refused', async () => {
    const { setting, other } = await twoSystems('qumulo')
    const { client } = setting
    setting.server('qumulo').control.next({ do: 'slow', delayMs: 300, times: 1 })
    const slow = client.call('servers.edit', { server: 'qumulo', fields: {}, trust: { mode: 'system' } })
    await value(
      client.call('servers.edit', { server: 'qumulo', url: other.url, secret: bytes(other.secret) }),
    )
    expect(await failure(slow)).toMatchObject({ code: 'conflict' })
    const servers = await value(client.call('servers.list'))
    expect(servers.find(({ name }) => name === 'qumulo')?.url).toBe(other.url)
  })
})

describe('answers that come late', () => {
  test('an older refresh does not undo a change made since', async () => {
    const setting = await unlockedSetting()
    const { client } = setting
    const { control } = setting.server('qumulo')
    const row = (await allTokens(setting, { server: 'qumulo' })).find(
      (candidate) => candidate.status === 'active' && !candidate.isCredential,
    )
    if (!row) throw new Error('no row')
    control.next({ method: 'GET', path: /access-tokens\/(\?|$)/, do: 'slow', delayMs: 300 })
    const seen = control.seen({ method: 'GET', path: /access-tokens\/(\?|$)/ })
    const refreshing = client.call('tokens.refresh', { server: 'qumulo' })
    await seen
    await value(client.call('tokens.setEnabled', { id: row.id, enabled: false }))
    await value(refreshing)
    expect(await value(client.call('tokens.get', { id: row.id }))).toMatchObject({ status: 'disabled' })
  })

  test('clocks that jump make nothing gone and nothing stay', async () => {
    let offsetMs = 0
    const setting = await unlockedSetting({ now: () => Date.now() + offsetMs })
    const { client } = setting
    const owner = await freeOwner(setting, 'netbird')
    offsetMs = 365 * 86_400_000
    await value(client.call('tokens.refresh', { server: 'netbird' }))
    offsetMs = -3_600_000
    const created = await value(
      client.call('tokens.create', { server: 'netbird', owner, fields: { ...createFields['netbird'] } }),
    )
    await value(client.call('tokens.refresh', { server: 'netbird' }))
    expect(await value(client.call('tokens.get', { id: created.id }))).toMatchObject({
      status: 'active',
      stale: false,
    })
    setting.server('netbird').control.removeTokenOutside(owner, created.remoteId ?? '')
    await value(client.call('tokens.refresh', { server: 'netbird' }))
    expect(await value(client.call('tokens.get', { id: created.id }))).toMatchObject({ status: 'gone' })
  })

  test('a secret stored for an orphan ends its being one', async () => {
    const setting = await unlockedSetting({ httpLimits: { totalMs: 700 } })
    const { client } = setting
    const owner = await freeOwner(setting, 'qumulo')
    const { control } = setting.server('qumulo')
    control.next({ ...isCreate, do: 'drop-after-work' })
    const { id = '' } = await failure(client.call('tokens.create', { server: 'qumulo', owner, fields: {} }))
    const orphan = await value(client.call('tokens.get', { id }))
    const issued = control.issued().get(orphan.remoteId ?? '') ?? ''
    expect(await value(client.call('tokens.store', { id, secret: bytes(issued) }))).toMatchObject({
      orphan: false,
      hasSecret: true,
    })
  })
})

test('a lock while unlocking holds, and the vault opens again', async () => {
  const setting = await unlockedSetting()
  await setting.engine.close()
  const again = startEngine({ vaultFolder: setting.ports.vaultFolder })
  const unlocking = again.client.call('vault.unlock', { password: bytes(password) })
  await value(again.client.call('vault.lock'))
  await unlocking
  expect((await value(again.client.call('vault.status'))).state).toBe('locked')
  expect((await value(again.client.call('vault.unlock', { password: bytes(password) }))).state).toBe(
    'unlocked',
  )
})

import { describe, expect, test } from 'vitest'
import { kindIds } from '../../src/shared/model/kind.ts'
import { failure, startEngine, value } from '../support/engine.ts'
import { bytes, password } from '../support/ports.ts'
import { allTokens, createFields, freeOwner, unlockedSetting } from '../support/practice.ts'

const text = (secret: Uint8Array) => new TextDecoder().decode(secret)

describe.each(kindIds)('the main job on %s', (kind) => {
  test('a new token’s secret is what the server issued, also after a restart', async () => {
    const setting = await unlockedSetting()
    const { client, ports, engine } = setting
    const owner = await freeOwner(setting, kind)
    const created = await value(
      client.call('tokens.create', { server: kind, owner, fields: { ...createFields[kind] } }),
    )
    expect(created).toMatchObject({
      server: kind,
      status: 'active',
      hasSecret: true,
      orphan: false,
      stale: false,
    })
    expect(created.owner.id).toBe(owner)
    const issued = setting
      .server(kind)
      .control.issued()
      .get(created.remoteId ?? '')
    expect(issued).toBeTypeOf('string')
    const revealed = await value(client.call('tokens.reveal', { id: created.id }))
    expect(text(revealed.secret)).toBe(issued)

    await engine.close()
    expect((await failure(client.call('tokens.reveal', { id: created.id }))).code).toBe('vault-locked')
    const again = startEngine({ vaultFolder: ports.vaultFolder })
    await value(again.client.call('vault.unlock', { password: bytes(password) }))
    expect(text((await value(again.client.call('tokens.reveal', { id: created.id }))).secret)).toBe(issued)
    expect(await value(again.client.call('tokens.get', { id: created.id }))).toEqual(created)
  })

  test('the row and the record on the server agree, and the row keeps its id over refreshes', async () => {
    const setting = await unlockedSetting()
    const { client } = setting
    const owner = await freeOwner(setting, kind)
    const created = await value(
      client.call('tokens.create', { server: kind, owner, fields: { ...createFields[kind] } }),
    )
    await value(client.call('tokens.refresh', { server: kind }))
    const listed = (await allTokens(setting, { server: kind })).find(
      (token) => token.remoteId === created.remoteId,
    )
    const { seenAt: _seen, lastUsedAt: _used, lastUsedAtMs: _usedMs, ...stable } = created
    expect(listed).toMatchObject(stable)
    for (const [name, given] of Object.entries(createFields[kind] ?? {})) {
      if (name === 'name') expect(created.name).toBe(given)
      if (name === 'expiration_time') expect(created.expiresAt).toBe(given)
    }
  })

  test('everything the server lists is in the inventory, each row once, none with a secret', async () => {
    const setting = await unlockedSetting()
    const rows = await allTokens(setting, { server: kind })
    expect(rows.length).toBeGreaterThan(20)
    expect(new Set(rows.map((row) => row.remoteId)).size).toBe(rows.length)
    expect(rows.every((row) => !row.hasSecret && !row.stale && row.status !== 'gone')).toBe(true)
  })

  test('a token deleted here or elsewhere stays as gone, with its secret, until it is purged', async () => {
    const setting = await unlockedSetting()
    const { client } = setting
    const owner = await freeOwner(setting, kind)
    const { id } = await value(
      client.call('tokens.create', { server: kind, owner, fields: { ...createFields[kind] } }),
    )
    expect((await failure(client.call('tokens.purge', { id, confirmed: true }))).code).toBe('conflict')
    const missing = await failure(client.call('tokens.delete', { id, confirmed: false }))
    expect(missing.code).toBe('confirmation-missing')
    expect(missing.message).toContain(kind)
    const gone = await value(client.call('tokens.delete', { id, confirmed: true }))
    expect(gone).toMatchObject({ id, status: 'gone', hasSecret: true })
    await value(client.call('tokens.refresh', {}))
    expect(await value(client.call('tokens.get', { id }))).toMatchObject({ status: 'gone', hasSecret: true })
    expect((await failure(client.call('tokens.delete', { id, confirmed: true }))).code).toBe('not-found')
    await value(client.call('tokens.purge', { id, confirmed: true }))
    expect((await failure(client.call('tokens.get', { id }))).code).toBe('not-found')

    const other = await value(
      client.call('tokens.create', { server: kind, owner, fields: { ...createFields[kind] } }),
    )
    setting.server(kind).control.removeTokenOutside(owner, other.remoteId ?? '')
    await value(client.call('tokens.refresh', { server: kind }))
    expect(await value(client.call('tokens.get', { id: other.id }))).toMatchObject({
      status: 'gone',
      hasSecret: true,
    })
  })

  test('a secret the person has is stored after the server confirmed it, and refused otherwise', async () => {
    const setting = await unlockedSetting()
    const { client } = setting
    const { control, accounts } = setting.server(kind)
    const account = Object.values(accounts).find(
      (candidate) => candidate.about.includes('latchkey') || candidate.secret,
    )
    const rows = await allTokens(setting, { server: kind })
    const own = rows.find((row) => row.status === 'active' && row.remoteId === account?.tokenId)
    if (!own || !account) throw new Error('no row for the account')
    const other = rows.find((row) => row.status === 'active' && row.owner.id !== own.owner.id)
    if (!other) throw new Error('no other row')
    const identities = await value(client.call('servers.list'))
    // A server that does not even tell whose credential we use cannot tell whose a secret is.
    const isCertain = identities.find((server) => server.kind === kind)?.identity?.ownerId !== null
    if (isCertain) {
      const wrongOwner = await failure(
        client.call('tokens.store', { id: other.id, secret: bytes(account.secret) }),
      )
      expect(wrongOwner.code).toBe('verify-failed')
    }
    expect(
      (await failure(client.call('tokens.store', { id: own.id, secret: bytes('not-a-secret-of-anybody') })))
        .code,
    ).toBe('verify-failed')
    expect((await failure(client.call('tokens.reveal', { id: own.id }))).code).toBe('no-secret')
    const stored = await value(client.call('tokens.store', { id: own.id, secret: bytes(account.secret) }))
    expect(stored).toMatchObject({ hasSecret: true, isConfirmed: isCertain })
    expect(text((await value(client.call('tokens.reveal', { id: own.id }))).secret)).toBe(
      control.issued().get(own.remoteId ?? ''),
    )
    expect(await value(client.call('tokens.verify', { id: own.id }))).toMatchObject({
      ok: true,
      isCertain,
      owner: isCertain ? { id: own.owner.id } : null,
    })
  })

  test('what the descriptor denies is refused with its reason, before any request', async () => {
    const setting = await unlockedSetting()
    const { client } = setting
    const [row] = await allTokens(setting, { server: kind })
    const descriptor = (await value(client.call('servers.kinds'))).find((candidate) => candidate.id === kind)
    if (!row || !descriptor) throw new Error('nothing to try')
    const denied = descriptor.capabilities.find(
      (capability) => capability.id === 'tokens.disable' && !capability.available,
    )
    if (!denied) return
    const before = setting.server(kind).requests().length
    const error = await failure(client.call('tokens.setEnabled', { id: row.id, enabled: false }))
    expect(error).toMatchObject({ code: 'unsupported', message: denied.reason })
    expect(setting.server(kind).requests().length).toBe(before)
  })
})

describe('several identities on one endpoint', () => {
  test('a token seen through two servers is one row, its secret is stored once and survives the first server', async () => {
    const setting = await unlockedSetting()
    const { client } = setting
    const { url, accounts } = setting.server('netbird')
    const admin = accounts['administrator']
    const owner = await freeOwner(setting, 'netbird')
    const created = await value(
      client.call('tokens.create', { server: 'netbird', owner, fields: { name: 'shared', expires_in: '5' } }),
    )
    if (!admin) throw new Error('no administrator')
    await value(
      client.call('servers.add', {
        kind: 'netbird',
        name: 'second identity',
        url,
        secret: bytes(admin.secret),
      }),
    )
    const all = (await allTokens(setting)).filter((row) => row.name === 'shared')
    expect(all).toHaveLength(1)
    expect(
      (await allTokens(setting, { server: 'second identity', text: 'shared' })).map((row) => row.id),
    ).toEqual([created.id])
    const before = text((await value(client.call('tokens.reveal', { id: created.id }))).secret)
    const counts = async () =>
      (await value(client.call('servers.list'))).filter(({ kind }) => kind === 'netbird')
    const [first, second] = (await counts()).toSorted((one, other) => one.name.localeCompare(other.name))
    expect(second).toMatchObject({
      tokens: first?.tokens,
      acting: 0,
      secrets: first?.secrets,
    })
    expect(first?.acting).toBe(first?.tokens)
    expect(first?.tokens).toBeGreaterThan(0)
    const asked = await client.call('servers.remove', { server: 'netbird', confirmed: false })
    expect(asked).toMatchObject({
      ok: false,
      error: {
        message: expect.stringContaining(
          `with 0 tokens and 0 stored secrets from the vault. ${first?.tokens} more stay`,
        ),
      },
    })
    await value(client.call('servers.remove', { server: 'netbird', confirmed: true }))
    expect(await value(client.call('tokens.get', { id: created.id }))).toMatchObject({
      server: 'second identity',
      hasSecret: true,
    })
    expect(text((await value(client.call('tokens.reveal', { id: created.id }))).secret)).toBe(before)
    expect((await value(client.call('vault.check'))).ok).toBe(true)
  })
})

describe('refresh', () => {
  test('one dead server does not keep the others from being read; its rows become stale', async () => {
    const setting = await unlockedSetting({ httpLimits: { totalMs: 500 } })
    const { client } = setting
    setting.server('netbird').control.next({ do: 'hang', times: 1000 })
    const result = await value(client.call('tokens.refresh', {}))
    expect(result.refreshed).toEqual(kindIds.filter((kind) => kind !== 'netbird').toSorted())
    expect(result.failures).toMatchObject([{ name: 'netbird', code: 'unreachable' }])
    expect((await allTokens(setting, { server: 'netbird' })).every((row) => row.stale)).toBe(true)
    for (const kind of result.refreshed) {
      expect((await allTokens(setting, { server: kind })).some((row) => row.stale)).toBe(false)
    }
    const servers = await value(client.call('servers.list'))
    expect(servers.find(({ name }) => name === 'netbird')).toMatchObject({ state: 'unreachable' })
  })

  test('a rejected credential marks the server, keeps the rows and is told', async () => {
    const setting = await unlockedSetting()
    setting.server('qumulo').control.expireCredential()
    const result = await value(setting.client.call('tokens.refresh', { server: 'qumulo' }))
    expect(result.failures).toMatchObject([{ name: 'qumulo', code: 'rejected' }])
    expect((await allTokens(setting, { server: 'qumulo' })).length).toBeGreaterThan(20)
  })

  test('a credential that lost its rights does not make the rows of others gone', async () => {
    const setting = await unlockedSetting()
    const before = await allTokens(setting, { server: 'netbird' })
    setting.server('netbird').control.setRole('user')
    await value(setting.client.call('tokens.refresh', { server: 'netbird' }))
    const after = await allTokens(setting, { server: 'netbird' })
    expect(after.filter((row) => row.status === 'gone')).toEqual([])
    expect(after).toHaveLength(before.length)
    expect(after.some((row) => row.stale)).toBe(true)
  })

  test('owners whose tokens are hidden are counted with the reason', async () => {
    const setting = await unlockedSetting()
    const { hidden } = await value(setting.client.call('tokens.refresh', { server: 'netbird' }))
    expect(hidden).toMatchObject([
      { server: 'netbird', owners: expect.any(Number), reason: expect.stringContaining('another person') },
    ])
  })

  test('only the announcement crosses the event channel, never rows', async () => {
    const setting = await unlockedSetting()
    const revisions = setting.events.filter(({ event }) => event === 'inventory.changed')
    expect(revisions.length).toBeGreaterThan(0)
    for (const { data } of revisions) expect(Object.keys(data as object)).toEqual(['revision'])
  })
})

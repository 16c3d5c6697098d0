import { describe, expect, test } from 'vitest'
import { kindIds } from '../../src/shared/model/kind.ts'
import { failure, startEngine, value } from '../support/engine.ts'
import { bytes, password } from '../support/ports.ts'
import { allTokens, createFields, freeOwner, type Setting, unlockedSetting } from '../support/practice.ts'

const isCreate = { method: 'POST', path: /tokens(\/named)?\/?$/ } as const

const creates = (setting: Setting, kind: string) =>
  setting
    .server(kind)
    .requests()
    .filter((request) => request.method === 'POST' && /tokens(\/named)?\/?$/.test(request.path)).length

const rowsOf = async (setting: Setting, kind: string, owner: string) =>
  (await allTokens(setting, { server: kind, owner })).filter((row) => row.status !== 'gone')

describe.each(kindIds)('a create whose answer is lost, on %s', (kind) => {
  const start = async () => {
    const setting = await unlockedSetting({ httpLimits: { totalMs: 700 } })
    const owner = await freeOwner(setting, kind)
    const before = await rowsOf(setting, kind, owner)
    const create = () =>
      setting.client.call('tokens.create', { server: kind, owner, fields: { ...createFields[kind] } })
    return { setting, owner, before, create, control: setting.server(kind).control }
  }

  test('because the connection dropped after the work: the orphan is shown, once, and can be deleted', async () => {
    const { setting, owner, before, create, control } = await start()
    control.next({ ...isCreate, do: 'drop-after-work' })
    const error = await failure(create())
    expect(error.code).toBe('outcome-unknown')
    expect(error.id).toBeTypeOf('string')
    expect(creates(setting, kind)).toBe(1)
    const rows = await rowsOf(setting, kind, owner)
    expect(rows).toHaveLength(before.length + 1)
    const orphan = rows.find((row) => row.id === error.id)
    expect(orphan).toMatchObject({ orphan: true, hasSecret: false, status: 'active' })
    expect(await value(setting.client.call('tokens.pending'))).toEqual([])
    expect(
      await value(setting.client.call('tokens.delete', { id: orphan?.id ?? '', confirmed: true })),
    ).toMatchObject({
      status: 'gone',
      orphan: false,
    })
    expect(await value(create())).toMatchObject({ hasSecret: true, orphan: false })
    expect(creates(setting, kind)).toBe(2)
  })

  test('because the answer never came: the deadline ends it and reading back finds the orphan', async () => {
    const { setting, create, control } = await start()
    control.next({ ...isCreate, do: 'hang-after-work' })
    const error = await failure(create())
    expect(error).toMatchObject({ code: 'outcome-unknown', id: expect.any(String) })
    expect(creates(setting, kind)).toBe(1)
  })

  test('because the answer was garbage or an error after the work: the orphan is found as well', async () => {
    for (const rule of [{ do: 'garbage' }, { do: 'empty' }] as const) {
      const { setting, create, control } = await start()
      control.next({ ...isCreate, ...rule })
      const error = await failure(create())
      expect(error).toMatchObject({ code: 'outcome-unknown', id: expect.any(String) })
      expect(creates(setting, kind)).toBe(1)
    }
  })

  test('and the server cannot be read either: the next unlock reads back and shows the orphan', async () => {
    const { setting, owner, before, create, control } = await start()
    control.next({ ...isCreate, do: 'drop-after-work' })
    // The request before the create must work; what reads back must not.
    const seen = control.seen(isCreate)
    const creating = create()
    await seen
    control.next({ method: 'GET', do: 'status', status: 503, times: 1000 })
    const error = await failure(creating)
    expect(error.code).toBe('outcome-unknown')
    expect(await value(setting.client.call('tokens.pending'))).toMatchObject([
      { server: kind, ownerId: owner },
    ])
    await setting.engine.close()
    control.clear()

    const again = startEngine({ vaultFolder: setting.ports.vaultFolder })
    await value(again.client.call('vault.unlock', { password: bytes(password) }))
    expect(await value(again.client.call('tokens.pending'))).toEqual([])
    const rows = (await allTokens(again, { server: kind, owner })).filter((row) => row.status !== 'gone')
    expect(rows).toHaveLength(before.length + 1)
    expect(rows.filter((row) => row.orphan)).toHaveLength(1)
    expect(creates(setting, kind)).toBe(1)
  })

  test('a lock in between loses nothing: the create already sent is stored before the vault closes', async () => {
    const { setting, owner, create, control } = await start()
    control.next({ ...isCreate, do: 'slow', delayMs: 200 })
    const seen = control.seen(isCreate)
    const creating = create()
    await seen
    const locking = setting.client.call('vault.lock')
    expect((await failure(setting.client.call('servers.list'))).code).toBe('vault-locked')
    const created = await value(creating)
    await value(locking)
    await value(setting.client.call('vault.unlock', { password: bytes(password) }))
    const { secret } = await value(setting.client.call('tokens.reveal', { id: created.id }))
    expect(new TextDecoder().decode(secret)).toBe(
      setting
        .server(kind)
        .control.issued()
        .get(created.remoteId ?? ''),
    )
    expect((await rowsOf(setting, kind, owner)).filter((row) => row.orphan)).toEqual([])
    expect(creates(setting, kind)).toBe(1)
  })

  test('a refused create leaves nothing pending', async () => {
    const { setting, create, control } = await start()
    control.next({ ...isCreate, do: 'status', status: 403, body: '{}' })
    expect((await failure(create())).code).toBe('forbidden')
    expect(await value(setting.client.call('tokens.pending'))).toEqual([])
  })

  test('a dead server before the create sends nothing at all', async () => {
    const { setting, create } = await start()
    await setting.practice.close()
    expect((await failure(create())).code).toBe('unreachable')
    expect(await value(setting.client.call('tokens.pending'))).toEqual([])
  })

  test('the token of somebody else made at the same time is not called an orphan', async () => {
    const { setting, owner, create, control } = await start()
    control.next({ ...isCreate, do: 'drop-before-work' })
    const seen = control.seen(isCreate)
    const creating = create()
    await seen
    if (kind === 'netbird') control.addTokenOutside(owner)
    const error = await failure(creating)
    expect(error).toMatchObject({ code: 'outcome-unknown' })
    expect(error.id).toBeUndefined()
    expect((await rowsOf(setting, kind, owner)).some((row) => row.orphan)).toBe(false)
    expect(await value(setting.client.call('tokens.pending'))).toHaveLength(1)
  })
})

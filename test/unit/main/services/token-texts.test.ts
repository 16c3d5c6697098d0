import { describe, expect, test } from 'vitest'
import { failure, value } from '../../../support/engine.ts'
import { fakeSetting } from '../../../support/fake-setting.ts'
import { bytes } from '../../../support/ports.ts'

const marker = 'MDAxNW-marker-5512'

describe('the text of a token', () => {
  test.each(['tokens.examine', 'tokens.scope'] as const)(
    '%s: is asked about and kept nowhere',
    async (method) => {
      const setting = await fakeSetting()
      const found = await value(setting.client.call(method, { server: 'cloud', secret: bytes(marker) }))
      expect(found).toEqual({ lines: [{ label: 'Length', value: '18' }], details: { length: 18 } })
      expect(setting.world('cloud').text).toBe(marker)
      const [entry] = await setting.journal()
      expect(entry).toBe(`${method.replace('tokens', 'token')} a token's text on cloud: done`)
      expect(
        JSON.stringify([await setting.journal(), setting.events, setting.ports.log.lines]),
      ).not.toContain(marker)
    },
  )

  test('confining gives the weaker one, as bytes', async () => {
    const setting = await fakeSetting()
    const input = { server: 'cloud', secret: bytes(marker), fields: { caveats: '[]' } }
    const { secret } = await value(setting.client.call('tokens.confine', input))
    expect(new TextDecoder().decode(secret)).toBe('weaker-18')
    expect((await setting.journal())[0]).toBe("token.confine a token's text on cloud: done")
  })

  test('is wiped by the engine, also when the call fails', async () => {
    const setting = await fakeSetting()
    const bridge = setting.engine.bridge('test')
    const given = [bytes(marker), bytes(marker), bytes(marker)]
    await bridge.request('tokens.examine', { server: 'cloud', secret: given[0] })
    await bridge.request('tokens.confine', { server: 'nobody', secret: given[1], fields: {} })
    await bridge.request('tokens.scope', { server: 'cloud', secret: given[2] })
    expect(given.map((secret) => secret.every((byte) => byte === 0))).toEqual([true, true, true])
  })

  test('that is empty is refused', async () => {
    const setting = await fakeSetting()
    expect(
      await failure(setting.client.call('tokens.examine', { server: 'cloud', secret: new Uint8Array() })),
    ).toMatchObject({ code: 'invalid-input', field: 'secret' })
  })

  test('is not looked at while the vault is locked', async () => {
    const setting = await fakeSetting()
    await value(setting.client.call('vault.lock'))
    const error = await failure(
      setting.client.call('tokens.examine', { server: 'cloud', secret: bytes(marker) }),
    )
    expect(error.code).toBe('vault-locked')
  })
})

describe('what a server tells of one token', () => {
  const first = async () => {
    const setting = await fakeSetting()
    const [row] = (await value(setting.client.call('tokens.query', { owner: 'u1' }))).rows
    return { setting, client: setting.client, id: row?.id ?? '', row }
  }

  test('its own record is read on demand, and labels stand in the row', async () => {
    const { client, id, row, setting } = await first()
    expect(row?.labels).toEqual([{ name: 'team', value: 'storage' }])
    expect(row).not.toHaveProperty('details')
    expect(await value(client.call('tokens.details', { id }))).toEqual({
      details: { id: 't1', extra: ['kept'] },
      lines: [],
    })
    const cloud = setting.world('cloud')
    cloud.tokens = cloud.tokens.map((token) => ({ ...token, details: null }))
    await value(client.call('tokens.refresh', {}))
    // What is not told any more was not taken back.
    expect((await value(client.call('tokens.details', { id }))).details).not.toBeNull()
    cloud.tokens = cloud.tokens.map((token) => ({ ...token, details: { x: 'a'.repeat(70_000) } }))
    await value(client.call('tokens.refresh', {}))
    expect((await value(client.call('tokens.details', { id }))).details).toMatchObject({ id: 't1' })
  })

  test('its secret is read and sealed where the kind gives it again', async () => {
    const { client, id, setting } = await first()
    expect(await value(client.call('tokens.fetchSecret', { id }))).toMatchObject({ hasSecret: true })
    const { secret } = await value(client.call('tokens.reveal', { id }))
    expect(new TextDecoder().decode(secret)).toBe('read-t1')
    expect((await setting.journal())[1]).toMatch(/^token\.fetch-secret token “t1”.*: done$/)
  })

  test('events are listed', async () => {
    const { client, id } = await first()
    expect(await value(client.call('tokens.events', { id }))).toEqual([
      { at: '2026-01-01T00:00:00Z', what: 'token created', by: null },
    ])
  })

  test('a switched-off token is called as its kind calls it, a used-up one has expired', async () => {
    const { client, id, setting } = await first()
    expect(await value(client.call('tokens.setEnabled', { id, enabled: false }))).toMatchObject({
      status: 'revoked',
    })
    const cloud = setting.world('cloud')
    cloud.tokens = cloud.tokens.map((token) => ({ ...token, enabled: true, isSpent: true }))
    await value(client.call('tokens.refresh', {}))
    expect(await value(client.call('tokens.get', { id }))).toMatchObject({ status: 'expired' })
  })

  test('values to choose from are asked for with what the form holds, for fields that have them', async () => {
    const { client } = await first()
    const input = { server: 'cloud', field: 'persistence', fields: { name: 'x' } }
    expect(await value(client.call('servers.choices', input))).toEqual([
      { value: 'persistence-1', label: '{"name":"x"}' },
    ])
    // A part of the caveats has a name of its own.
    expect(await value(client.call('servers.choices', { ...input, field: 'caveats.service' }))).toEqual([
      { value: 'caveats.service-1', label: '{"name":"x"}' },
    ])
    expect(await failure(client.call('servers.choices', { ...input, field: 'caveats.api' }))).toMatchObject({
      code: 'unsupported',
    })
    expect(await failure(client.call('servers.choices', { ...input, field: 'name' }))).toMatchObject({
      code: 'unsupported',
      field: 'name',
    })
  })
})

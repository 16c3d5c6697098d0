import { describe, expect, test } from 'vitest'
import { failure, value } from '../support/engine.ts'
import { bytes } from '../support/ports.ts'
import { allTokens, type Setting, unlockedSetting } from '../support/practice.ts'

/** Kinds that tell which token a credential is, and can switch tokens off; with the field that does it. */
const kinds = { qumulo: { enabled: 'false' }, onezone: { revoked: 'true' } } as const

async function ownToken(setting: Setting, kind: string) {
  const row = (await allTokens(setting, { server: kind })).find(({ isCredential }) => isCredential)
  if (!row) throw new Error('no token of our own')
  return row
}

describe.each(Object.entries(kinds))('the token that Latchkey signs in to %s with', (kind, off) => {
  test('cannot be switched off, as nothing could switch it on again', async () => {
    const setting = await unlockedSetting()
    const { client } = setting
    const { id } = await ownToken(setting, kind)
    for (const call of [
      client.call('tokens.setEnabled', { id, enabled: false }),
      client.call('tokens.update', { id, fields: { ...off } }),
    ]) {
      const error = await failure(call)
      expect(error.code).toBe('conflict')
      expect(error.message).toContain(`signs in to ${kind} with this token`)
    }
    expect(await value(client.call('tokens.get', { id }))).toMatchObject({ status: 'active' })
    expect((await value(client.call('servers.test', { server: kind }))).server.state).toBe('ok')
  })

  test('is named before it is deleted, with every server that needs it', async () => {
    const setting = await unlockedSetting()
    const { client } = setting
    const { url, fields, secret } = setting.server(kind)
    await value(
      client.call('servers.add', {
        kind: kind as 'qumulo',
        name: 'same again',
        url,
        fields: { ...fields },
        secret: bytes(secret),
      }),
    )
    const { id } = await ownToken(setting, kind)
    const error = await failure(client.call('tokens.delete', { id, confirmed: false }))
    expect(error.code).toBe('confirmation-missing')
    expect(error.message).toContain(`Latchkey itself uses for ${kind}, same again`)
  })
})

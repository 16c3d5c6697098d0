import { describe, expect, test } from 'vitest'
import type { Provider, Verification } from '../../../../src/main/providers/provider.ts'
import { providers } from '../../../../src/main/providers/registry.ts'
import { failure, startEngine, value } from '../../../support/engine.ts'
import { createFakeKind } from '../../../support/fake-kind.ts'
import { bytes, password } from '../../../support/ports.ts'

const unsure: Verification = { ok: true, isCertain: false, owner: null, remoteId: null, reason: null }
const sure: Verification = { ok: true, owner: { id: 'u1', name: 'Jane' }, remoteId: null, reason: null }

/** A vault with a server whose kind verifies every secret as given, and one token of it without a secret. */
async function setting(found: Verification) {
  const kind = createFakeKind()
  const provider: Provider = {
    ...kind.provider,
    open: (...given) => ({
      ...kind.provider.open(...given),
      verifySecret: () => Promise.resolve(found),
    }),
  }
  const { client } = startEngine({}, { ...providers, netbird: provider })
  await value(client.call('vault.create', { password: bytes(password) }))
  await value(
    client.call('servers.add', {
      kind: 'netbird',
      name: 'cloud',
      url: 'https://cloud.example',
      secret: bytes('fake-credential'),
    }),
  )
  const { rows } = await value(client.call('tokens.query', { text: 't1' }))
  const id = rows[0]?.id ?? ''
  return {
    store: (secret: string, confirmed?: boolean) =>
      client.call('tokens.store', {
        id,
        secret: bytes(secret),
        ...(confirmed === undefined ? {} : { confirmed }),
      }),
    stored: async () => new TextDecoder().decode((await value(client.call('tokens.reveal', { id }))).secret),
  }
}

describe('storing a secret', () => {
  test('of which the server cannot tell whose it is replaces a stored one only when that is confirmed', async () => {
    const { store, stored } = await setting(unsure)
    expect(await value(store('fake-first'))).toMatchObject({ isConfirmed: false, hasSecret: true })
    const asked = await failure(store('fake-second'))
    expect(asked).toMatchObject({ code: 'confirmation-missing' })
    expect(asked.message).toMatch(/t1.*Jane.*cloud.*replaces the stored secret/)
    expect(asked.message).not.toContain('fake-second')
    expect(await stored()).toBe('fake-first')
    expect(await value(store('fake-second', true))).toMatchObject({ isConfirmed: false })
    expect(await stored()).toBe('fake-second')
  })

  test('that the server confirmed replaces a stored one without a question', async () => {
    const { store, stored } = await setting(sure)
    await value(store('fake-first'))
    expect(await value(store('fake-second'))).toMatchObject({ isConfirmed: true })
    expect(await stored()).toBe('fake-second')
  })
})

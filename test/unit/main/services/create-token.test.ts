import { describe, expect, test } from 'vitest'
import type { CreatedToken, Provider } from '../../../../src/main/providers/provider.ts'
import { providers } from '../../../../src/main/providers/registry.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { type Capability, capabilityIds } from '../../../../src/shared/model/kind.ts'
import { failure, startEngine, value } from '../../../support/engine.ts'
import { createFakeKind, fakeToken, lost } from '../../../support/fake-kind.ts'
import { type FakeSetting, fakeSetting } from '../../../support/fake-setting.ts'
import { bytes, password } from '../../../support/ports.ts'

const planted = 'planted-fake-secret-0123456789'

/** An unlocked vault with servers of a kind in memory, all on one endpoint; the kind's creates are as given. */
async function setting(
  create: (make: () => Promise<CreatedToken>) => Promise<CreatedToken>,
  names = ['one'],
) {
  const kind = createFakeKind()
  const provider: Provider = {
    ...kind.provider,
    open: (...given) => {
      const session = kind.provider.open(...given)
      const own = session.createToken?.bind(session)
      if (!own) throw new Error('no create')
      return { ...session, createToken: (...call) => create(() => own(...call)) }
    },
  }
  const started = startEngine({}, { ...providers, netbird: provider })
  await value(started.client.call('vault.create', { password: bytes(password) }))
  const url = 'https://same.example'
  for (const name of names) {
    const secret = bytes(`fake-credential-${name}`)
    await value(started.client.call('servers.add', { kind: 'netbird', name, url, secret }))
  }
  return { ...started, world: kind.at(url) }
}

const createOn = ({ client }: Pick<Awaited<ReturnType<typeof setting>>, 'client'>, server: string) =>
  client.call('tokens.create', { server, owner: 'u1', fields: { name: 'new' } })

describe('an answer that repeats the new secret beside it', () => {
  test('leaves it in the vault only: not in name, labels, record, journal or events', async () => {
    const started = await setting(async () => ({
      token: fakeToken('made-1', {
        name: `n ${planted}`,
        owner: { id: 'u1', name: `Jane ${planted}` },
        creator: { id: 'u1', name: planted },
        labels: [{ name: planted, value: `v${planted}` }],
        details: { id: 'made-1', deep: [{ [planted]: [planted] }], kept: 'kept' },
      }),
      secret: bytes(planted),
    }))
    const { client, events } = started
    const token = await value(createOn(started, 'one'))
    const { details } = await value(client.call('tokens.details', { id: token.id }))
    const journal = await value(client.call('journal.list', { limit: 50 }))
    const rows = await value(client.call('tokens.query', {}))
    expect(JSON.stringify([token, details, journal, rows, events])).not.toContain(planted)
    expect(details).toMatchObject({ id: 'made-1', kept: 'kept' })
    expect(token).toMatchObject({ name: 'n [secret]', remoteId: 'made-1', hasSecret: true })
    const { secret } = await value(client.call('tokens.reveal', { id: token.id }))
    expect(new TextDecoder().decode(secret)).toBe(planted)
  })
})

test('a secret as long as any kind makes them comes out of the vault again', async () => {
  const long = 'x'.repeat(1_048_576)
  const started = await setting(async (make) => ({ ...(await make()), secret: bytes(long) }))
  const { id } = await value(createOn(started, 'one'))
  const { secret } = await value(started.client.call('tokens.reveal', { id }))
  expect(new TextDecoder().decode(secret) === long).toBe(true)
})

test('while a create is under way, all tokens of its owner are not deleted through another server of the endpoint', async () => {
  const gate = Promise.withResolvers<undefined>()
  const sent = Promise.withResolvers<undefined>()
  const started = await setting(
    async (make) => {
      sent.resolve(undefined)
      await gate.promise
      return await make()
    },
    ['one', 'two'],
  )
  const creating = createOn(started, 'one')
  await sent.promise
  const deleting = started.client.call('tokens.deleteAll', { server: 'two', owner: 'u1', confirmed: true })
  // The second server has asked whose tokens it would delete, and waits from there on.
  await expect.poll(() => started.world.calls.filter((call) => call === 'listOwners').length).toBe(2)
  await new Promise(setImmediate)
  expect(started.world.calls).not.toContain('deleteAllTokens')
  gate.resolve(undefined)
  expect(await value(creating)).toMatchObject({ name: 'new', hasSecret: true })
  expect((await value(deleting)).deleted).toBe(3)
})

describe('a create whose answer was lost', () => {
  const lose = async (start: Promise<FakeSetting>) => {
    const { client, world } = await start
    world('cloud').failing.set('createToken', lost())
    const error = await failure(createOn({ client }, 'cloud'))
    expect(error).toMatchObject({ code: 'outcome-unknown', id: expect.any(String) })
    return { error, client }
  }

  test('does not call the secret lost where the server gives it again, and it can be fetched', async () => {
    const { error, client } = await lose(fakeSetting())
    expect(error.isSecretReadable).toBe(true)
    expect(error.message).not.toContain('is lost')
    expect(error.message).toContain(`token store ${error.id} --from-server`)
    expect(await value(client.call('tokens.fetchSecret', { id: error.id ?? '' }))).toMatchObject({
      hasSecret: true,
      orphan: false,
    })
  })

  test('calls it lost where nobody can read it', async () => {
    const capabilities: Capability[] = capabilityIds.map((id) => ({
      id,
      available: id !== 'tokens.readSecret',
      reason: null,
    }))
    const { error } = await lose(fakeSetting({}, { capabilities }))
    expect(error).not.toHaveProperty('isSecretReadable')
    expect(error.message).toMatch(/secret is lost.*Delete it/)
  })
})

describe('a create that is answered with a redirect', () => {
  const redirected = () => new AppError('redirected', 'It redirects.', { outcome: 'unknown' })

  test('and was carried out is found by reading back', async () => {
    const started = await setting(async (make) => {
      await make()
      throw redirected()
    })
    const error = await failure(createOn(started, 'one'))
    expect(error.code).toBe('outcome-unknown')
    expect(await value(started.client.call('tokens.get', { id: error.id ?? '' }))).toMatchObject({
      remoteId: 'made-1',
      orphan: true,
    })
  })

  test('and was not is told as what it is', async () => {
    const started = await setting(() => Promise.reject(redirected()))
    expect(await failure(createOn(started, 'one'))).toMatchObject({ code: 'redirected' })
  })
})

test('a server that gives the id of an earlier token again does not cost the secret stored for that one', async () => {
  let count = 0
  const started = await setting(async () => {
    count += 1
    return { token: fakeToken('same-id', { name: 'new' }), secret: bytes(`fake-secret-number-${count}`) }
  })
  const { client } = started
  const secretOf = async (id: string) =>
    new TextDecoder().decode((await value(client.call('tokens.reveal', { id }))).secret)
  const first = await value(createOn(started, 'one'))
  const second = await value(createOn(started, 'one'))
  expect(second).toMatchObject({ remoteId: 'same-id', status: 'active', hasSecret: true })
  expect(second.id).not.toBe(first.id)
  started.world.tokens.push(fakeToken('same-id', { name: 'new' }))
  await value(client.call('tokens.refresh', {}))
  expect(await value(client.call('tokens.get', { id: first.id }))).toMatchObject({
    status: 'gone',
    hasSecret: true,
  })
  expect(await value(client.call('tokens.get', { id: second.id }))).toMatchObject({ status: 'active' })
  expect([await secretOf(first.id), await secretOf(second.id)]).toEqual([
    'fake-secret-number-1',
    'fake-secret-number-2',
  ])
})

import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import { type CapabilityId, capabilityIds } from '../../../../src/shared/model/kind.ts'
import { failure, value } from '../../../support/engine.ts'
import { type FakeSetting, fakeSetting } from '../../../support/fake-setting.ts'
import { bytes } from '../../../support/ports.ts'

const dayMs = 86_400_000

/** An action for each capability that the engine asks about. */
const actions: Partial<Record<CapabilityId, (setting: FakeSetting, id: string) => Promise<unknown>>> = {
  'tokens.create': ({ client }) => failure(client.call('tokens.create', { server: 'cloud', owner: 'u1' })),
  'tokens.disable': ({ client }, id) => failure(client.call('tokens.setEnabled', { id, enabled: false })),
  'tokens.delete': ({ client }, id) => failure(client.call('tokens.delete', { id, confirmed: true })),
  'tokens.readSecret': ({ client }, id) => failure(client.call('tokens.fetchSecret', { id })),
  'tokens.verify': ({ client }, id) => failure(client.call('tokens.verify', { id })),
  'tokens.events': ({ client }, id) => failure(client.call('tokens.events', { id })),
  'tokens.temporary': ({ client }) =>
    failure(
      client.call('tokens.create', { server: 'cloud', owner: 'u1', fields: { persistence: 'temporary' } }),
    ),
  'tokens.deleteAll': ({ client }) =>
    failure(client.call('tokens.deleteAll', { server: 'cloud', owner: 'u1', confirmed: true })),
  'tokens.revokeTemporary': ({ client }) =>
    failure(client.call('tokens.revokeTemporary', { server: 'cloud', confirmed: true })),
  'tokens.examine': ({ client }) =>
    failure(client.call('tokens.examine', { server: 'cloud', secret: bytes('x') })),
  'tokens.confine': ({ client }) =>
    failure(client.call('tokens.confine', { server: 'cloud', secret: bytes('x'), fields: {} })),
  'tokens.scope': ({ client }) =>
    failure(client.call('tokens.scope', { server: 'cloud', secret: bytes('x') })),
  'owners.create': ({ client }) => failure(client.call('owners.create', { server: 'cloud' })),
  'owners.delete': ({ client }) =>
    failure(client.call('owners.delete', { server: 'cloud', owner: 'u2', confirmed: true })),
}
/** Reading who there is changes nothing on a server. */
const harmless = ['diagnose', 'list', 'listOwners', 'getToken']
const deny = (id: CapabilityId, reason: string) =>
  capabilityIds.map((each) => ({
    id: each,
    available: each !== id,
    reason: each === id ? reason : null,
  }))
const firstToken = async ({ client }: FakeSetting) =>
  (await value(client.call('tokens.query', { owner: 'u1' }))).rows[0]?.id ?? ''

describe.each(Object.entries(actions))('%s', (key, act) => {
  const id = key as CapabilityId

  test('that this credential does not have is forbidden with the reason found out, and nothing is done', async () => {
    const setting = await fakeSetting()
    const cloud = setting.world('cloud')
    cloud.capabilities = deny(id, 'Needs the right oz_x.')
    await value(setting.client.call('servers.test', { server: 'cloud' }))
    cloud.calls.length = 0
    expect(await act(setting, await firstToken(setting))).toMatchObject({
      code: 'forbidden',
      message: 'Needs the right oz_x. Test the server again if that has changed.',
    })
    expect(cloud.calls.filter((call) => !harmless.includes(call))).toEqual([])
  })

  test('that the kind does not have is unsupported with the kind’s reason', async () => {
    const setting = await fakeSetting({}, { capabilities: deny(id, 'There is no such thing.') })
    const cloud = setting.world('cloud')
    cloud.calls.length = 0
    expect(await act(setting, await firstToken(setting))).toMatchObject({
      code: 'unsupported',
      message: 'There is no such thing.',
    })
    expect(cloud.calls.filter((call) => !harmless.includes(call))).toEqual([])
  })
})

test('a change is refused when nothing of a token may be changed', async () => {
  const setting = await fakeSetting()
  const denied: CapabilityId[] = ['tokens.rename', 'tokens.extend', 'tokens.disable', 'tokens.labels']
  setting.world('cloud').capabilities = denied.map((id) => ({ id, available: false, reason: `no ${id}` }))
  await value(setting.client.call('servers.test', { server: 'cloud' }))
  const id = await firstToken(setting)
  expect(await failure(setting.client.call('tokens.update', { id, fields: { name: 'x' } }))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('no tokens.rename'),
  })
  setting.world('cloud').capabilities.pop()
  await value(setting.client.call('servers.test', { server: 'cloud' }))
  expect(await value(setting.client.call('tokens.update', { id, fields: { name: 'x' } }))).toMatchObject({
    name: 'x',
  })
})

describe('what a credential may do is asked again', () => {
  const diagnoses = (setting: FakeSetting) =>
    setting.world('cloud').calls.filter((call) => call === 'diagnose').length
  const told = async ({ client }: FakeSetting) =>
    (await value(client.call('servers.list')))[0]?.capabilities.find(({ id }) => id === 'tokens.create')

  test('by a refresh when the answer is more than a day old, and not before', async () => {
    let nowMs = Date.parse('2026-06-15T12:00:00Z')
    const setting = await fakeSetting({ now: () => nowMs })
    const before = diagnoses(setting)
    nowMs += dayMs - 1
    await value(setting.client.call('tokens.refresh', {}))
    expect(diagnoses(setting)).toBe(before)
    setting.world('cloud').capabilities = deny('tokens.create', 'Not any more.')
    nowMs += 1
    await value(setting.client.call('tokens.refresh', {}))
    expect(diagnoses(setting)).toBe(before + 1)
    expect(await told(setting)).toMatchObject({ available: false, reason: 'Not any more.' })
    const [server] = await value(setting.client.call('servers.list'))
    expect(server?.capabilitiesAt).toBe('2026-06-16T12:00:00.000Z')
  })

  test('by the next refresh after the server refused something', async () => {
    const setting = await fakeSetting()
    const before = diagnoses(setting)
    setting.world('cloud').failing.set('setTokenEnabled', new AppError('forbidden', 'No right.'))
    const id = await firstToken(setting)
    expect((await failure(setting.client.call('tokens.setEnabled', { id, enabled: false }))).code).toBe(
      'forbidden',
    )
    expect((await value(setting.client.call('servers.list')))[0]?.capabilitiesAt).toBeNull()
    await value(setting.client.call('tokens.refresh', {}))
    expect(diagnoses(setting)).toBe(before + 1)
    await value(setting.client.call('tokens.refresh', {}))
    expect(diagnoses(setting)).toBe(before + 1)
  })

  test('and a server that cannot tell now keeps what it told last', async () => {
    const setting = await fakeSetting()
    setting.world('cloud').failing.set('setTokenEnabled', new AppError('forbidden', 'No right.'))
    const id = await firstToken(setting)
    await failure(setting.client.call('tokens.setEnabled', { id, enabled: false }))
    setting.world('cloud').failing.set('diagnose', new AppError('unreachable', 'No answer.'))
    expect((await value(setting.client.call('tokens.refresh', {}))).failures).toEqual([])
    expect(await told(setting)).toMatchObject({ available: true })
  })
})

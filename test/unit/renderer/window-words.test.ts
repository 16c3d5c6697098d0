import { describe, expect, test } from 'vitest'
import { findOwners, slotWords } from '../../../src/renderer/features/owners/owner-words.ts'
import { readingText } from '../../../src/renderer/features/servers/ages.ts'
import { effectiveCapabilities } from '../../../src/renderer/features/servers/capability-words.ts'
import { credentialOf } from '../../../src/renderer/features/servers/server-input.ts'
import { changedFields, knownValues } from '../../../src/renderer/features/token-actions/changed-fields.ts'
import { possibleFields } from '../../../src/renderer/features/token-actions/possible-fields.ts'
import { templateExpiry } from '../../../src/renderer/features/token-actions/template-expiry.ts'
import { switchWords } from '../../../src/renderer/features/tokens/switch-words.ts'
import { recordText } from '../../../src/renderer/lib/record-text.ts'
import { whyNoChange } from '../../../src/renderer/lib/why-not.ts'
import { unconfirmed } from '../../../src/renderer/ui/TypedConfirmation.tsx'
import type { Capability, FieldSpec, KindDescriptor } from '../../../src/shared/model/kind.ts'
import type { Owner } from '../../../src/shared/model/server.ts'

const spec = (name: string, type: FieldSpec['type']): FieldSpec => ({
  name,
  label: name,
  help: null,
  type,
  required: false,
  initial: null,
  options: [],
  min: null,
  max: null,
  maxLength: null,
})

describe('a server’s own record', () => {
  test('is JSON in which hidden and reordering characters are escapes', () => {
    const record = { note: 'a\u202Eb\u0007', deep: { list: [1, null] } }
    const text = recordText(record)
    expect(text).toContain('a\\u202eb\\u0007')
    expect(JSON.parse(text)).toEqual(record)
  })

  test('characters beyond the first plane that hide something are escapes too, ordinary ones stay', () => {
    const record = { tag: '\u{E0041}', face: '😀' }
    const text = recordText(record)
    expect(text).toContain('\\udb40\\udc41')
    expect(text).toContain('😀')
    expect(JSON.parse(text)).toEqual(record)
  })

  test('a long one is cut and says so', () => {
    expect(recordText({ long: 'x'.repeat(1000) }, 100)).toMatch(/cut/)
  })
})

describe('what a server can do', () => {
  const can = (id: Capability['id']): Capability => ({ id, available: true, reason: null })
  const cannot = (id: Capability['id'], reason: string): Capability => ({ id, available: false, reason })
  // What else a descriptor has does not count here.
  const kindOf = (capabilities: Capability[], updateFields: FieldSpec[]) =>
    ({ name: 'Kind', capabilities, updateFields }) as unknown as KindDescriptor

  test('the kind’s own reason comes first, then the server’s, and what was not told is as the kind is', () => {
    const kind = {
      capabilities: [cannot('tokens.extend', 'never'), can('tokens.create'), can('tokens.list')],
    }
    const server = { capabilities: [can('tokens.extend'), cannot('tokens.create', 'needs a right')] }
    expect(effectiveCapabilities(server, kind)).toEqual([
      cannot('tokens.extend', 'never'),
      cannot('tokens.create', 'needs a right'),
      can('tokens.list'),
    ])
  })

  test('a field that needs what is denied here is left out, with the reason', () => {
    const fields = [spec('name', 'text'), spec('caveats', 'caveats'), spec('labels', 'labels')]
    const kind = kindOf([can('tokens.caveats'), can('tokens.labels')], [])
    const server = { name: 's', capabilities: [cannot('tokens.caveats', 'This release has none.')] }
    const { specs, reasons } = possibleFields(fields, server, kind)
    expect(specs.map(({ name }) => name)).toEqual(['name', 'labels'])
    expect(reasons).toEqual(['caveats: This release has none.'])
  })

  test('a token can be changed as long as one sort of change is possible', () => {
    const fields = [spec('name', 'text')]
    const kind = kindOf([can('tokens.rename'), cannot('tokens.extend', 'no'), can('tokens.labels')], fields)
    const denied = [cannot('tokens.rename', 'no right'), cannot('tokens.labels', 'no right')]
    expect(whyNoChange({ name: 's', capabilities: [] }, kind)).toBeNull()
    expect(whyNoChange({ name: 's', capabilities: denied }, kind)).toBe('no right')
  })

  test('a kind that has nothing but a switch says why nothing else can be changed', () => {
    const kind = kindOf([cannot('tokens.extend', 'never')], [spec('enabled', 'boolean')])
    expect(whyNoChange({ name: 's', capabilities: [] }, kind)).toBe('never')
  })
})

describe('owners', () => {
  const owner = (id: string, change: Partial<Owner> = {}): Owner => ({
    id,
    name: id,
    server: 'prod',
    serverId: '00000000-0000-7000-8000-000000000000',
    type: 'user',
    isSelf: false,
    manageable: true,
    reason: null,
    ...change,
  })

  test('oneself comes first, and every word must occur in name, id or type', () => {
    const all = [owner('user 10'), owner('user 9'), owner('me', { isSelf: true, type: 'service user' })]
    expect(findOwners(all, '').map(({ id }) => id)).toEqual(['me', 'user 9', 'user 10'])
    expect(findOwners(all, 'USER 9').map(({ id }) => id)).toEqual(['user 9'])
    expect(findOwners(all, 'service').map(({ id }) => id)).toEqual(['me'])
  })

  test('slots are told where a limit is known', () => {
    expect(slotWords({ slots: { used: 1, limit: 2 } })).toBe('1 of 2 tokens')
    expect(slotWords({ slots: null })).toBeNull()
    expect(slotWords({})).toBeNull()
  })
})

test('what is typed to confirm must be the very text', () => {
  expect(unconfirmed('ci-runner', 'ci-runner ')).toBeNull()
  expect(unconfirmed('ci-runner', 'CI-runner')).toMatch(/ci-runner/)
  expect(unconfirmed('ci-runner', '')).not.toBeNull()
})

test('revoking is called revoking, disabling disabling', () => {
  expect(switchWords({ switchedOff: 'revoked' }).off).toBe('Revoke')
  expect(switchWords({ switchedOff: 'disabled' }).on).toBe('Enable')
})

test('progress is told in figures once there is more than one thing to read', () => {
  expect(readingText(undefined)).toBe('reading…')
  expect(readingText({ done: 0, total: 1 })).toBe('reading…')
  expect(readingText({ done: 12, total: 40 })).toBe('reading 12 of 40')
  expect(readingText({ done: 41, total: 40 })).toBe('reading 40 of 40')
})

test('a finished sign-in is the credential, else what was typed, else nothing is changed', () => {
  const secret = new Uint8Array([1])
  expect(credentialOf({ secret, signIn: 'id' })).toEqual({ signIn: 'id' })
  expect(credentialOf({ secret, signIn: null })).toEqual({ secret })
  expect(credentialOf({ secret: new Uint8Array(), signIn: null })).toEqual({})
})

describe('a change of a token', () => {
  const specs = [spec('name', 'text'), spec('labels', 'labels'), spec('meta', 'json')]
  const token = { name: 'ci', labels: [{ name: 'team', value: 'a' }], expiresAtMs: null }
  const known = knownValues(specs, token, { meta: { ticket: 1 }, name: 'other' })

  test('begins with name and labels of the token and with the server’s own record', () => {
    expect(known).toEqual({
      name: 'ci',
      labels: '[{"name":"team","value":"a"}]',
      meta: '{\n  "ticket": 1\n}',
    })
  })

  test('JSON that is only written differently is no change; an emptied list of labels is one', () => {
    const same = { name: 'ci', labels: '[{"name":"team","value":"a"}]', meta: '{"ticket":1}' }
    expect(changedFields(same, specs, token, known)).toEqual({})
    expect(changedFields({ ...same, labels: '[]' }, specs, token, known)).toEqual({ labels: '[]' })
  })

  test('what the record does not have is not taken from what every object has', () => {
    expect(knownValues([spec('toString', 'json')], token, {})).toEqual({})
  })
})

test('a template fills in when a token ends', () => {
  const template = { id: 't', label: 'T', help: 'H', values: { ends: '2027-03-04T05:06:00Z', days: '' } }
  const specs = [spec('ends', 'instant'), { ...spec('days', 'integer'), label: 'Days' }, spec('name', 'text')]
  const states = templateExpiry(specs, template)
  expect(states['days']).toEqual({ choice: 'never', custom: '' })
  expect(Date.parse(states['ends']?.custom ?? '')).toBe(Date.parse('2027-03-04T05:06:00Z'))
  expect(states['name']).toBeUndefined()
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { descriptor } from '../../../../../../src/main/providers/kinds/onezone/descriptor.ts'
import {
  checkName,
  parseCaveats,
  requireId,
} from '../../../../../../src/main/providers/kinds/onezone/fields.ts'
import { onezone } from '../../../../../../src/main/providers/kinds/onezone/onezone.ts'
import { invitePrivileges } from '../../../../../../src/main/providers/kinds/onezone/privileges.ts'
import {
  inviteTypes,
  parseTokenType,
  sortOfType,
  typeText,
  typeWords,
} from '../../../../../../src/main/providers/kinds/onezone/types.ts'
import { checkCaveats } from '../../../../../../src/shared/model/caveats.ts'
import { bytes } from './fixtures.ts'

describe('types', () => {
  // From the table of the API's documentation, which a typing error in the code would contradict.
  test.each([
    ['userJoinGroup', 'groupId', true],
    ['groupJoinGroup', 'groupId', true],
    ['userJoinSpace', 'spaceId', true],
    ['groupJoinSpace', 'spaceId', true],
    ['supportSpace', 'spaceId', false],
    ['harvesterJoinSpace', 'spaceId', false],
    ['registerOneprovider', 'adminUserId', false],
    ['userJoinCluster', 'clusterId', true],
    ['groupJoinCluster', 'clusterId', true],
    ['userJoinHarvester', 'harvesterId', true],
    ['groupJoinHarvester', 'harvesterId', true],
    ['spaceJoinHarvester', 'harvesterId', false],
    ['userJoinAtmInventory', 'atmInventoryId', true],
    ['groupJoinAtmInventory', 'atmInventoryId', true],
  ])('%s has its target in %s', (inviteType, key, hasPrivileges) => {
    const type = parseTokenType(JSON.stringify({ inviteToken: { inviteType } }), 'x1')
    expect(type).toMatchObject({ sort: 'invite', json: { inviteToken: { inviteType, [key]: 'x1' } } })
    expect(type.invite?.privileges !== null).toBe(hasPrivileges)
  })

  test('there are 14 invitations, and privileges for each that has some', () => {
    expect(new Set(inviteTypes.map(({ inviteType }) => inviteType)).size).toBe(14)
    for (const { privileges } of inviteTypes) {
      if (privileges !== null) expect(invitePrivileges[privileges].length).toBeGreaterThan(8)
    }
  })

  test('members that are not known stay in the type', () => {
    const given = {
      inviteToken: { inviteType: 'supportSpace', spaceId: 's', parameters: { dataWrite: 'x' } },
    }
    expect(parseTokenType(JSON.stringify(given), '').json).toEqual(given)
    expect(parseTokenType('{"accessToken":{"sessionId":"x"}}', '').json).toEqual({
      accessToken: { sessionId: 'x' },
    })
    expect(parseTokenType('', '').json).toEqual({ accessToken: {} })
  })

  test('a type of the server is put in words whatever it is', () => {
    expect(typeWords({ accessToken: {} })).toBe('an access token')
    expect(typeWords({ inviteToken: { inviteType: 'of26' } })).toBe('an invite token')
    expect(sortOfType({ of26: {} })).toBeNull()
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (type) => {
        expect(typeWords(type)).toMatch(/^an? /)
      }),
    )
  })

  test.each(['[]', '1', 'null', '{}', '{"accessToken":1}', '{"accessToken":{},"identityToken":{}}', 'x'])(
    '%s is none',
    (text) => {
      expect(() => parseTokenType(text, '')).toThrowError(expect.objectContaining({ field: 'type' }))
    },
  )
})

describe('the form', () => {
  const field = (name: string) => descriptor.createFields.find((spec) => spec.name === name)

  test('offers access, identity and all invitations, and a target for those alone', () => {
    const values = field('type')?.options.map(({ value }) => value) ?? []
    expect(values).toHaveLength(16)
    expect(field('target')?.when?.values).toEqual(values.slice(2))
    expect(field('privileges')?.when?.values).toHaveLength(10)
    expect(values[0]).toBe(typeText('accessToken'))
  })

  test('its templates are tokens that can be made, but for what the person has to fill in', () => {
    for (const { id, values } of descriptor.templates) {
      expect(Object.keys(values).every((name) => field(name) !== undefined)).toBe(true)
      const { sort } = parseTokenType(values['type'] ?? '', '')
      const problems = checkCaveats(JSON.parse(values['caveats'] ?? '[]'), sort)
      expect(problems.length).toBe(id === 'restricted-data' ? 1 : 0)
    }
  })
})

test('caveats at fault are named by their place', () => {
  expect(() =>
    parseCaveats('[{"type":"data.readonly"},{"type":"ip","whitelist":[]}]', 'access'),
  ).toThrowError(/^Caveat 2: IP addresses: .+\.$/)
  expect(parseCaveats(undefined, 'access')).toEqual([])
})

test('names follow the rule of the server', () => {
  for (const name of ['ab', '(a)', 'a_b', 'a - b. c', 'ąę', '日本', '١٢', 'a'.repeat(128)]) {
    expect(() => checkName(name)).not.toThrow()
  }
  for (const name of ['', 'a', ' ab', 'ab ', '-ab', 'ab.', 'a\tb', 'a/b', 'a🔑b', 'a'.repeat(129)]) {
    expect(() => checkName(name)).toThrowError(expect.objectContaining({ field: 'name' }))
  }
})

test('an id passes unchanged or not at all', () => {
  for (const id of ['1b510f18b3b05611871c0acdffa9aed4', 'd4f5ch12ab', 'onezone', 'a-b_c', 'a.b']) {
    expect(requireId(id, 'id')).toBe(id)
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (id) => {
      let passed: string | null = null
      try {
        passed = requireId(id, 'owner')
      } catch {
        return
      }
      expect(passed).toBe(id)
      expect(id).toMatch(/^[^\s/\\?#%*.]/)
      expect(new URL(`http://host/a/${encodeURIComponent(id)}/b`).pathname.split('/')).toHaveLength(4)
    }),
  )
})

test('the credential is a token, or a password with a user name that has no colon', () => {
  const url = 'https://onezone.example.org'
  const config = onezone.parse({ url, fields: { username: 'jane' } })
  expect(() => onezone.checkCredential(bytes('pass word'), config)).not.toThrow()
  expect(() => onezone.checkCredential(bytes('pass word'), onezone.parse({ url, fields: {} }))).toThrow()
  expect(() => onezone.parse({ url, fields: { username: 'a:b' } })).toThrowError(
    expect.objectContaining({ field: 'username' }),
  )
})

test('a lost create is known by its name; a temporary one is in no list', () => {
  const token = {
    remoteId: 'x',
    owner: { id: 'u', name: null },
    creator: null,
    name: 'backup job',
    createdAt: null,
    expiresAt: null,
    lastUsedAt: null,
    enabled: true,
    labels: null,
    details: null,
  }
  expect(onezone.fitsRequest({ name: 'backup job' }, token)).toBe(true)
  expect(onezone.fitsRequest({ name: 'backup' }, token)).toBe(false)
  expect(onezone.fitsRequest({ persistence: 'temporary' }, { ...token, name: null })).toBe(false)
})

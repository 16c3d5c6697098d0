import { describe, expect, test } from 'vitest'
import { checkPassword, checkToken, holdCredential } from '../../../../src/main/providers/credential.ts'
import { checkFields } from '../../../../src/main/providers/fields.ts'
import { mapLimited } from '../../../../src/main/providers/map-limited.ts'
import { retryAfterMs } from '../../../../src/main/providers/refusal.ts'
import { remoteTime } from '../../../../src/main/providers/remote-text.ts'
import { parseServerUrl } from '../../../../src/main/providers/server-url.ts'
import type { FieldSpec } from '../../../../src/shared/model/kind.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const invalid = (field: string) =>
  expect.objectContaining({ code: 'invalid-input', field, outcome: 'not-sent' })

const field = (more: Partial<FieldSpec>): FieldSpec => ({
  name: 'f',
  label: 'The field',
  help: null,
  type: 'text',
  required: false,
  initial: null,
  options: [],
  min: null,
  max: null,
  maxLength: null,
  ...more,
})

describe('fields', () => {
  test.each<[Partial<FieldSpec>, string]>([
    [{ type: 'text', maxLength: 3 }, '日本語'],
    [{ type: 'integer', min: 1, max: 365 }, '365'],
    [{ type: 'integer' }, '-5'],
    [{ type: 'instant' }, '2026-01-01T00:00:00Z'],
    [{ type: 'instant' }, '2024-02-29T23:59:59.123456789+05:30'],
    [{ type: 'boolean' }, 'true'],
    [{ type: 'select', options: [{ value: 'a', label: 'A' }] }, 'a'],
    [{ type: 'json' }, '[1]'],
  ])('%j accepts %s unchanged', (spec, value) => {
    expect(checkFields([field(spec)], { f: value })).toEqual({ f: value })
  })

  test.each<[Partial<FieldSpec>, string]>([
    [{ type: 'text', maxLength: 3 }, 'abcd'],
    [{ type: 'text' }, 'a\nb'],
    [{ type: 'integer', min: 1, max: 365 }, '0'],
    [{ type: 'integer', min: 1, max: 365 }, '366'],
    [{ type: 'integer', min: 1, max: 365 }, '1.5'],
    [{ type: 'integer', min: 1, max: 365 }, '1e2'],
    [{ type: 'integer' }, '99999999999999999999'],
    [{ type: 'instant' }, '2026-01-01T00:00:00'],
    [{ type: 'instant' }, '2026-01-01'],
    [{ type: 'instant' }, '2026-02-30T00:00:00Z'],
    [{ type: 'instant' }, '2026-13-01T00:00:00Z'],
    [{ type: 'instant' }, '2026-01-01T24:00:00Z'],
    [{ type: 'instant' }, 'tomorrow'],
    [{ type: 'boolean' }, 'yes'],
    [{ type: 'select', options: [{ value: 'a', label: 'A' }] }, 'b'],
    [{ type: 'json' }, '{'],
    [{ required: true }, ''],
    [{ required: true }, '  '],
  ])('%j refuses %j', (spec, value) => {
    expect(() => checkFields([field(spec)], { f: value })).toThrowError(invalid('f'))
  })

  test('unknown names are refused, empty values left out', () => {
    expect(() => checkFields([field({})], { g: 'x' })).toThrowError(invalid('g'))
    expect(() => checkFields([field({})], JSON.parse('{"__proto__":"x"}'))).toThrowError(invalid('__proto__'))
    expect(checkFields([field({})], { f: '' })).toEqual({})
    // A field is asked for while it is shown; what it is shown for counts as the form starts with it.
    const sort = field({ name: 'sort', initial: 'a' })
    const needed = field({ required: true, when: { field: 'sort', values: ['a'] } })
    expect(() => checkFields([sort, needed], {})).toThrowError(invalid('f'))
    expect(checkFields([sort, needed], { sort: 'b' })).toEqual({ sort: 'b' })
    expect(() => checkFields([field({ name: 'toString', required: true })], {})).toThrowError(
      invalid('toString'),
    )
  })
})

describe('a server URL', () => {
  test.each([
    ['https://API.NetBird.io/', 'https://api.netbird.io'],
    [' https://c.example:8000 ', 'https://c.example:8000'],
    ['https://c.example:443/base/path//', 'https://c.example/base/path'],
    ['http://127.1:80', 'http://127.0.0.1'],
    ['https://[2001:db8::1]:8000', 'https://[2001:db8::1]:8000'],
    ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
  ])('%s becomes %s', (text, url) => {
    expect(parseServerUrl(text, 'https://x')).toBe(url)
  })

  test.each([
    '',
    'api.netbird.io',
    'ftp://x',
    'https://',
    'https:x',
    'https://u:p@x',
    'https://u@x',
    'https://x?a=1',
    'https://x#a',
    'javascript:alert(1)',
    'https://x y',
  ])('%j is refused', (text) => {
    expect(() => parseServerUrl(text, 'https://x')).toThrowError(invalid('url'))
  })
})

describe('a credential', () => {
  test.each(['nbp_x', 'access-v1:ab==', '!~', 'x'.repeat(8_192)])('%# may be a token', (text) => {
    expect(() => checkToken(bytes(text), 'token')).not.toThrow()
  })

  test.each(['', ' x', 'x\n', 'Bearer x', 'x\u007f', 'x\0', 'ü', 'x'.repeat(8_193)])(
    '%# may not be a token',
    (text) => {
      expect(() => checkToken(bytes(text), 'token')).toThrowError(invalid('secret'))
      try {
        checkToken(bytes(text), 'token')
      } catch (error) {
        if (text.length > 5) expect(String(error)).not.toContain(text.trim())
      }
    },
  )

  test('a password may be any line', () => {
    for (const text of ['p', 'pass wörd ☃', 'x'.repeat(8_192)])
      expect(() => checkPassword(bytes(text))).not.toThrow()
    for (const bad of [bytes(''), bytes('a\nb'), bytes('x'.repeat(8_193)), Uint8Array.of(0xff)]) {
      expect(() => checkPassword(bad)).toThrowError(invalid('secret'))
    }
  })

  test('is copied, and wiped with its session', () => {
    const given = bytes('token')
    const held = holdCredential(given)
    given.fill(0)
    expect(held.text()).toBe('token')
    held.wipe()
    expect(() => held.text()).toThrowError(
      expect.objectContaining({ code: 'cancelled', outcome: 'not-sent' }),
    )
  })
})

test.each<[Record<string, string>, number | undefined]>([
  [{}, undefined],
  [{ 'retry-after': '7' }, 7_000],
  [{ 'retry-after': '0' }, undefined],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': '999999999' }, 86_400_000],
  [{ 'retry-after': '99999999999999999999' }, undefined],
  [{ 'retry-after': 'Tue, 04 Mar 2025 07:00:21 GMT', date: 'Tue, 04 Mar 2025 07:00:11 GMT' }, 10_000],
  [{ 'retry-after': 'Tue, 04 Mar 2025 07:00:01 GMT', date: 'Tue, 04 Mar 2025 07:00:11 GMT' }, undefined],
  [{ 'retry-after': 'Tue, 04 Mar 2025 07:00:21 GMT' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
])('the wait asked for by %j is %s ms', (headers, ms) => {
  expect(retryAfterMs(headers)).toBe(ms)
})

test.each([
  [undefined, null],
  [null, null],
  ['', null],
  ['0001-01-01T00:00:00Z', null],
  ['2022-12-06T01:14:39.56621474Z', '2022-12-06T01:14:39.56621474Z'],
  ['2025-03-03T10:15:42+02:00', '2025-03-03T10:15:42+02:00'],
])('the time %j is %j', (text, time) => {
  expect(remoteTime.parse(text)).toBe(time)
})

test.each(['now', '2025-03-03', '2025-13-03T10:15:42Z', `2025-03-03T10:15:42.${'1'.repeat(100)}Z`, 5])(
  'the time %j is refused',
  (text) => {
    expect(remoteTime.safeParse(text).success).toBe(false)
  },
)

describe('a limited map', () => {
  test('runs at most so many at once, and keeps the order', async () => {
    let running = 0
    let most = 0
    const results = await mapLimited([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
      return item * 2
    })
    expect(results).toEqual([2, 4, 6, 8, 10, 12, 14])
    expect(most).toBe(3)
  })

  test('begins nothing after a failure', async () => {
    const begun: number[] = []
    const run = mapLimited([1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item)
      await Promise.resolve()
      if (item === 1) throw new Error('no')
    })
    await expect(run).rejects.toThrow('no')
    await Promise.resolve()
    expect(begun.length).toBeLessThan(5)
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeCaveats, explainConflicts, isUnfilled } from '../../../../src/shared/model/caveat-summary.ts'
import { encodeDataPath } from '../../../../src/shared/model/data-path.ts'

const nowMs = Date.parse('2026-01-10T12:00:00Z')
const soon = nowMs / 1000 + 3 * 86_400

const messages = (...caveats: unknown[]): string[] =>
  explainConflicts(caveats, nowMs).map(({ message }) => message)

test('a token without caveats is said to be unlimited', () => {
  expect(describeCaveats('access', [], nowMs)).toEqual([
    'Whoever has this token can do everything its owner may do, within the limits below.',
    'It never expires.',
    'Nothing else restricts it.',
  ])
})

test('every caveat has its sentence', () => {
  const caveats = [
    { type: 'time', validUntil: soon },
    { type: 'time', validUntil: soon + 60 },
    { type: 'ip', whitelist: ['192.0.2.0/24'] },
    { type: 'asn', whitelist: [64496] },
    { type: 'geo.country', filter: 'blacklist', list: ['PL', 'DE'] },
    { type: 'geo.region', filter: 'whitelist', list: ['Asia'] },
    { type: 'service', whitelist: ['ozw-x', 'opw-*', 'opp-d1'] },
    { type: 'consumer', whitelist: ['usr-d4', 'grp-*'] },
    { type: 'interface', interface: 'rest' },
    { type: 'api', whitelist: ['all/get/space.*.*:*'] },
  ]
  expect(describeCaveats('access', caveats, nowMs).slice(1)).toEqual([
    'It stops working at 2026-01-13 12:00 UTC, in 3 days.',
    'It works only from these addresses: 192.0.2.0/24.',
    'It works only from the networks with these AS numbers: 64496.',
    'It does not work from PL, DE.',
    'It works only from Asia.',
    'Only these services accept it: the zone, any provider, the panel of provider d1.',
    'Only these may use it, after proving who they are: user d4, members of any group.',
    'It works only on REST and CDMI interfaces.',
    'It permits only these operations: all/get/space.*.*:*.',
  ])
})

test('countries have the names that they are given', () => {
  const country = { type: 'geo.country', filter: 'whitelist', list: ['PL', 'XX'] }
  const name = (code: string) => (code === 'PL' ? 'Poland' : code)
  expect(describeCaveats('access', [country], nowMs, name)[2]).toBe('It works only from Poland, XX.')
})

test.each([
  [{ type: 'ip', whitelist: [] }, true],
  [{ type: 'geo.country', filter: 'blacklist', list: [] }, true],
  [{ type: 'interface', interface: '' }, true],
  [{ type: 'ip', whitelist: ['192.0.2.1'] }, false],
  [{ type: 'data.readonly' }, false],
  [{ type: 'moon' }, false],
])('%j lacks its values: %s', (caveat, isLacking) => {
  expect(isUnfilled(caveat)).toBe(isLacking)
})

test('a token of a server that permits nothing is said to', () => {
  expect(describeCaveats('access', [{ type: 'ip', whitelist: [] }], nowMs)[2]).toBe(
    'It works only from these addresses: none.',
  )
})

test('a token for data is said to be no credential', () => {
  const sentences = describeCaveats(
    'access',
    [{ type: 'data.readonly' }, { type: 'data.path', whitelist: [encodeDataPath('/d1/ą')] }],
    nowMs,
  )
  expect(sentences[0]).toContain('cannot manage anything')
  expect(sentences.slice(2)).toEqual([
    'It can read data, and change none.',
    'It reaches only these files and folders: /d1/ą.',
  ])
})

test('a time that has passed and an unknown restriction are said', () => {
  expect(describeCaveats('identity', [{ type: 'time', validUntil: 1 }], nowMs)[1]).toBe(
    'It expired at 1970-01-01 00:00 UTC.',
  )
  expect(describeCaveats('access', [{ type: 'moon\u202E' }], nowMs)[2]).toBe(
    'A restriction applies that is not known here: “moon\uFFFD”.',
  )
})

test('a long list is cut, with its number', () => {
  const whitelist = Array.from({ length: 30 }, (_, index) => `192.0.2.${index}`)
  expect(describeCaveats('access', [{ type: 'ip', whitelist }], nowMs)[2]).toMatch(
    /192\.0\.2\.7 and 22 more\.$/,
  )
})

test('what cannot be fulfilled together is a conflict', () => {
  const rest = { type: 'interface', interface: 'rest' }
  expect(messages({ type: 'time', validUntil: 1 })).toHaveLength(1)
  expect(messages(rest, { type: 'interface', interface: 'oneclient' })).toHaveLength(1)
  expect(
    messages({ type: 'ip', whitelist: ['192.0.2.1'] }, { type: 'ip', whitelist: ['192.0.2.2'] }),
  ).toHaveLength(1)
  expect(
    messages(
      { type: 'data.path', whitelist: [encodeDataPath('/a')] },
      { type: 'data.path', whitelist: [encodeDataPath('/ab')] },
    ),
  ).toHaveLength(1)
  expect(
    messages(
      { type: 'geo.country', filter: 'whitelist', list: ['PL'] },
      { type: 'geo.country', filter: 'blacklist', list: ['PL', 'DE'] },
    ),
  ).toHaveLength(1)
  expect(messages({ type: 'service', whitelist: ['ozp-x'] }, rest)).toHaveLength(1)
  expect(messages({ type: 'service', whitelist: ['opp-*'] }, { type: 'asn', whitelist: [1] })).toHaveLength(1)
  expect(messages({ type: 'service', whitelist: ['ozw-x'] }, { type: 'data.readonly' })).toHaveLength(1)
})

test('what can be fulfilled together is none', () => {
  expect(
    explainConflicts(
      [
        { type: 'ip', whitelist: ['192.0.2.0/24', '198.51.100.1'] },
        { type: 'ip', whitelist: ['192.0.2.7'] },
        { type: 'service', whitelist: ['opw-*'] },
        { type: 'service', whitelist: ['opw-d1'] },
        { type: 'geo.region', filter: 'whitelist', list: ['Europe'] },
        { type: 'geo.region', filter: 'blacklist', list: ['EU'] },
        { type: 'data.path', whitelist: [encodeDataPath('/a')] },
        { type: 'data.path', whitelist: [encodeDataPath('/a/b')] },
        { type: 'time', validUntil: soon },
      ],
      nowMs,
    ),
  ).toEqual([])
})

test('a conflict names the caveats it is about', () => {
  const [conflict] = explainConflicts([{ type: 'data.readonly' }, { type: 'time', validUntil: 1 }], nowMs)
  expect(conflict?.indexes).toEqual([1])
})

test('any list is described without throwing', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (caveats) => {
      expect(describeCaveats('access', caveats, nowMs).every((sentence) => sentence.endsWith('.'))).toBe(true)
      explainConflicts(caveats, nowMs)
    }),
  )
})

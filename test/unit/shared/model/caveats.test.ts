import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CaveatTokenType, caveatTypes } from '../../../../src/shared/model/caveat-types.ts'
import { checkCaveats, networkOf, validUntilOf } from '../../../../src/shared/model/caveats.ts'
import { dataPathProblem, decodeDataPath, encodeDataPath } from '../../../../src/shared/model/data-path.ts'

const good: Readonly<Record<string, object>> = {
  time: { type: 'time', validUntil: 1767225600 },
  ip: { type: 'ip', whitelist: ['192.0.2.7', '192.0.2.0/24'] },
  asn: { type: 'asn', whitelist: [64496] },
  'geo.country': { type: 'geo.country', filter: 'whitelist', list: ['PL', 'DE'] },
  'geo.region': { type: 'geo.region', filter: 'blacklist', list: ['Asia', 'EU'] },
  service: { type: 'service', whitelist: ['ozw-onezone', 'ozp-onezone', 'opw-*', 'opp-d1b388f7'] },
  consumer: { type: 'consumer', whitelist: ['usr-d4f5', 'grp-*', 'prv-*'] },
  interface: { type: 'interface', interface: 'rest' },
  api: { type: 'api', whitelist: ['ozw/all/user.*.*:*', 'all/get/space.*.*:*'] },
  'data.readonly': { type: 'data.readonly' },
  'data.path': { type: 'data.path', whitelist: ['L2QxYjM4OGY3Yzc='] },
  'data.objectid': { type: 'data.objectid', whitelist: ['000000000055D4E4'] },
}

test('every type of the catalogue is accepted as the documentation writes it', () => {
  expect(Object.keys(good)).toEqual(caveatTypes.map(({ type }) => type))
  expect(checkCaveats(Object.values(good), 'access')).toEqual([])
})

test('each sort of token has its own set of caveats', () => {
  const permitted = (tokenType: CaveatTokenType): string[] =>
    Object.keys(good).filter((type) => checkCaveats([good[type]], tokenType).length === 0)
  expect(permitted('identity')).toEqual([
    ...['time', 'ip', 'asn', 'geo.country', 'geo.region', 'consumer', 'interface'],
  ])
  expect(permitted('invite')).toEqual(['time', 'ip', 'asn', 'geo.country', 'geo.region', 'consumer'])
})

test.each([
  ['no object', 7],
  ['no type', {}],
  ['an unknown type', { type: 'colour' }],
  ['a time as text', { type: 'time', validUntil: '1767225600' }],
  ['a time with a fraction', { type: 'time', validUntil: 1.5 }],
  ['a time in milliseconds', { type: 'time', validUntil: 1767225600000 }],
  ['an empty list', { type: 'ip', whitelist: [] }],
  ['no list', { type: 'ip' }],
  ['an address beyond 255', { type: 'ip', whitelist: ['192.0.2.256'] }],
  ['a mask beyond 32', { type: 'ip', whitelist: ['192.0.2.0/33'] }],
  ['an IPv6 address', { type: 'ip', whitelist: ['2001:db8::1'] }],
  ['a number as text', { type: 'asn', whitelist: ['64496'] }],
  ['a small country code', { type: 'geo.country', filter: 'whitelist', list: ['pl'] }],
  ['a country without a filter', { type: 'geo.country', list: ['PL'] }],
  ['a region that is none', { type: 'geo.region', filter: 'whitelist', list: ['Atlantis'] }],
  ['a service that is none', { type: 'service', whitelist: ['www'] }],
  ['all zones', { type: 'service', whitelist: ['ozw-*'] }],
  ['a consumer without a sort', { type: 'consumer', whitelist: ['d4f5'] }],
  ['an interface that is none', { type: 'interface', interface: 'soap' }],
  ['an operation that is none', { type: 'api', whitelist: ['ozw/read/user.*.*:*'] }],
  ['a resource of one part', { type: 'api', whitelist: ['ozw/get/user'] }],
  ['a path in plain text', { type: 'data.path', whitelist: ['/d1b388f7c7'] }],
  ['a path with a trailing slash', { type: 'data.path', whitelist: [encodeDataPath('/a/')] }],
  ['a path with a line break at its end', { type: 'data.path', whitelist: [encodeDataPath('/a\n')] }],
  ['a path that goes up', { type: 'data.path', whitelist: [encodeDataPath('/a/../b')] }],
  ['an object id in small letters', { type: 'data.objectid', whitelist: ['00ab'] }],
])('%s is a problem, with its place', (_what, caveat) => {
  const problems = checkCaveats([good['data.readonly'], caveat], 'access')
  expect(problems).toMatchObject([{ index: 1, message: expect.stringMatching(/^[A-Z“].+\.$/s) }])
})

test('what is no list is one problem of the whole', () => {
  for (const value of [null, {}, 'time', 3]) {
    expect(checkCaveats(value, 'access')).toEqual([{ index: null, message: 'Caveats must be a JSON array.' }])
  }
})

test('any value is judged without throwing', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (value) => {
      for (const { index } of checkCaveats(value, 'access')) expect(index).toBeLessThan(value.length)
    }),
  )
})

test('a problem neutralises the text it quotes', () => {
  const [problem] = checkCaveats([{ type: 'ip', whitelist: ['1\u202E\u001b[31m'] }], 'access')
  expect(problem?.message).toContain('“1\uFFFD\uFFFD[31m”')
})

test('the earliest time counts', () => {
  expect(validUntilOf([])).toBeNull()
  expect(validUntilOf([{ type: 'time', validUntil: 20 }, { type: 'time', validUntil: 10 }, 3])).toBe(10)
  expect(validUntilOf([{ type: 'time', validUntil: 'soon' }])).toBeNull()
})

test('a network is its first and last address', () => {
  expect(networkOf('192.0.2.77/24')).toEqual([3221225984, 3221226239])
  expect(networkOf('0.0.0.0/0')).toEqual([0, 4294967295])
  expect(networkOf('255.255.255.255')).toEqual([4294967295, 4294967295])
})

test('a path of any script survives its encoding, which is base64 of UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (path) => {
      expect(encodeDataPath(path)).toBe(Buffer.from(path.toWellFormed()).toString('base64'))
      expect(decodeDataPath(encodeDataPath(path))).toBe(path.toWellFormed())
    }),
  )
  expect(decodeDataPath('/w==')).toBeNull()
  expect(decodeDataPath('abc')).toBeNull()
})

test('a path has to begin with a space', () => {
  expect(dataPathProblem('/d1b388f7c7')).toBeNull()
  expect(dataPathProblem('/d1b388f7c7/Ergebnisse 2026/ą.txt')).toBeNull()
  for (const path of ['', '/', 'a', '//a', '/a//b', '/a/.', '/a\0b'])
    expect(dataPathProblem(path)).not.toBeNull()
})

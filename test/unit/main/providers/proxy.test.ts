import { describe, expect, test } from 'vitest'
import { readProxyEnvironment } from '../../../../src/main/lib/proxy-environment.ts'
import { type RouteInput, routeTo } from '../../../../src/main/providers/proxy.ts'
import { splitProxyUrl } from '../../../../src/shared/proxy-url.ts'

const none = { https: null, http: null, no: null }
const route = (input: Partial<RouteInput>) =>
  routeTo({
    url: 'https://server.example',
    proxy: 'environment',
    proxyCredential: null,
    environment: none,
    ...input,
  })
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('the way to a server', () => {
  test('is straight when nothing is said, or when it is to be', () => {
    expect(route({})).toBeNull()
    expect(route({ proxy: 'none', environment: { ...none, https: 'http://p.example:3128' } })).toBeNull()
  })

  test('goes through the proxy of the environment, by the scheme of the server', () => {
    const environment = { https: 'http://secure.example:3128', http: 'plain.example:8080', no: null }
    expect(route({ environment })).toEqual({
      host: 'secure.example:3128',
      hostname: 'secure.example',
      port: 3128,
      isTls: false,
      authorization: null,
    })
    expect(route({ environment, url: 'http://server.example' })?.host).toBe('plain.example:8080')
    expect(route({ environment: { ...environment, https: null } })).toBeNull()
  })

  test.each(['https://localhost', 'https://127.0.0.1:8443', 'https://127.9.8.7', 'https://[::1]:1'])(
    'to %s never goes through the proxy of the environment, but through one that was set',
    (url) => {
      const environment = { https: 'http://p.example:3128', http: 'http://p.example:3128', no: null }
      expect(route({ url, environment })).toBeNull()
      expect(route({ url: url.replace('https:', 'http:'), environment })).toBeNull()
      expect(route({ url, environment, proxy: 'http://q.example:1' })?.host).toBe('q.example:1')
    },
  )

  test('brings the credential of a proxy, from the vault or from the environment', () => {
    const credential = new TextEncoder().encode('jané:p@ss:word')
    expect(route({ proxy: 'http://p.example:1', proxyCredential: credential })?.authorization).toBe(
      basic('jané:p@ss:word'),
    )
    const environment = { ...none, https: 'http://u%40x:p%2Fw@p.example:1' }
    expect(route({ environment })).toMatchObject({ host: 'p.example:1', authorization: basic('u@x:p/w') })
  })

  test('does not carry the password of the set proxy to the one of the environment', () => {
    const proxyCredential = new TextEncoder().encode('jane:planted')
    const environment = { ...none, https: 'http://p.example:1' }
    expect(route({ environment, proxyCredential })?.authorization).toBeNull()
  })

  test('may be TLS to the proxy, and has the scheme’s port', () => {
    expect(route({ proxy: 'https://p.example' })).toMatchObject({ isTls: true, port: 443 })
    expect(route({ proxy: 'http://[2001:db8::1]:3128' })).toMatchObject({
      hostname: '2001:db8::1',
      port: 3128,
    })
    expect(route({ proxy: 'http://p.example' })).toMatchObject({ isTls: false, port: 80 })
  })

  test.each(['socks5://user:planted@p.example:1', 'http://p.example/planted', 'http://', ':::'])(
    'through %s cannot be gone, and nothing of it is quoted',
    (https) => {
      const go = () => route({ environment: { ...none, https } })
      expect(go).toThrowError(expect.objectContaining({ code: 'invalid-input', field: 'proxy' }))
      expect(go).not.toThrowError(/planted/)
    },
  )
})

describe('NO_PROXY', () => {
  test.each([
    ['server.example', true],
    ['SERVER.example', true],
    ['example', true],
    ['.example', true],
    ['*.example', true],
    ['*', true],
    ['other.example, server.example', true],
    ['other.example server.example', true],
    ['server.example:443', true],
    ['server.example:8443', false],
    ['erver.example', false],
    ['other.example', false],
    ['', false],
    ['10.0.0.0/8', false],
  ])('%j', (no, isStraight) => {
    expect(route({ environment: { ...none, https: 'http://p:1', no } }) === null).toBe(isStraight)
  })

  test.each([
    ['https://10.1.2.3', '10.0.0.0/8', true],
    ['https://10.1.2.3', '10.1.2.3', true],
    ['https://10.1.2.3:8000', '10.1.2.3:8000', true],
    ['https://11.1.2.3', '10.0.0.0/8', false],
    ['https://10.1.2.3', '2.3', false],
    ['https://10.1.2.3', '10.0.0.0/99', false],
    ['https://[2001:db8::7]', '2001:db8::/32', true],
    ['https://[2001:db8::7]:1', '[2001:db8::7]', true],
    ['https://[2001:db8::7]', '10.0.0.0/8', false],
  ])('for %s: %s', (url, no, isStraight) => {
    expect(route({ url, environment: { ...none, https: 'http://p:1', no } }) === null).toBe(isStraight)
  })
})

test('the environment is read in both cases, lower case first', () => {
  expect(readProxyEnvironment({})).toEqual(none)
  expect(readProxyEnvironment({ HTTPS_PROXY: 'a', HTTP_PROXY: 'b', NO_PROXY: 'c' })).toEqual({
    https: 'a',
    http: 'b',
    no: 'c',
  })
  expect(readProxyEnvironment({ https_proxy: 'low', HTTPS_PROXY: 'up', http_proxy: '' }).https).toBe('low')
})

test.each([
  ['http://p.example:3128', { proxy: 'http://p.example:3128', credential: null }],
  [' HTTPS://P.Example/ ', { proxy: 'https://p.example', credential: null }],
  ['http://jane:pw@p.example:1', { proxy: 'http://p.example:1', credential: 'jane:pw' }],
  ['http://jane:p@w@p.example:1', { proxy: 'http://p.example:1', credential: 'jane:p@w' }],
  ['http://jane@p.example', { proxy: 'http://p.example', credential: 'jane:' }],
  ['http://a%3Ab:c%25@p', { proxy: 'http://p', credential: 'a:b:c%' }],
  ['p.example:3128', null],
  ['http://p.example:99999', null],
  ['http://p.example/path', null],
  ['http://jane:%@p.example', null],
  ['ftp://p.example', null],
])('a typed proxy %j is taken apart', (text, parts) => {
  expect(splitProxyUrl(text)).toEqual(parts)
})

import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type ProxyRoute, routeTo } from '../../../../src/main/providers/proxy.ts'
import { completeTrust, probeCertificate } from '../../../../src/main/providers/trust-probe.ts'
import type { Trust } from '../../../../src/shared/model/server.ts'
import { type ConnectProxy, startConnectProxy } from '../../../support/connect-proxy.ts'
import { change, get, listenSilently, secret } from './calls.ts'
import {
  type Answer,
  client,
  failure,
  fixture,
  json,
  printed,
  startStub,
  startTlsStub,
} from './stub-server.ts'

const proxyPassword = 'planted-proxy-password-77'
const ok: Answer = (_request, response) => json(response, 200, { name: 'one' })
const pem = (name: string) => fixture(`test-only-${name}.cert.pem`)
const pin = (name: string): Trust => ({
  mode: 'pin',
  fingerprint: new X509Certificate(pem(name)).fingerprint256,
  certificatePem: pem(name),
})

function through(proxy: Pick<ConnectProxy, 'url'>, credential: string | null = null): ProxyRoute {
  const route = routeTo({
    url: 'https://server.example',
    proxy: proxy.url,
    proxyCredential: credential === null ? null : new TextEncoder().encode(credential),
    environment: { https: null, http: null, no: null },
  })
  if (route === null) throw new Error('no route')
  return route
}

describe('through a proxy', () => {
  test('TLS goes to the server itself: the proxy sees host, port and nothing of the credential', async () => {
    const stub = await startTlsStub('self-signed', ok)
    const proxy = await startConnectProxy()
    const http = client(stub.url, { trust: pin('self-signed'), proxy: through(proxy) })
    expect((await get(http)).body).toEqual({ name: 'one' })
    await change(http)
    expect(stub.requests).toHaveLength(2)
    expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(new Set([`127.0.0.1:${stub.port}`]))
    expect(Object.keys(proxy.asked[0]?.headers ?? {}).sort()).toEqual(['connection', 'host'])
    expect(proxy.seen()).not.toContain(secret)
    expect(proxy.seen()).not.toContain('authorization')
    expect(stub.requests[0]?.headers['proxy-authorization']).toBeUndefined()
  })

  test('the proxy’s own credential goes to the proxy only', async () => {
    const stub = await startTlsStub('self-signed', ok)
    const proxy = await startConnectProxy({ credential: `jane:${proxyPassword}` })
    const http = client(stub.url, {
      trust: pin('self-signed'),
      proxy: through(proxy, `jane:${proxyPassword}`),
    })
    expect((await get(http)).body).toEqual({ name: 'one' })
    expect(JSON.stringify(stub.requests)).not.toContain(
      Buffer.from(`jane:${proxyPassword}`).toString('base64'),
    )
    expect(stub.requests[0]?.headers['proxy-authorization']).toBeUndefined()
  })

  test('a proxy that puts itself between is found out by the pin before anything is sent', async () => {
    const stub = await startTlsStub('self-signed', ok)
    const impostor = await startTlsStub('other-self-signed', ok)
    const proxy = await startConnectProxy({ insteadPort: () => impostor.port })
    const http = client(stub.url, { trust: pin('self-signed'), proxy: through(proxy) })
    expect(await failure(change(http))).toMatchObject({ code: 'certificate-changed', outcome: 'not-sent' })
    expect([...stub.requests, ...impostor.requests]).toEqual([])
    for (const trust of [{ mode: 'system' }, { mode: 'ca', caPem: pem('authority') }] as const) {
      const error = await failure(change(client(stub.url, { trust, proxy: through(proxy) })))
      expect(error).toMatchObject({ code: 'untrusted', outcome: 'not-sent' })
    }
    expect(impostor.requests).toEqual([])
  })

  test('plain http that was switched on goes through a tunnel, too', async () => {
    const stub = await startStub(ok)
    const proxy = await startConnectProxy({ insteadPort: () => stub.port })
    const http = client('http://server.example', { plainHttp: true, proxy: through(proxy) })
    expect(http.security).toBe('open')
    expect((await get(http)).body).toEqual({ name: 'one' })
    expect(proxy.asked[0]?.target).toBe('server.example:80')
  })

  test.each(['http://localhost:8000', 'http://127.0.0.1:8000', 'http://[::1]:8000'])(
    '%s is another computer, so plain http has to be switched on',
    async (url) => {
      const far = through({ url: 'http://proxy.example:3128' })
      expect(await failure(Promise.resolve().then(() => client(url, { proxy: far })))).toMatchObject({
        code: 'untrusted',
        field: 'proxy',
        outcome: 'not-sent',
        message: expect.stringContaining('proxy.example:3128'),
      })
      expect(client(url, { proxy: far, plainHttp: true }).security).toBe('open')
      expect(client(url, { proxy: through({ url: 'http://127.0.0.1:3128' }) }).security).toBe('plain')
      expect(client(url, { proxy: through({ url: 'http://[::1]:3128' }) }).security).toBe('plain')
    },
  )

  test('over TLS to the proxy: its certificate must be trusted by the system', async () => {
    const stub = await startTlsStub('self-signed', ok)
    const tls = { key: fixture('test-only-issued.key.pem'), cert: pem('issued') }
    const proxy = await startConnectProxy({ tls })
    const http = client(stub.url, {
      trust: pin('self-signed'),
      proxy: through(proxy, `jane:${proxyPassword}`),
    })
    const error = await failure(change(http))
    expect(error).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
    expect(error.message).toContain('certificate of the proxy')
    expect(proxy.asked).toEqual([])
  })
})

describe('a proxy that does not connect', () => {
  const cases: [string, Parameters<typeof startConnectProxy>[0], RegExp][] = [
    ['407', { credential: 'somebody:else' }, /407/],
    ['403', { answer: 'HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n' }, /does not connect/],
    [
      'a redirect',
      { answer: 'HTTP/1.1 302 x\r\nlocation: http://evil.example/\r\n\r\n' },
      /does not connect/,
    ],
    ['502', { answer: 'HTTP/1.1 502 No\r\n\r\n' }, /cannot reach 127/],
    ['garbage', { answer: 'SSH-2.0-x\r\n\r\n' }, /cannot be reached/],
    [
      'a head that is too large',
      { answer: `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n` },
      /cannot be reached/,
    ],
    ['silence', { isSilent: true }, /in time/],
  ]
  test.each(cases)(
    '%s: nothing is sent to anybody, and the message names it',
    async (_name, options, words) => {
      const stub = await startTlsStub('self-signed', ok)
      const proxy = await startConnectProxy(options)
      const http = client(stub.url, {
        trust: pin('self-signed'),
        proxy: through(proxy, `jane:${proxyPassword}`),
        limits: { connectMs: 300 },
      })
      const error = await failure(change(http))
      expect(error).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
      expect(error.message).toMatch(words)
      expect(error.message).toContain(proxy.host)
      const base64 = Buffer.from(`jane:${proxyPassword}`).toString('base64')
      for (const word of [secret, proxyPassword, base64]) expect(printed(error)).not.toContain(word)
      expect(proxy.seen()).not.toContain(secret)
      expect(stub.requests).toEqual([])
    },
  )

  test('because nothing listens there', async () => {
    const proxy = await startConnectProxy()
    await proxy.close()
    const error = await failure(change(client('https://server.example', { proxy: through(proxy) })))
    expect(error).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
    expect(error.message).toContain(proxy.host)
  })

  test('is left when the caller gives up or the client is closed', async () => {
    const port = await listenSilently()
    const route = through({ url: `http://127.0.0.1:${port}` })
    const given = new AbortController()
    const http = client('https://server.example', { proxy: route })
    const cancelled = failure(change(http, 'POST', { signal: given.signal }))
    given.abort()
    expect(await cancelled).toMatchObject({ code: 'cancelled', outcome: 'not-sent' })
    const closed = failure(change(http))
    await http.close()
    expect(await closed).toMatchObject({ code: 'cancelled', outcome: 'not-sent' })
  })
})

describe('the probe through a proxy', () => {
  test('learns the certificate of the server and sends no byte of HTTP to it', async () => {
    const stub = await startTlsStub('self-signed', ok)
    const proxy = await startConnectProxy({ credential: `jane:${proxyPassword}` })
    const route = through(proxy, `jane:${proxyPassword}`)
    const target = { host: '127.0.0.1', port: stub.port, timeoutMs: 5_000, proxy: route }
    expect((await probeCertificate(target)).pem).toContain('BEGIN CERTIFICATE')
    const open: Trust = { ...pin('self-signed'), certificatePem: null } as Trust
    expect(await completeTrust(stub.url, open, { timeoutMs: 5_000, proxy: route })).toMatchObject({
      certificatePem: expect.stringContaining('BEGIN CERTIFICATE'),
    })
    expect(proxy.tunnels()).toBe(2)
    expect(stub.requests).toEqual([])
  })

  test('says what the proxy said', async () => {
    const proxy = await startConnectProxy({ credential: 'somebody:else' })
    const target = { host: 'server.example', port: 443, timeoutMs: 5_000, proxy: through(proxy) }
    const error = await failure(probeCertificate(target))
    expect(error).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
    expect(error.message).toContain('407')
  })
})

import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createHttpClient, type HttpClient } from '../../../../src/main/providers/http.ts'
import { pathOf } from '../../../../src/main/providers/path.ts'
import { completeTrust, probeCertificate } from '../../../../src/main/providers/trust-probe.ts'
import type { Trust } from '../../../../src/shared/model/server.ts'
import { client, failure, fixture, json, printed, startStub, startTlsStub } from './stub-server.ts'

const secret = 'planted-credential-0123456789'
const ok = (_request: unknown, response: Parameters<typeof json>[0]): void =>
  json(response, 200, { name: 'one' })
const pem = (name: string): string => fixture(`test-only-${name}.cert.pem`)
const fingerprint = (name: string): string => new X509Certificate(pem(name)).fingerprint256
const pin = (name: string): Trust => ({
  mode: 'pin',
  fingerprint: fingerprint(name),
  certificatePem: pem(name),
})
const ca = (name: string): Trust => ({ mode: 'ca', caPem: `A comment\n${pem(name)}` })
const system: Trust = { mode: 'system' }

function call(http: HttpClient) {
  return http.requestJson({
    method: 'POST',
    path: pathOf`/things`,
    headers: { authorization: `Token ${secret}` },
    json: {},
    schema: z.object({ name: z.string() }),
    explain: () => ({ code: 'internal', message: 'no' }),
  })
}

describe('a certificate is accepted', () => {
  test.each<[string, string, Trust]>([
    ['from the authority that was given', 'issued', ca('authority')],
    ['that was itself given as authority', 'self-signed', ca('self-signed')],
    ['that is the pinned one', 'self-signed', pin('self-signed')],
    ['that is the pinned one, for another name', 'other-name', pin('other-name')],
    ['that is the pinned one, from an unknown authority', 'issued', pin('issued')],
  ])('%s', async (_name, served, trust) => {
    const stub = await startTlsStub(served, ok)
    const http = client(stub.url, { trust })
    expect((await call(http)).body).toEqual({ name: 'one' })
    expect(http.security).toBe(trust.mode)
    expect(stub.requests[0]?.headers.authorization).toBe(`Token ${secret}`)
  })
})

describe('a certificate is refused before anything is sent', () => {
  test.each<[string, string, Trust, string, string]>([
    ['self-signed', 'self-signed', system, 'untrusted', 'self-signed'],
    ['of an unknown authority', 'issued', system, 'untrusted', 'authority that is not trusted'],
    [
      'of another authority than the given one',
      'other-self-signed',
      ca('authority'),
      'untrusted',
      'self-signed',
    ],
    [
      'of the given authority but for another name',
      'other-name',
      ca('other-name'),
      'untrusted',
      'another host name',
    ],
    ['expired, from the given authority', 'expired', ca('expired'), 'untrusted', 'expired'],
    ['expired, and pinned', 'expired', pin('expired'), 'untrusted', 'expired'],
    ['another than the pinned one', 'other-self-signed', pin('self-signed'), 'certificate-changed', 'pinned'],
    [
      'another, of an authority, than the pinned one',
      'issued',
      pin('self-signed'),
      'certificate-changed',
      'pinned',
    ],
  ])('%s', async (_name, served, trust, code, words) => {
    const stub = await startTlsStub(served, ok)
    const error = await failure(call(client(stub.url, { trust })))
    expect(error).toMatchObject({ code, outcome: 'not-sent' })
    expect(error.message).toContain(words)
    expect(error.message).toContain(`127.0.0.1:${stub.port}`)
    expect(printed(error)).not.toContain(secret)
    expect(stub.requests).toHaveLength(0)
  })

  test('another one issued by the pinned authority itself', async () => {
    // The chain is fine here, so it is the comparison of the fingerprint that has to refuse.
    const stub = await startTlsStub('issued', ok)
    const error = await failure(call(client(stub.url, { trust: pin('authority') })))
    expect(error).toMatchObject({ code: 'certificate-changed', outcome: 'not-sent' })
    expect(stub.requests).toHaveLength(0)
  })

  test('also when the environment asks for no checks', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    onTestFinished(() => {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
    })
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    const stub = await startTlsStub('self-signed', ok)
    for (const trust of [system, pin('other-self-signed'), ca('authority')]) {
      expect(await failure(call(client(stub.url, { trust })))).toMatchObject({ outcome: 'not-sent' })
    }
    expect(stub.requests).toHaveLength(0)
  })

  test('on every new connection, not only on the first', async () => {
    const first = await startTlsStub('self-signed', (_request, response) => {
      response.setHeader('connection', 'close')
      json(response, 200, { name: 'one' })
    })
    const http = client(first.url, { trust: pin('self-signed') })
    await call(http)
    await call(http)
    expect(first.requests).toHaveLength(2)
  })
})

describe('what is no TLS', () => {
  test('plain HTTP behind https', async () => {
    const stub = await startStub(ok)
    const error = await failure(call(client(stub.url.replace('http:', 'https:'))))
    expect(error).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
    expect(error.message).toContain('https')
  })

  test('TLS behind http', async () => {
    const stub = await startTlsStub('self-signed', ok)
    const error = await failure(call(client(stub.url.replace('https:', 'http:'))))
    expect(['unreachable', 'not-an-api', 'bad-response']).toContain(error.code)
    expect(stub.requests).toHaveLength(0)
  })
})

describe('a client is not made', () => {
  test.each<[string, Trust, string]>([
    [
      'without the pinned certificate',
      { mode: 'pin', fingerprint: fingerprint('issued'), certificatePem: null },
      'untrusted',
    ],
    [
      'when certificate and fingerprint differ',
      { mode: 'pin', fingerprint: fingerprint('issued'), certificatePem: pem('self-signed') },
      'untrusted',
    ],
    ['without a certificate in the authority file', { mode: 'ca', caPem: 'nothing' }, 'invalid-input'],
    [
      'with a broken certificate in the authority file',
      { mode: 'ca', caPem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
      'invalid-input',
    ],
  ])('%s', (_name, trust, code) => {
    const create = () => createHttpClient({ baseUrl: 'https://server.example', trust, userAgent: 'x' })
    expect(create).toThrowError(expect.objectContaining({ code, outcome: 'not-sent' }))
  })
})

describe('the probe', () => {
  test('learns a certificate without sending a byte of HTTP', async () => {
    const stub = await startTlsStub('other-name', ok)
    const found = await probeCertificate({ host: '127.0.0.1', port: stub.port, timeoutMs: 5_000 })
    expect(found).toEqual({
      fingerprint: fingerprint('other-name'),
      pem: expect.stringContaining('BEGIN CERTIFICATE'),
      subject: 'O=Latchkey test fixtures, CN=elsewhere.example',
      issuer: 'O=Latchkey test fixtures, CN=elsewhere.example',
      validFrom: '2020-01-01T00:00:00.000Z',
      validTo: '2069-12-31T23:59:59.000Z',
      altNames: ['DNS:elsewhere.example'],
    })
    expect(new X509Certificate(found.pem).fingerprint256).toBe(found.fingerprint)
    expect(stub.requests).toHaveLength(0)
  })

  test('completes a pin, and refuses another certificate', async () => {
    const stub = await startTlsStub('self-signed', ok)
    const open: Trust = { mode: 'pin', fingerprint: fingerprint('self-signed'), certificatePem: null }
    const trust = await completeTrust(stub.url, open, { timeoutMs: 5_000 })
    expect((await call(client(stub.url, { trust }))).status).toBe(200)
    const wrong: Trust = { ...open, fingerprint: fingerprint('issued') }
    const error = await failure(completeTrust(stub.url, wrong, { timeoutMs: 5_000 }))
    expect(error).toMatchObject({ code: 'certificate-changed', outcome: 'not-sent' })
    expect(await completeTrust(stub.url, system, { timeoutMs: 1 })).toEqual(system)
    expect(await completeTrust(stub.url, pin('issued'), { timeoutMs: 1 })).toEqual(pin('issued'))
  })

  test('says when nothing, or no TLS, answers', async () => {
    const stub = await startStub(ok)
    const plain = await failure(probeCertificate({ host: '127.0.0.1', port: stub.port, timeoutMs: 5_000 }))
    expect(plain).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
    expect(stub.requests).toHaveLength(0)
    await stub.close()
    const refused = await failure(probeCertificate({ host: '127.0.0.1', port: stub.port, timeoutMs: 5_000 }))
    expect(refused).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
  })

  test('ends in time, or when it is cancelled', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined))
    onTestFinished(() => void server.close())
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    const late = await failure(probeCertificate({ host: '127.0.0.1', port, timeoutMs: 100 }))
    expect(late).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
    const cancelled = await failure(
      probeCertificate({ host: '127.0.0.1', port, timeoutMs: 5_000, signal: AbortSignal.abort() }),
    )
    expect(cancelled).toMatchObject({ code: 'cancelled' })
  })
})

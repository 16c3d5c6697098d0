import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Trust } from '../../../../src/shared/model/server.ts'
import { change, get } from './calls.ts'
import { client, failure, fixture } from './stub-server.ts'

const keyPair = (name: string) => ({
  key: readFileSync(new URL(`../../../fixtures/tls/test-only-${name}.key.pem`, import.meta.url)),
  cert: fixture(`test-only-${name}.cert.pem`),
})
const pem = fixture('test-only-self-signed.cert.pem')
const trust: Trust = {
  mode: 'pin',
  fingerprint: new X509Certificate(pem).fingerprint256,
  certificatePem: pem,
}

/** A server whose certificate can change; a GET is held until it is let go. */
async function changingServer() {
  const requests: string[] = []
  const held: (() => void)[] = []
  const server = createServer(keyPair('self-signed'), (request, response) => {
    requests.push(request.method ?? '')
    const answer = () => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"name":"one"}')
    }
    if (request.method === 'GET') held.push(answer)
    else answer()
    arrived?.()
  })
  let arrived: (() => void) | null = null
  server.on('tlsClientError', () => undefined)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    use: (name: string) => server.setSecureContext(keyPair(name)),
    release: () => {
      for (const answer of held.splice(0)) answer()
    },
    next: () =>
      new Promise<void>((resolve) => {
        arrived = resolve
      }),
  }
}

test('once the pinned certificate was seen changed nothing more is sent, also when it is the right one again', async () => {
  const server = await changingServer()
  let told = 0
  const http = client(server.url, { trust, onCertificateChanged: () => (told += 1) })
  const first = get(http)
  await server.next()
  // The connection that is open was verified; a request that needs another one meets the new certificate.
  server.use('other-self-signed')
  expect(await failure(change(http))).toMatchObject({ code: 'certificate-changed', outcome: 'not-sent' })
  server.use('self-signed')
  expect(await failure(change(http))).toMatchObject({ code: 'certificate-changed', outcome: 'not-sent' })
  // What was on its way on the verified connection still gets its answer.
  server.release()
  expect((await first).body).toEqual({ name: 'one' })
  expect(await failure(get(http))).toMatchObject({ code: 'certificate-changed', outcome: 'not-sent' })
  expect(server.requests).toEqual(['GET'])
  expect(told).toBe(1)
})

test('what was waiting for a connection when the certificate changed is not sent either', async () => {
  const server = await changingServer()
  const http = client(server.url, { trust, limits: { connections: 2 } })
  const one = get(http)
  await server.next()
  server.use('other-self-signed')
  const rest = [change(http), change(http), change(http)].map(failure)
  for (const error of await Promise.all(rest)) {
    expect(error).toMatchObject({ code: 'certificate-changed', outcome: 'not-sent' })
  }
  server.release()
  await one
  expect(server.requests).toEqual(['GET'])
})

test('a client for a server whose certificate was seen changed before connects to nothing', async () => {
  const server = await changingServer()
  const http = client(server.url, { trust, isCertificateChanged: true })
  expect(await failure(change(http))).toMatchObject({ code: 'certificate-changed', outcome: 'not-sent' })
  expect(server.requests).toEqual([])
})

test('a certificate that other trust refuses may be tried again later', async () => {
  const server = await changingServer()
  const authority = fixture('test-only-authority.cert.pem')
  const http = client(server.url, { trust: { mode: 'ca', caPem: authority } })
  expect(await failure(change(http))).toMatchObject({ code: 'untrusted' })
  server.use('issued')
  expect((await change(http)).status).toBe(200)
})

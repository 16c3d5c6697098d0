import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A server with TLS in front of one without; both ends of it are on this computer. */
export interface TlsFront {
  readonly url: string
  readonly port: number
  /** Requests that came through, as `METHOD path`. */
  readonly requests: string[]
  /** From now on new connections see this certificate. */
  use(certificate: string): void
}

/** The text of a certificate of the fixtures. */
const certificatePem = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/test-only-${name}.cert.pem`, import.meta.url), 'utf8')

/** Its SHA-256. */
export const certificateFingerprint = (name: string): string =>
  new X509Certificate(certificatePem(name)).fingerprint256

/** Key and certificate of the fixtures, as a TLS server takes them. */
export const keyPair = (name: string) => ({
  key: readFileSync(new URL(`../fixtures/tls/test-only-${name}.key.pem`, import.meta.url)),
  cert: certificatePem(name),
})

/** It ends with the test. `certificate` is the name of a fixture: `self-signed`, `issued`, … */
export async function startTlsFront(target: string, certificate: string): Promise<TlsFront> {
  const { hostname, port } = new URL(target)
  const requests: string[] = []
  const server = createServer(keyPair(certificate), (incoming, outgoing) => {
    const { method = 'GET', url: path = '/', headers } = incoming
    requests.push(`${method} ${path}`)
    const forwarded = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    forwarded.on('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  server.on('tlsClientError', () => undefined)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    use: (name) => {
      server.setSecureContext(keyPair(name))
      // Who comes again makes a new connection.
      server.closeIdleConnections()
    },
  }
}

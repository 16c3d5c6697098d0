import { createPrivateKey, X509Certificate } from 'node:crypto'
import { type AddressInfo, isIP } from 'node:net'
import { connect, createServer } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  CERTIFICATE_VARIANTS,
  type CertificateParts,
  makeCertificate,
  type ServerCertificate,
  signCertificate,
} from '../../../../src/main/practice/certificate.ts'

const PARTS: CertificateParts = {
  commonName: 'practice',
  dnsNames: ['practice.example', '*.practice.example'],
  addresses: ['127.0.0.1', '10.255.0.7'],
  validFrom: Date.UTC(2049, 11, 31, 23, 59, 59),
  validTo: Date.UTC(2050, 0, 1),
}

/** What a client that checks everything says about a certificate, shown to it by a real handshake. */
async function shake(served: ServerCertificate, host: string): Promise<string> {
  const server = createServer({ key: served.keyPem, cert: served.certificatePem })
  server.on('secureConnection', (socket) => socket.end())
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return new Promise((resolve) => {
    const socket = connect(
      { host: '127.0.0.1', port, ca: served.certificatePem, ...(isIP(host) === 0 && { servername: host }) },
      () => {
        const shown = socket.getPeerX509Certificate()?.fingerprint256
        socket.destroy()
        resolve(shown === served.fingerprint ? 'fine' : 'another certificate')
      },
    )
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
}

describe('a certificate', () => {
  it('reads back as what went into it, signed by its own key', () => {
    const { certificatePem, keyPem, fingerprint } = signCertificate(PARTS)
    const read = new X509Certificate(certificatePem)
    expect(read.subject).toBe('O=Practice servers\nCN=practice')
    expect(read.issuer).toBe(read.subject)
    expect(read.subjectAltName).toBe(
      'DNS:practice.example, DNS:*.practice.example, IP Address:127.0.0.1, IP Address:10.255.0.7',
    )
    // One date in each of the two forms that RFC 5280 asks for.
    expect(read.validFromDate.getTime()).toBe(PARTS.validFrom)
    expect(read.validToDate.getTime()).toBe(PARTS.validTo)
    expect(read.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/)
    expect(read.fingerprint256).toBe(fingerprint)
    expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    expect(read.verify(read.publicKey)).toBe(true)
    expect(read.checkPrivateKey(createPrivateKey(keyPem))).toBe(true)
    expect(read.verify(new X509Certificate(signCertificate(PARTS).certificatePem).publicKey)).toBe(false)
  })

  it('takes names so long that lengths need more bytes', () => {
    const dnsNames = Array.from({ length: 400 }, (_, index) => `host-${index}.practice.example`)
    const read = new X509Certificate(signCertificate({ ...PARTS, dnsNames, addresses: [] }).certificatePem)
    expect(read.raw.length).toBeGreaterThan(10_000)
    expect(read.subjectAltName?.split(', ')).toEqual(dnsNames.map((name) => `DNS:${name}`))
    const bare = new X509Certificate(
      signCertificate({ ...PARTS, dnsNames: [], addresses: [] }).certificatePem,
    )
    expect(bare.subjectAltName).toBeUndefined()
  })

  it('is refused when it makes no sense', () => {
    expect(() => signCertificate({ ...PARTS, validTo: 0 })).toThrow(RangeError)
    expect(() => signCertificate({ ...PARTS, validTo: Number.NaN })).toThrow(RangeError)
    expect(() => signCertificate({ ...PARTS, validFrom: Date.UTC(1949, 0) })).toThrow(RangeError)
    for (const address of ['::1', '127.0.0.256', '127.0.0', 'localhost']) {
      expect(() => signCertificate({ ...PARTS, addresses: [address] })).toThrow(RangeError)
    }
  })

  it.each([
    ['self-signed', '127.0.0.1', 'fine'],
    ['self-signed', 'localhost', 'fine'],
    ['self-signed', 'elsewhere.practice.example', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['wrong-name', 'localhost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['wrong-name', '127.0.0.1', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['wrong-name', 'elsewhere.practice.example', 'fine'],
    ['expired', 'localhost', 'CERT_HAS_EXPIRED'],
  ] as const)('%s, in a handshake with %s: %s', async (variant, host, outcome) => {
    expect(await shake(makeCertificate(variant), host)).toBe(outcome)
  })

  it('is another one every time, key included', () => {
    const made = [...CERTIFICATE_VARIANTS, ...CERTIFICATE_VARIANTS].map(makeCertificate)
    expect(new Set(made.map(({ fingerprint }) => fingerprint)).size).toBe(6)
    expect(new Set(made.map(({ keyPem }) => keyPem)).size).toBe(6)
  })
})

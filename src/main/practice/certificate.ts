import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto'

/**
 * What is right or wrong with a certificate that nobody else vouches for: for this machine and valid for decades; for the
 * name of another host; or for this machine and run out in 2021.
 */
export const CERTIFICATE_VARIANTS = ['self-signed', 'wrong-name', 'expired'] as const

/** One name out of `CERTIFICATE_VARIANTS`. */
export type CertificateVariant = (typeof CERTIFICATE_VARIANTS)[number]

/** A certificate with its key, both PEM. */
export interface ServerCertificate {
  readonly keyPem: string
  readonly certificatePem: string
  /** SHA-256 of the certificate as `AB:CD:…`. */
  readonly fingerprint: string
}

/** What goes into a certificate. */
export interface CertificateParts {
  /** Whom it is for, as the common name of subject and issuer. */
  readonly commonName: string
  readonly dnsNames: readonly string[]
  /** IPv4 addresses. */
  readonly addresses: readonly string[]
  /** Milliseconds since the epoch; whole seconds are kept. From the year 1950 on. */
  readonly validFrom: number
  readonly validTo: number
}

const LOCAL: CertificateParts = {
  commonName: 'localhost',
  dnsNames: ['localhost'],
  addresses: ['127.0.0.1'],
  validFrom: Date.UTC(2020, 0, 1),
  validTo: Date.UTC(2069, 11, 31, 23, 59, 59),
}
const ELSEWHERE = 'elsewhere.practice.example'

/** A certificate of a variant with a key of its own; no two are the same. */
export function makeCertificate(variant: CertificateVariant): ServerCertificate {
  switch (variant) {
    case 'wrong-name':
      return signCertificate({ ...LOCAL, commonName: ELSEWHERE, dnsNames: [ELSEWHERE], addresses: [] })
    case 'expired':
      return signCertificate({ ...LOCAL, validTo: Date.UTC(2021, 0, 1) })
    default:
      return signCertificate(LOCAL)
  }
}

/**
 * Makes a key (P-256) and a version 3 certificate (RFC 5280) that is signed with it. Throws on dates the wrong way round and on
 * addresses that are not IPv4.
 */
export function signCertificate(parts: CertificateParts): ServerCertificate {
  if (!(parts.validFrom <= parts.validTo)) throw new RangeError('the certificate ends before it begins')
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keyInfo = publicKey.export({ type: 'spki', format: 'der' })
  const name = distinguishedName(parts.commonName)
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'))
  const toBeSigned = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    algorithm,
    name,
    sequence(time(parts.validFrom), time(parts.validTo)),
    name,
    keyInfo,
    tagged(3, sequence(...extensions(parts, keyInfo))),
  )
  const signature = sign('sha256', toBeSigned, privateKey)
  const pem = toPem(sequence(toBeSigned, algorithm, bitString(signature)))
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: pem,
    fingerprint: new X509Certificate(pem).fingerprint256,
  }
}

function extensions(parts: CertificateParts, keyInfo: Buffer): Buffer[] {
  const names = [
    ...parts.dnsNames.map((name) => element(0x82, Buffer.from(name, 'ascii'))),
    ...parts.addresses.map((address) => element(0x87, ipv4(address))),
  ]
  const keyId = createHash('sha1').update(keyInfo).digest()
  const alternativeNames = sequence(oid('2.5.29.17'), octetString(sequence(...names)))
  const subjectKey = sequence(oid('2.5.29.14'), octetString(octetString(keyId)))
  return names.length === 0 ? [subjectKey] : [alternativeNames, subjectKey]
}

/** Positive, never nil, 16 bytes. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes
}

function distinguishedName(commonName: string): Buffer {
  const part = (type: string, value: string): Buffer =>
    element(0x31, sequence(oid(type), element(0x0c, Buffer.from(value))))
  return sequence(part('2.5.4.10', 'Practice servers'), part('2.5.4.3', commonName))
}

/** UTCTime up to 2049, GeneralizedTime from then on, as RFC 5280 wants it. */
function time(ms: number): Buffer {
  const text = `${new Date(ms).toISOString().slice(0, 19).replace(/\D/g, '')}Z`
  const year = Number(text.slice(0, 4))
  if (year < 1950) throw new RangeError('a certificate cannot begin before 1950')
  return year < 2050
    ? element(0x17, Buffer.from(text.slice(2), 'ascii'))
    : element(0x18, Buffer.from(text, 'ascii'))
}

function ipv4(address: string): Buffer {
  const bytes = address.split('.').map(Number)
  if (bytes.length !== 4 || bytes.some((byte) => !Number.isInteger(byte) || byte < 0 || byte > 255)) {
    throw new RangeError(`not an IPv4 address: ${address}`)
  }
  return Buffer.from(bytes)
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

// DER, as far as it is needed here (X.690).

function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const size: number[] = []
  for (let left = content.length; left > 0; left >>= 8) size.unshift(left & 0xff)
  const head = content.length < 0x80 ? [tag, content.length] : [tag, 0x80 | size.length, ...size]
  return Buffer.concat([Buffer.from(head), content])
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(0x30, ...parts)
}

function tagged(number: number, content: Uint8Array): Buffer {
  return element(0xa0 | number, content)
}

/** From big-endian bytes that are not empty, not negative and without zeros in front. */
function integer(bytes: Uint8Array): Buffer {
  return element(0x02, bytes)
}

function octetString(content: Uint8Array): Buffer {
  return element(0x04, content)
}

/** Whole bytes, so no bits are unused. */
function bitString(content: Uint8Array): Buffer {
  return element(0x03, Buffer.from([0]), content)
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const arc of rest) {
    const groups = [arc & 0x7f]
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80)
    bytes.push(...groups)
  }
  return element(0x06, Buffer.from(bytes))
}

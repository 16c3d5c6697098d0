import { X509Certificate } from 'node:crypto'
import tls, { type PeerCertificate, type SecureVersion } from 'node:tls'
import { AppError } from '../../shared/errors.ts'
import type { Trust } from '../../shared/model/server.ts'

/** The code of the error that the pin check hands to Node when the certificate is another one. */
export const pinMismatchCode = 'PIN_MISMATCH'

/** TLS options of one trust mode. `rejectUnauthorized` is always true: a wrong certificate ends the handshake. */
export interface TlsOptions {
  readonly rejectUnauthorized: true
  readonly minVersion: SecureVersion
  readonly ca?: string | string[]
  readonly allowPartialTrustChain?: true
  readonly checkServerIdentity?: (host: string, certificate: PeerCertificate) => Error | undefined
}

const always = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const

/**
 * How a connection is checked. `system`: the authorities that Node ships and, where Node can read them, those of
 * the operating system. `ca`: only the given authorities, names checked. `pin`: only the pinned certificate, whatever its name.
 * Throws `invalid-input` for a PEM that holds no certificate, and `untrusted` for a pin whose certificate is not
 * known yet or is not the one of its fingerprint.
 */
export function tlsOptionsOf(trust: Trust, host: string): TlsOptions {
  switch (trust.mode) {
    case 'system':
      return systemTls()
    case 'ca':
      return { ...always, ca: authoritiesOf(trust.caPem), allowPartialTrustChain: true }
    case 'pin':
      return {
        ...always,
        ca: pinnedPem(trust, host),
        // The pinned certificate may have been issued by an authority that we do not know.
        allowPartialTrustChain: true,
        checkServerIdentity: (_host, certificate) =>
          certificate.fingerprint256 === trust.fingerprint ? undefined : pinMismatch(),
      }
    default:
      return trust satisfies never
  }
}

/** The mode `system`, also for whatever is not a server of the vault. */
export function systemTls(): TlsOptions {
  return { ...always, ...systemAuthorities() }
}

let authorities: { ca?: string[] } | null = null

/** Read once: the system's store is a large file. Older runtimes cannot read it and keep to Node's own list. */
function systemAuthorities(): { ca?: string[] } {
  // The typings of one runtime promise what another one lacks.
  const read = (tls as Partial<typeof tls>).getCACertificates
  authorities ??= read ? { ca: [...new Set([...read('default'), ...read('system')])] } : {}
  return authorities
}

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

function authoritiesOf(pem: string): string {
  const blocks = pem.match(pemBlock) ?? []
  if (blocks.length === 0 || !blocks.every(isCertificate)) {
    throw new AppError(
      'invalid-input',
      'The file of the authority must hold one or more certificates in PEM form (-----BEGIN CERTIFICATE-----).',
      { field: 'ca_file', outcome: 'not-sent' },
    )
  }
  return blocks.join('\n')
}

function pinnedPem(trust: Extract<Trust, { mode: 'pin' }>, host: string): string {
  if (trust.certificatePem === null) {
    throw new AppError(
      'untrusted',
      `The pinned certificate of ${host} is not known yet. Fetch it, compare its fingerprint, then try again.`,
      { outcome: 'not-sent' },
    )
  }
  if (fingerprintOf(trust.certificatePem) !== trust.fingerprint) {
    throw new AppError(
      'untrusted',
      `The certificate kept for ${host} is not the one of the pinned fingerprint. Fetch and confirm it again.`,
      { outcome: 'not-sent' },
    )
  }
  return trust.certificatePem
}

function fingerprintOf(pem: string): string | null {
  try {
    return new X509Certificate(pem).fingerprint256
  } catch {
    return null
  }
}

function isCertificate(pem: string): boolean {
  return fingerprintOf(pem) !== null
}

function pinMismatch(): Error {
  return Object.assign(new Error('Another certificate than the pinned one'), { code: pinMismatchCode })
}

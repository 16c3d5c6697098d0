import type { X509Certificate } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import { connect } from 'node:tls'
import { AppError } from '../../shared/errors.ts'
import type { Trust } from '../../shared/model/server.ts'
import { plainText } from '../../shared/text.ts'
import { exchangeCodes, TransportError } from './exchange.ts'
import { appErrorOf } from './http-errors.ts'
import type { ProxyRoute } from './proxy.ts'
import { openTunnel } from './tunnel.ts'

/** Whom to ask for its certificate. */
export interface ProbeTarget {
  /** Name or address without brackets. */
  readonly host: string
  readonly port: number
  /** The name to ask for (SNI). Left out for an address, which has none. */
  readonly servername?: string
  /** From the call to the end of the handshake. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  /** The proxy to go through; null or left out = straight to the server. */
  readonly proxy?: ProxyRoute | null
}

/** A certificate to show to a person. Texts are safe to display. Nothing about it has been verified. */
export interface ProbedCertificate {
  /** SHA-256 as `AB:CD:…`. */
  readonly fingerprint: string
  readonly pem: string
  readonly subject: string
  readonly issuer: string
  /** RFC 3339. */
  readonly validFrom: string
  readonly validTo: string
  /** Host names and addresses it is for, as `DNS:…` and `IP Address:…`. */
  readonly altNames: readonly string[]
}

/**
 * Learns a server's certificate by a TLS handshake that sends no byte of HTTP, so no credential can leak.
 * Throws `unreachable` (nothing there, no TLS, too slow), `untrusted` (no common encryption), `cancelled`.
 */
export async function probeCertificate(target: ProbeTarget): Promise<ProbedCertificate> {
  const { host: hostname, port, timeoutMs, proxy = null } = target
  const host = isIP(hostname) === 6 ? `[${hostname}]:${port}` : `${hostname}:${port}`
  const toError = (code: string): AppError =>
    appErrorOf(new TransportError(code, false, false), {
      host,
      security: 'system',
      totalMs: timeoutMs,
      proxy: proxy?.host ?? null,
    })
  if (proxy === null) return await handshake(target, null, toError)
  const { signal } = target
  const tunnel = await openTunnel(proxy, { hostname, port, timeoutMs, signal }).catch((error: unknown) => {
    throw toError(codeOf(error))
  })
  return await handshake(target, tunnel, toError)
}

function handshake(
  target: ProbeTarget,
  tunnel: Socket | null,
  toError: (code: string) => AppError,
): Promise<ProbedCertificate> {
  return new Promise((resolve, reject) => {
    const servername = target.servername ?? (isIP(target.host) === 0 ? target.host : undefined)
    const socket = connect({
      ...(tunnel === null ? { host: target.host, port: target.port } : { socket: tunnel }),
      ...(servername === undefined ? {} : { servername }),
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      // Allowed here only: the certificate is to be seen, and the connection ends without being used.
      rejectUnauthorized: false,
    })
    const end = (act: () => void): void => {
      clearTimeout(timer)
      target.signal?.removeEventListener('abort', onAbort)
      socket.destroy()
      tunnel?.destroy()
      act()
    }
    const fail = (code: string): void => end(() => reject(toError(code)))
    const onAbort = (): void => fail(exchangeCodes.cancelled)
    const timer = setTimeout(() => fail(exchangeCodes.deadline), target.timeoutMs)
    target.signal?.addEventListener('abort', onAbort)
    if (target.signal?.aborted === true) onAbort()

    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'UNKNOWN'))
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate()
      if (certificate === undefined) fail('ERR_TLS_NO_CERTIFICATE')
      else end(() => resolve(describe(certificate)))
    })
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
}

/**
 * The trust with everything a client needs: for a pin whose certificate is not known yet, it is fetched and
 * compared with the fingerprint. Other modes come back unchanged. Throws `certificate-changed` when the server
 * shows another certificate, and what {@link probeCertificate} throws.
 */
export async function completeTrust(
  baseUrl: string,
  trust: Trust,
  options: Pick<ProbeTarget, 'timeoutMs' | 'signal' | 'proxy'>,
): Promise<Trust> {
  if (trust.mode !== 'pin' || trust.certificatePem !== null) return trust
  const url = new URL(baseUrl)
  if (url.protocol !== 'https:') return trust
  const found = await probeCertificate({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 443 : Number(url.port),
    ...options,
  })
  if (found.fingerprint !== trust.fingerprint) {
    throw new AppError(
      'certificate-changed',
      `${url.host} shows another certificate than the pinned one: its SHA-256 is ${found.fingerprint}. Nothing was sent.`,
      { outcome: 'not-sent' },
    )
  }
  return { ...trust, certificatePem: found.pem }
}

function describe(certificate: X509Certificate): ProbedCertificate {
  return {
    fingerprint: certificate.fingerprint256,
    pem: certificate.toString(),
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    validFrom: timeOf(certificate.validFrom),
    validTo: timeOf(certificate.validTo),
    altNames: (certificate.subjectAltName ?? '')
      .split(', ')
      .filter((name) => name !== '')
      .slice(0, 100)
      .map((name) => plainText(name, 300)),
  }
}

// Node gives one line per attribute, and undefined for an empty name although it is typed as text.
function distinguishedName(text: string | undefined): string {
  return plainText((text ?? '').split('\n').join(', '), 500)
}

function timeOf(text: string): string {
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? plainText(text, 50) : new Date(ms).toISOString()
}

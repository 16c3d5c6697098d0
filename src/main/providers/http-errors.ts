import { AppError, type ErrorCode, type Outcome } from '../../shared/errors.ts'
import type { Trust } from '../../shared/model/server.ts'
import { exchangeCodes, type TransportError } from './exchange.ts'
import { pinMismatchCode } from './tls.ts'
import { tunnelCodes } from './tunnel.ts'

/**
 * How a client reaches its server: `plain` is HTTP to this computer itself, `open` is HTTP to another computer, which
 * a person switched on; the others are TLS.
 */
export type Security = 'plain' | 'open' | Trust['mode']

/** What a message about a failed exchange needs to know. */
export interface ExchangePlace {
  /** Host and port as in the URL. */
  readonly host: string
  readonly security: Security
  readonly totalMs: number
  /** Host and port of the proxy on the way; null = none. */
  readonly proxy: string | null
}

/** Whether an exchange failed because something took too long. */
export function isTimeout({ code }: TransportError): boolean {
  return timeoutCodes.has(code)
}

const timeoutCodes = new Set<string>([
  exchangeCodes.deadline,
  tunnelCodes.timeout,
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
])

/** Whether a handshake failed because the server shows another certificate than the pinned one. */
export function isOtherCertificate(failure: TransportError): boolean {
  return !failure.sent && (failure.code === pinMismatchCode || foreignCertificateCodes.has(failure.code))
}

/** What Node says about a certificate when only one other is acceptable. */
const foreignCertificateCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
])

interface Finding {
  readonly code: ErrorCode
  readonly message: string
}

/**
 * An exchange without a usable answer, as the error a person sees. `outcome` is `not-sent` while no byte of the
 * request can have reached the server, otherwise `unknown`. The cause holds a code only.
 */
export function appErrorOf(failure: TransportError, place: ExchangePlace): AppError {
  const { code, message } = findingOf(failure, place)
  const outcome: Outcome = failure.sent ? 'unknown' : 'not-sent'
  return new AppError(code, message, { outcome, cause: failure })
}

function findingOf(failure: TransportError, place: ExchangePlace): Finding {
  return (
    endedFinding(failure, place) ??
    proxyFinding(failure.code, place) ??
    networkFinding(failure, place) ??
    (failure.sent ? null : tlsFinding(failure.code, place)) ??
    answerFinding(failure.code, place.host) ??
    unreachable(
      `The connection to ${place.host} failed (${failure.code}). Check URL and network, then try again.`,
    )
  )
}

function endedFinding(failure: TransportError, { host, totalMs }: ExchangePlace): Finding | null {
  switch (failure.code) {
    case exchangeCodes.cancelled:
      return { code: 'cancelled', message: `The request to ${host} was cancelled.` }
    case 'UND_ERR_DESTROYED':
    case 'UND_ERR_CLOSED':
      return { code: 'cancelled', message: `The connection to ${host} was closed.` }
    case exchangeCodes.deadline:
      return unreachable(
        failure.sent
          ? `${host} did not finish its answer within ${seconds(totalMs)}. Try again later.`
          : `No connection to ${host} within ${seconds(totalMs)}. Check URL, port and network.`,
      )
    case exchangeCodes.givenUp:
      return unreachable(
        `${host} let several requests run out of time, so no more were sent. Try again in a moment.`,
      )
    case 'UND_ERR_INVALID_ARG':
      return { code: 'internal', message: `The request to ${host} could not be formed. Nothing was sent.` }
    default:
      return null
  }
}

function proxyFinding(code: string, { host, proxy }: ExchangePlace): Finding | null {
  const name = `the proxy ${proxy ?? ''}`.trim()
  switch (code) {
    case tunnelCodes.unreachable:
      return unreachable(
        `${upper(name)} cannot be reached. Nothing was sent to ${host}. Check the proxy setting.`,
      )
    case tunnelCodes.timeout:
      return unreachable(`${upper(name)} did not make a connection to ${host} in time. Try again later.`)
    case tunnelCodes.untrusted:
      return unreachable(`The certificate of ${name} is not trusted here. Nothing was sent to ${host}.`)
    case tunnelCodes.denied:
      return unreachable(
        `${upper(name)} wants a user name and password, or other ones (407). Enter them in the proxy setting of this server.`,
      )
    case tunnelCodes.noRoute:
      return unreachable(`${upper(name)} cannot reach ${host}. Check host and port in the URL.`)
    case tunnelCodes.refused:
      return unreachable(`${upper(name)} does not connect to ${host}. It may not be allowed there.`)
    default:
      return null
  }
}

function networkFinding(failure: TransportError, { host, security }: ExchangePlace): Finding | null {
  switch (failure.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return unreachable(
        `There is no address for the name in ${host}. Check the host name in the URL, and the network.`,
      )
    case 'ECONNREFUSED':
      return unreachable(
        `Nothing answers at ${host}. Check the port in the URL, and that the server is running.`,
      )
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return unreachable(`There is no way to ${host} from here. Check the network or VPN.`)
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return unreachable(`${host} does not answer. Check host and port in the URL, firewall and VPN.`)
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return unreachable(`${host} accepted the request but stopped answering. Try again later.`)
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return unreachable(
        failure.sent
          ? `${host} closed the connection before its answer was complete. ${isTls(security) ? '' : 'If it speaks https, begin the URL with https://. '}Try again.`
          : `${host} closed the connection during the handshake. Check the port, and whether it speaks https.`,
      )
    default:
      return null
  }
}

function tlsFinding(code: string, place: ExchangePlace): Finding | null {
  const { host, security } = place
  if (security === 'pin' && foreignCertificateCodes.has(code)) return changed(host)
  switch (code) {
    case pinMismatchCode:
      return changed(host)
    case 'CERT_HAS_EXPIRED':
      return untrusted(
        `The certificate of ${host} has expired. Have it renewed, then confirm the new one. Check this computer’s clock, too.`,
      )
    case 'CERT_NOT_YET_VALID':
      return untrusted(`The certificate of ${host} is not valid yet. Check the clocks of both computers.`)
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return untrusted(
        `The certificate of ${host} is for another host name. Check the URL, or pin the certificate.`,
      )
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return untrusted(
        `The certificate of ${host} is self-signed. Pin it after comparing its fingerprint, or give its authority.`,
      )
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
    case 'CERT_UNTRUSTED':
    case 'INVALID_CA':
      return untrusted(
        `The certificate of ${host} comes from an authority that is not trusted here. Give that authority, or pin the certificate.`,
      )
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_HTTP_REQUEST':
    case 'EPROTO':
      return unreachable(`${host} does not speak https on this port. Check the port in the URL.`)
    case 'ERR_SSL_UNSUPPORTED_PROTOCOL':
    case 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION':
      return untrusted(`${host} offers only outdated encryption (older than TLS 1.2). It has to be updated.`)
    default:
      if (!code.startsWith('ERR_SSL_') && !code.startsWith('CERT_') && !code.startsWith('ERR_TLS_'))
        return null
      return untrusted(`No secure connection to ${host} could be made (${code}). Nothing was sent.`)
  }
}

function answerFinding(code: string, host: string): Finding | null {
  if (code === exchangeCodes.notHttp || code.startsWith('HPE_')) {
    return {
      code: 'not-an-api',
      message: `What answers at ${host} does not speak HTTP as expected. Check the port, and http or https in the URL.`,
    }
  }
  switch (code) {
    case exchangeCodes.tooLarge:
    case 'UND_ERR_HEADERS_OVERFLOW':
      return { code: 'bad-response', message: `The answer of ${host} is too large and was not read.` }
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return {
        code: 'bad-response',
        message: `The answer of ${host} does not have the length it states. Try again.`,
      }
    default:
      return null
  }
}

function isTls(security: Security): boolean {
  return security !== 'plain' && security !== 'open'
}

function unreachable(message: string): Finding {
  return { code: 'unreachable', message }
}

function untrusted(message: string): Finding {
  return { code: 'untrusted', message }
}

function changed(host: string): Finding {
  return {
    code: 'certificate-changed',
    message: `${host} shows another certificate than the pinned one. Nothing was sent. Find out why before confirming a new one.`,
  }
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function seconds(ms: number): string {
  return ms >= 1000 ? `${Math.round(ms / 1000)} seconds` : `${ms} milliseconds`
}

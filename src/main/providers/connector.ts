import { buildConnector } from 'undici'
import type { ProxyRoute } from './proxy.ts'
import type { TlsOptions } from './tls.ts'
import { openTunnel } from './tunnel.ts'

/** How the connections of one client are made. */
export interface ConnectorOptions {
  /** null = plain http. */
  readonly tls: TlsOptions | null
  /** null = straight to the server. */
  readonly proxy: ProxyRoute | null
  /** For each of the two parts: the way through the proxy, and the handshake with the server. */
  readonly timeoutMs: number
  /** Ends what is being connected. */
  readonly signal: AbortSignal
}

/**
 * Makes connections that are verified before they are handed over. Through a proxy the handshake is still with the
 * server itself, under the same checks.
 */
export function connectorOf({ tls, proxy, timeoutMs, signal }: ConnectorOptions): buildConnector.connector {
  const direct = buildConnector({
    ...tls,
    timeout: timeoutMs,
    // Every connection is verified on its own: a resumed TLS session would skip the check of the certificate.
    maxCachedSessions: 0,
    allowH2: false,
  })
  if (proxy === null) return direct
  return (options, callback) => {
    const isTls = options.protocol === 'https:'
    const port = options.port === '' ? (isTls ? 443 : 80) : Number(options.port)
    const hostname = options.hostname.replace(/^\[|\]$/g, '')
    openTunnel(proxy, { hostname, port, timeoutMs, signal }).then(
      (socket) => {
        if (isTls) direct({ ...options, httpSocket: socket }, callback)
        else callback(null, socket)
      },
      (error: Error) => callback(error, null),
    )
  }
}

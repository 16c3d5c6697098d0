import { type ClientRequest, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { exchangeCodes } from './exchange.ts'
import type { ProxyRoute } from './proxy.ts'
import { systemTls } from './tls.ts'

/** Why no tunnel came about, as the code of the error that {@link openTunnel} rejects with. */
export const tunnelCodes = {
  /** The proxy itself could not be reached. */
  unreachable: 'PROXY_UNREACHABLE',
  timeout: 'PROXY_TIMEOUT',
  /** The certificate of a proxy with https is not trusted. */
  untrusted: 'PROXY_UNTRUSTED',
  /** It wants a user name and password, or other ones (407). */
  denied: 'PROXY_DENIED',
  /** It found no way to the server (502, 503, 504). */
  noRoute: 'PROXY_NO_ROUTE',
  /** It does not connect to that server (any other status). */
  refused: 'PROXY_REFUSED',
} as const

/** Where a tunnel is to end. */
export interface TunnelTarget {
  /** Name or address without brackets. */
  readonly hostname: string
  readonly port: number
  /** For the whole of it, the proxy's answer included. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * A connection to a server through a proxy, made with CONNECT: what is sent on it passes the proxy as it is, so TLS
 * goes to the server itself. The proxy learns host and port of the server and its own credential, nothing else.
 * Rejects with an error that holds a code of {@link tunnelCodes} or `exchangeCodes.cancelled` and nothing of the request.
 */
export function openTunnel(proxy: ProxyRoute, target: TunnelTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const name = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname
    const authority = `${name}:${target.port}`
    let isSettled = false
    const settle = (act: () => void): void => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      target.signal?.removeEventListener('abort', onAbort)
      act()
    }
    const fail = (code: string): void =>
      settle(() => {
        request?.destroy()
        reject(Object.assign(new Error('There is no way through the proxy'), { code }))
      })
    const onAbort = (): void => fail(exchangeCodes.cancelled)
    const timer = setTimeout(() => fail(tunnelCodes.timeout), target.timeoutMs)
    target.signal?.addEventListener('abort', onAbort)

    let request: ClientRequest | null = null
    if (target.signal?.aborted === true) {
      onAbort()
      return
    }
    request = (proxy.isTls ? tlsRequest : plainRequest)({
      host: proxy.hostname,
      port: proxy.port,
      method: 'CONNECT',
      path: authority,
      agent: false,
      setHost: false,
      headers: {
        host: authority,
        ...(proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization }),
      },
      ...(proxy.isTls ? systemTls() : {}),
    })
    request.on('error', (error: NodeJS.ErrnoException) => fail(codeOfError(error.code ?? '', proxy)))
    // A proxy that answers a CONNECT like any other request does not know it.
    request.on('response', () => fail(tunnelCodes.refused))
    request.on('connect', (answer, socket, head) => {
      socket.on('error', () => undefined)
      const code = codeOfStatus(answer.statusCode ?? 0)
      if (code !== null || isSettled) {
        socket.destroy()
        fail(code ?? exchangeCodes.cancelled)
        return
      }
      if (head.length > 0) socket.unshift(head)
      // Node types what it hands over as a stream; of a CONNECT it is always the socket.
      settle(() => resolve(socket as Socket))
    })
    request.end()
  })
}

function codeOfStatus(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status === 407) return tunnelCodes.denied
  return status >= 502 && status <= 504 ? tunnelCodes.noRoute : tunnelCodes.refused
}

const certificateCodes = /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA)/

function codeOfError(code: string, proxy: ProxyRoute): string {
  return proxy.isTls && certificateCodes.test(code) ? tunnelCodes.untrusted : tunnelCodes.unreachable
}

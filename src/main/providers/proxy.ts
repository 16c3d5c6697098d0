import { BlockList, isIP } from 'node:net'
import { AppError } from '../../shared/errors.ts'
import type { Connection } from '../../shared/model/server.ts'
import { splitProxyUrl } from '../../shared/proxy-url.ts'
import type { ProxyEnvironment } from '../lib/proxy-environment.ts'

/** A proxy to go through. */
export interface ProxyRoute {
  /** Host and port, for messages. */
  readonly host: string
  /** Name or address without brackets. */
  readonly hostname: string
  readonly port: number
  /** Whether the proxy itself is spoken to over TLS. */
  readonly isTls: boolean
  /** Value of the header `Proxy-Authorization`; null = none. It goes to the proxy only. */
  readonly authorization: string | null
}

/** What decides about the way to a server. */
export interface RouteInput {
  /** The server's address. */
  readonly url: string
  readonly proxy: Connection['proxy']
  /** `user:password` of a proxy that is set for this server; null = none. Not kept. */
  readonly proxyCredential: Uint8Array | null
  readonly environment: ProxyEnvironment
}

/**
 * The proxy for a server; null = straight to it. A proxy set for the server is always used; one from the environment
 * never for this computer itself, nor for what `NO_PROXY` names. Throws `invalid-input` with field `proxy` for a proxy that cannot be used.
 */
export function routeTo({ url, proxy, proxyCredential, environment }: RouteInput): ProxyRoute | null {
  if (proxy === 'none') return null
  if (proxy !== 'environment') return routeOf(proxy, proxyCredential, 'The proxy of this server')
  const target = new URL(url)
  const given = target.protocol === 'https:' ? environment.https : environment.http
  if (given === null || isLoopback(target.hostname) || isExcepted(target, environment.no ?? '')) return null
  // As everywhere, a proxy without a scheme is one with plain http.
  return routeOf(
    /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`,
    null,
    'The proxy in the environment',
  )
}

/** Whether a URL's host is this computer itself. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

/** Whether a proxy runs on this computer: then what it calls its own computer is this one, too. */
export function isLocalProxy({ hostname }: Pick<ProxyRoute, 'hostname'>): boolean {
  return isLoopback(hostname) || hostname === '::1'
}

function routeOf(address: string, stored: Uint8Array | null, what: string): ProxyRoute {
  const typed = splitProxyUrl(address)
  const unusable = () =>
    new AppError(
      'invalid-input',
      `${what} must be an address such as http://proxy.example:3128. Other sorts of proxies are not supported.`,
      { field: 'proxy', outcome: 'not-sent' },
    )
  if (typed === null || !URL.canParse(typed.proxy)) throw unusable()
  const url = new URL(typed.proxy)
  const isTls = url.protocol === 'https:'
  const credential = stored ?? typed.credential
  const authorization = credential === null ? null : `Basic ${Buffer.from(credential).toString('base64')}`
  return {
    host: url.host,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
    isTls,
    authorization,
  }
}

/** `NO_PROXY`: names with everything below them, addresses, networks as `10.0.0.0/8`, each with a port or without; `*` = all. */
function isExcepted(target: URL, list: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && fits(entry, host, port))
}

function fits(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  if (entry.includes('/')) return isInNetwork(entry, host)
  const [, name = entry, ownPort] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(entry) ?? []
  if (ownPort !== undefined && ownPort !== port) return false
  const bare = name
    .replace(/^\[|\]$/g, '')
    .replace(/^\*?\.+/, '')
    .replace(/\.$/, '')
  return bare !== '' && (host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`)))
}

function isInNetwork(network: string, host: string): boolean {
  const [address = '', bits = ''] = network.split('/')
  const family = isIP(address)
  const most = family === 6 ? 128 : 32
  if (family === 0 || family !== isIP(host) || !/^\d{1,3}$/.test(bits) || Number(bits) > most) return false
  const block = new BlockList()
  const type = family === 6 ? 'ipv6' : 'ipv4'
  block.addSubnet(address, Number(bits), type)
  return block.check(host, type)
}

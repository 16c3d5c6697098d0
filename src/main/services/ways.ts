import { AppError } from '../../shared/errors.ts'
import { type Connection, type Trust, usualConnection } from '../../shared/model/server.ts'
import { openProxyCredential } from '../vault/tables/proxy-credentials.ts'
import type { ServerRow } from '../vault/tables/servers.ts'
import type { OpenVault } from '../vault/vault.ts'

/** How a server is reached: everything beside its address and the credential for it. */
export interface Way {
  readonly trust: Trust
  readonly connection: Connection
  /** `user:password` for the proxy that is set in `connection`; null = none. Whoever asked for the way wipes it. */
  readonly proxyCredential: Uint8Array | null
  /** The pinned certificate was seen changed, and nothing has been confirmed since: nothing is sent. */
  readonly isCertificateChanged: boolean
}

/** What of a call is about the way. Left out = as it is; `proxySecret` null = without one. */
export interface WayInput {
  readonly trust?: Trust | undefined
  readonly connection?: { readonly [M in keyof Connection]?: Connection[M] | undefined } | undefined
  readonly proxySecret?: Uint8Array | null | undefined
}

/** The way to a server that is not saved. Throws `invalid-input` for a password without a proxy. */
export function newWay(input: WayInput): Way {
  const trust: Trust = { mode: 'system' }
  const start = { trust, connection: usualConnection, proxyCredential: null, isCertificateChanged: false }
  return changedWay(start, input)
}

/** The way to a server as it is saved. Throws `vault-damaged` when the proxy's credential cannot be opened. */
export function storedWay({ db, sealer }: Pick<OpenVault, 'db' | 'sealer'>, server: ServerRow): Way {
  const { trust, connection, isCertificateChanged } = server
  const stored = openProxyCredential(db, sealer, server.id)
  if (stored === 'unreadable') {
    throw new AppError(
      'vault-damaged',
      `The password of the proxy of ${server.name} cannot be opened. Enter the proxy again with “server edit”.`,
    )
  }
  return { trust, connection, proxyCredential: stored === 'none' ? null : stored, isCertificateChanged }
}

/**
 * The saved way with changes. The stored password stays with the proxy it was given for and goes to no other. Throws
 * `invalid-input` for a password without a proxy.
 */
export function changedWay(stored: Way, input: WayInput): Way {
  const connection = {
    proxy: input.connection?.proxy ?? stored.connection.proxy,
    plainHttp: input.connection?.plainHttp ?? stored.connection.plainHttp,
  }
  const kept = connection.proxy === stored.connection.proxy ? stored.proxyCredential : null
  const proxyCredential = input.proxySecret === undefined ? kept : input.proxySecret
  assertFits(connection, proxyCredential)
  return {
    trust: input.trust === undefined || sameTrust(input.trust, stored.trust) ? stored.trust : input.trust,
    connection,
    proxyCredential,
    isCertificateChanged: input.trust === undefined && stored.isCertificateChanged,
  }
}

/** Runs an action with a way, and wipes the proxy's password after it. */
export async function withWay<T>(way: Way, action: (way: Way) => Promise<T>): Promise<T> {
  try {
    return await action(way)
  } finally {
    way.proxyCredential?.fill(0)
  }
}

function assertFits({ proxy }: Connection, credential: Uint8Array | null): void {
  if (credential === null || (proxy !== 'environment' && proxy !== 'none')) return
  throw new AppError('invalid-input', 'A password of a proxy needs the proxy it is for.', { field: 'proxy' })
}

/** Whether two are the same. A pin given again with the same fingerprint keeps the certificate that is known for it. */
export function sameTrust(given: Trust, known: Trust): boolean {
  if (given.mode === 'pin' && known.mode === 'pin') return given.fingerprint === known.fingerprint
  return JSON.stringify(given) === JSON.stringify(known)
}

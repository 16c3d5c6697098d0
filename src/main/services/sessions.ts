import { AppError } from '../../shared/errors.ts'
import type { KindId } from '../../shared/model/kind.ts'
import type { ProxyEnvironment } from '../lib/proxy-environment.ts'
import type { HttpClient } from '../providers/http.ts'
import type { Provider, ServerConfig, Session, SignIn } from '../providers/provider.ts'
import { type ProxyRoute, routeTo } from '../providers/proxy.ts'
import { openCredential } from '../vault/tables/servers.ts'
import type { Vault } from '../vault/vault.ts'
import { getServer, requireKindCapability } from './records.ts'
import { storedWay, type Way } from './ways.ts'

/** A server by its settings; the id it has or would have. */
export interface Candidate {
  readonly id: string
  readonly kind: KindId
  readonly config: ServerConfig
}

/** The open connections, one per server. */
export interface Sessions {
  provider(kind: KindId): Provider
  /**
   * The server's session, opened when needed with the address and credential it has now: both are read together,
   * so that neither is ever used with an older or newer one of the other. Throws `not-found`, `vault-damaged`.
   */
  of(serverId: string): Session
  /**
   * A session that is not kept, for checking a server before it is saved. The caller closes it. Nothing of the way or
   * the credential is needed any more when it returns.
   */
  open(server: Candidate, way: Way, credential: Uint8Array): Session
  /** The proxy on the way to an address; null = none. Throws `invalid-input` with field `proxy`. */
  routeTo(url: string, way: Way): ProxyRoute | null
  /** Begins a sign-in in the browser, over connections of its own. Throws `unsupported` with the kind's reason. */
  startSignIn(kind: KindId, config: ServerConfig, way: Way, signal: AbortSignal): Promise<SignIn>
  /** Keeps a session that was opened by {@link open}, in place of an older one. */
  keep(serverId: string, session: Session): Promise<void>
  isKept(serverId: string, session: Session): boolean
  forget(serverId: string): Promise<void>
  closeAll(): Promise<void>
}

export interface SessionsDeps {
  readonly vault: Vault
  readonly providers: Readonly<Record<KindId, Provider>>
  readonly environment: ProxyEnvironment
  readonly createHttp: (
    config: ServerConfig,
    way: Way,
    proxy: ProxyRoute | null,
    onCertificateChanged: () => void,
  ) => HttpClient
  /** A server showed another certificate than the one it is pinned to on this way. */
  readonly onCertificateChanged: (serverId: string, way: Way) => void
  readonly now: () => number
}

export function createSessions(deps: SessionsDeps): Sessions {
  const { vault, providers, now } = deps
  const sessions = new Map<string, Session>()

  const route = (url: string, { connection: { proxy }, proxyCredential }: Way) =>
    routeTo({ url, proxy, proxyCredential, environment: deps.environment })

  const open: Sessions['open'] = ({ id, kind, config }, way, credential) => {
    const onChanged = () => deps.onCertificateChanged(id, way)
    const http = deps.createHttp(config, way, route(config.url, way), onChanged)
    return providers[kind].open(config, credential, { http, now })
  }

  const forget = async (serverId: string) => {
    const session = sessions.get(serverId)
    sessions.delete(serverId)
    await session?.close()
  }

  return {
    provider: (kind) => providers[kind],
    open,
    routeTo: route,
    startSignIn: async (kind, config, way, signal) => {
      const provider = providers[kind]
      requireKindCapability(provider.descriptor, 'servers.signIn')
      if (!provider.startSignIn) throw new AppError('unsupported', 'This kind has no sign-in in the browser.')
      const http = deps.createHttp(config, way, route(config.url, way), () => undefined)
      return await provider.startSignIn(config, { http, now }, signal)
    },
    of: (serverId) => {
      const known = sessions.get(serverId)
      if (known) return known
      const { server, credential, way } = vault.withDb((opened) => {
        const row = getServer(opened.db, serverId)
        const stored = openCredential(opened.db, opened.sealer, serverId)
        return { server: row, credential: stored, way: storedWay(opened, row) }
      })
      if (!credential) {
        throw new AppError(
          'vault-damaged',
          `The credential of ${server.name} cannot be opened. The rest of the vault is not affected; enter the credential again with “server edit”.`,
        )
      }
      try {
        const session = open({ id: server.id, kind: server.kind, config: server }, way, credential)
        sessions.set(server.id, session)
        return session
      } finally {
        credential.fill(0)
        way.proxyCredential?.fill(0)
      }
    },
    keep: async (serverId, session) => {
      const old = sessions.get(serverId)
      sessions.set(serverId, session)
      await old?.close()
    },
    isKept: (serverId, session) => sessions.get(serverId) === session,
    forget,
    closeAll: async () => {
      await Promise.all([...sessions.keys()].map(forget))
    },
  }
}

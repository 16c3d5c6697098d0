import { AppError } from '../../shared/errors.ts'
import type { KindId } from '../../shared/model/kind.ts'
import type { Trust } from '../../shared/model/server.ts'
import type { HttpClient } from '../providers/http.ts'
import type { Provider, ServerConfig, Session, SignIn } from '../providers/provider.ts'
import { openCredential } from '../vault/tables/servers.ts'
import type { Vault } from '../vault/vault.ts'
import { getServer, requireKindCapability } from './records.ts'

/** The open connections, one per server. */
export interface Sessions {
  provider(kind: KindId): Provider
  /**
   * The server's session, opened when needed with the address and credential it has now: both are read together,
   * so that neither is ever used with an older or newer one of the other. Throws `not-found`, `vault-damaged`.
   */
  of(serverId: string): Session
  /** A session that is not kept, for checking a server before it is saved. The caller closes it. */
  open(kind: KindId, config: ServerConfig, trust: Trust, credential: Uint8Array): Session
  /** Begins a sign-in in the browser, over connections of its own. Throws `unsupported` with the kind's reason. */
  startSignIn(kind: KindId, config: ServerConfig, trust: Trust, signal: AbortSignal): Promise<SignIn>
  /** Keeps a session that was opened by {@link open}, in place of an older one. */
  keep(serverId: string, session: Session): Promise<void>
  isKept(serverId: string, session: Session): boolean
  forget(serverId: string): Promise<void>
  closeAll(): Promise<void>
}

export interface SessionsDeps {
  readonly vault: Vault
  readonly providers: Readonly<Record<KindId, Provider>>
  readonly createHttp: (config: ServerConfig, trust: Trust) => HttpClient
  readonly now: () => number
}

export function createSessions({ vault, providers, createHttp, now }: SessionsDeps): Sessions {
  const sessions = new Map<string, Session>()

  const open: Sessions['open'] = (kind, config, trust, credential) =>
    providers[kind].open(config, credential, { http: createHttp(config, trust), now })

  const forget = async (serverId: string) => {
    const session = sessions.get(serverId)
    sessions.delete(serverId)
    await session?.close()
  }

  return {
    provider: (kind) => providers[kind],
    open,
    startSignIn: async (kind, config, trust, signal) => {
      const provider = providers[kind]
      requireKindCapability(provider.descriptor, 'servers.signIn')
      if (!provider.startSignIn) throw new AppError('unsupported', 'This kind has no sign-in in the browser.')
      return await provider.startSignIn(config, { http: createHttp(config, trust), now }, signal)
    },
    of: (serverId) => {
      const known = sessions.get(serverId)
      if (known) return known
      const { server, credential } = vault.withDb(({ db, sealer }) => ({
        server: getServer(db, serverId),
        credential: openCredential(db, sealer, serverId),
      }))
      if (!credential) {
        throw new AppError(
          'vault-damaged',
          `The credential of ${server.name} cannot be opened. The rest of the vault is not affected; enter the credential again with “server edit”.`,
        )
      }
      try {
        const session = open(server.kind, server, server.trust, credential)
        sessions.set(server.id, session)
        return session
      } finally {
        credential.fill(0)
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

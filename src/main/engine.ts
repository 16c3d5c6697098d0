import type { Bridge } from '../shared/ipc/bridge.ts'
import { type CallContext, type EventData, type EventName, events } from '../shared/ipc/contract.ts'
import type { KindId } from '../shared/model/kind.ts'
import { createHandlers } from './handlers.ts'
import { createEmitter } from './lib/emitter.ts'
import type { EnginePorts } from './ports.ts'
import { createHttpClient } from './providers/http.ts'
import type { Provider } from './providers/provider.ts'
import { providers } from './providers/registry.ts'
import { createRouter } from './rpc/router.ts'
import { createBackground } from './services/background.ts'
import { noteCertificateChanged } from './services/certificate-watch.ts'
import { createClipboardDesk } from './services/clipboard.ts'
import type { Core } from './services/core.ts'
import { createCreations } from './services/creations.ts'
import { createInventory } from './services/inventory.ts'
import { createOwnerTokens } from './services/owner-tokens.ts'
import { createOwners } from './services/owners.ts'
import { createRecovery } from './services/read-back.ts'
import { createRefresh } from './services/refresh.ts'
import { createServers } from './services/servers.ts'
import { createSessions } from './services/sessions.ts'
import { createSignIns } from './services/sign-in.ts'
import { createTokenTexts } from './services/token-texts.ts'
import { createTokens } from './services/tokens.ts'
import { createVaultKeeper } from './services/vault-keeper.ts'
import { createVault } from './vault/vault.ts'

/** One engine per process and vault folder. */
export interface Engine {
  /** A way in for one front door. Events reach every bridge. */
  bridge(actor: CallContext['actor']): Bridge
  /** Locks the vault (waiting for creates already sent, for their deadline at most) and ends all connections. */
  close(): Promise<void>
}

type Kinds = Readonly<Record<KindId, Provider>>

type AnyEvent = { [E in EventName]: { readonly event: E; readonly data: EventData<E> } }[EventName]

/**
 * Puts the parts together. Nothing is opened and nothing is connected before the first call.
 * @param kinds the server kinds; tests give their own
 */
export function createEngine(ports: EnginePorts, kinds: Kinds = providers): Engine {
  const { now, log } = ports
  const emitter = createEmitter<AnyEvent>((error) => log.error('listener', { error: String(error) }))
  let untilLock = new AbortController()
  let notice = ports.notice

  const vault = createVault(ports)
  const sessions = createSessions({
    vault,
    providers: kinds,
    now,
    environment: ports.proxyEnvironment,
    onCertificateChanged: (serverId, { trust }) => noteCertificateChanged(core, serverId, trust),
    createHttp: (config, way, proxy, onCertificateChanged) =>
      createHttpClient({
        baseUrl: config.url,
        trust: way.trust,
        plainHttp: way.connection.plainHttp,
        proxy,
        isCertificateChanged: way.isCertificateChanged,
        onCertificateChanged,
        now,
        userAgent: `Latchkey/${ports.appVersion}`,
        ...(ports.httpLimits ? { limits: ports.httpLimits } : {}),
      }),
  })
  const inventory = createInventory({ vault, now }, (kind) => kinds[kind].descriptor)

  const send = {
    vault: () => emitter.emit({ event: 'vault.changed', data: keeper.status() }),
    servers: () => {
      if (vault.status().state === 'unlocked') {
        emitter.emit({ event: 'servers.changed', data: servers.list() })
      }
    },
    inventory: () => emitter.emit({ event: 'inventory.changed', data: { revision: inventory.revision() } }),
    refresh: (running: EventData<'refresh.changed'>) =>
      emitter.emit({ event: 'refresh.changed', data: running }),
    clipboard: (held: EventData<'clipboard.changed'>) =>
      emitter.emit({ event: 'clipboard.changed', data: held }),
    notice: () => emitter.emit({ event: 'app.notice', data: { kind: notice } }),
  }
  const core: Core = {
    vault,
    sessions,
    creations: createCreations(),
    now,
    log,
    untilLock: () => untilLock.signal,
    announce: {
      servers: send.servers,
      inventory: () => {
        inventory.invalidate()
        send.inventory()
        // A server tells how many tokens and secrets it has.
        send.servers()
      },
      rows: inventory.invalidate,
      refresh: send.refresh,
      clipboard: send.clipboard,
    },
  }
  const recovery = createRecovery(core)
  const refresh = createRefresh(core, ports.after)
  const servers = createServers(
    core,
    refresh,
    Object.values(kinds).map((provider) => provider.descriptor),
  )
  const signIns = createSignIns(core)
  const owners = createOwners(core)
  const tokens = createTokens(core)
  const ownerTokens = createOwnerTokens(core)
  const texts = createTokenTexts(core)
  const clipboard = createClipboardDesk(core, tokens, ports.clipboard)
  const keeper = createVaultKeeper({
    core,
    ports,
    recovery,
    beforeLock: () => {
      background.stop()
      untilLock.abort()
      untilLock = new AbortController()
      inventory.forget()
      signIns.endAll()
    },
    afterLock: sessions.closeAll,
  })
  const background = createBackground({
    core,
    refresh,
    after: ports.after,
    random: ports.random,
    everyMs: ports.refreshEveryMs,
  })
  let wasUnlocked = false
  vault.onChange(() => {
    send.vault()
    const isUnlocked = vault.status().state === 'unlocked'
    const hasOpened = isUnlocked && !wasUnlocked
    wasUnlocked = isUnlocked
    if (!hasOpened) return
    core.announce.servers()
    core.announce.inventory()
    background.start()
    if (notice === null) return
    notice = null
    send.notice()
  })

  const sendSnapshots = () => {
    send.vault()
    send.servers()
    send.inventory()
    send.refresh(refresh.running())
    send.clipboard(clipboard.held())
    send.notice()
  }
  const router = createRouter(
    createHandlers({
      ports,
      core,
      keeper,
      servers,
      signIns,
      owners,
      tokens,
      ownerTokens,
      texts,
      inventory,
      refresh,
      recovery,
      clipboard,
      sendSnapshots,
    }),
    log,
  )

  return {
    bridge: (actor) => ({
      request: (method, input) => router(method, input, { actor }),
      on: (event, listener) =>
        emitter.on((happened) => {
          if (happened.event === event) listener(events[happened.event].parse(happened.data))
        }),
    }),
    close: async () => {
      await keeper.lock('engine')
    },
  }
}

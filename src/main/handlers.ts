import { AppError } from '../shared/errors.ts'
import type { Handlers, Returned } from '../shared/ipc/contract.ts'
import type { EnginePorts, PracticeSwitch } from './ports.ts'
import type { Examination } from './providers/provider.ts'
import type { ClipboardDesk } from './services/clipboard.ts'
import type { Core } from './services/core.ts'
import type { Inventory } from './services/inventory.ts'
import type { OwnerTokens } from './services/owner-tokens.ts'
import type { Owners } from './services/owners.ts'
import type { Recovery } from './services/read-back.ts'
import type { Refresh } from './services/refresh.ts'
import type { Servers } from './services/servers.ts'
import type { SignIns } from './services/sign-in.ts'
import type { TokenTexts } from './services/token-texts.ts'
import type { Tokens } from './services/tokens.ts'
import type { VaultKeeper } from './services/vault-keeper.ts'
import { listEntries } from './vault/tables/journal.ts'

export interface HandlerDeps {
  readonly ports: EnginePorts
  readonly core: Core
  readonly keeper: VaultKeeper
  readonly servers: Servers
  readonly signIns: SignIns
  readonly owners: Owners
  readonly tokens: Tokens
  readonly ownerTokens: OwnerTokens
  readonly texts: TokenTexts
  readonly inventory: Inventory
  readonly refresh: Refresh
  readonly recovery: Recovery
  readonly clipboard: ClipboardDesk
  /** Sends one snapshot of every topic. */
  readonly sendSnapshots: () => void
}

/** Method name → service call, one line each where one line does. */
export function createHandlers(deps: HandlerDeps): Handlers {
  const { ports, core, keeper, servers, signIns, owners, tokens, ownerTokens, texts } = deps
  const { inventory, refresh, recovery, clipboard } = deps
  return {
    'app.hello': () => {
      deps.sendSnapshots()
      return { version: ports.appVersion, runtime: keeper.runtime() }
    },

    'vault.status': () => keeper.status(),
    'vault.create': ({ password }, { actor }) => keeper.create(password, actor),
    'vault.unlock': ({ password }, { actor }) => keeper.unlock(password, actor),
    'vault.lock': (_input, { actor }) => keeper.lock(actor),
    'vault.check': () => keeper.check(),
    'journal.list': ({ limit, before }) =>
      core.vault.withDb(({ db }) => listEntries(db, limit, before ?? null)),
    'journal.verify': () => keeper.verifyJournal(),

    'servers.kinds': () => servers.kinds(),
    'servers.list': () => servers.list(),
    'servers.add': async (input, { actor }) =>
      signIns.withCredential(input, (secret) => servers.add({ ...input, secret }, actor)),
    'servers.edit': async (input, { actor }) =>
      input.secret === undefined && input.signIn === undefined
        ? servers.edit(input, actor)
        : signIns.withCredential(input, (secret) => servers.edit({ ...input, secret }, actor)),
    'servers.signInStart': (input) => signIns.start(input),
    'servers.signInFinish': ({ id, code }) => signIns.finish(id, code),
    'servers.signInCancel': async ({ id }) => {
      await signIns.cancel(id)
      return undefined
    },
    'servers.test': ({ server }, { actor }) => servers.test(server, actor),
    'servers.remove': (input, { actor }) => servers.remove(input, actor),
    'servers.choices': (input) => servers.choices(input),
    'owners.list': ({ server }) => owners.list(server),
    'owners.create': (input, { actor }) => owners.create(input, actor),
    'owners.delete': (input, { actor }) => owners.remove(input, actor),

    'tokens.query': (query) => inventory.query(query),
    'tokens.refresh': ({ server }, { actor }) => refresh.run(server, actor),
    'tokens.get': ({ id }) => tokens.get(id),
    'tokens.create': (input, { actor }) => tokens.create(input, actor),
    'tokens.reveal': ({ id }, { actor }) => ({ secret: tokens.handOut(id, actor, 'token.reveal') as never }),
    'tokens.copy': ({ id }, { actor }) => clipboard.copy(id, actor),
    'tokens.details': ({ id }) => tokens.details(id),
    'tokens.fetchSecret': ({ id }, { actor }) => tokens.fetchSecret(id, actor),
    'tokens.events': ({ id }, { actor }) => tokens.events(id, actor),
    'tokens.deleteAll': (input, { actor }) => ownerTokens.deleteAll(input, actor),
    'tokens.revokeTemporary': (input, { actor }) => ownerTokens.revokeTemporary(input, actor),
    'tokens.examine': async ({ server, secret }, { actor }) =>
      wiping(secret, async () => toExamination(await texts.examine(server, secret, actor))),
    'tokens.confine': async ({ server, secret, fields }, { actor }) =>
      wiping(secret, async () => ({ secret: (await texts.confine(server, secret, fields, actor)) as never })),
    'tokens.scope': async ({ server, secret }, { actor }) =>
      wiping(secret, async () => toExamination(await texts.scope(server, secret, actor))),
    'tokens.store': async ({ id, secret, confirmed }, { actor }) =>
      wiping(secret, () => tokens.store(id, secret, confirmed, actor)),
    'tokens.update': ({ id, fields }, { actor }) => tokens.update(id, fields, actor),
    'tokens.setEnabled': ({ id, enabled }, { actor }) => tokens.setEnabled(id, enabled, actor),
    'tokens.delete': ({ id, confirmed }, { actor }) => tokens.remove(id, confirmed, actor),
    'tokens.verify': ({ id }, { actor }) => tokens.verify(id, actor),
    'tokens.purge': ({ id, confirmed }, { actor }) => tokens.purge(id, confirmed, actor),
    'tokens.pending': async () => {
      await recovery.settled()
      return recovery.pending()
    },

    'clipboard.put': async ({ secret }) => wiping(secret, () => clipboard.put(secret)),
    'clipboard.clear': async () => {
      await clipboard.clear()
      return undefined
    },
    'practice.start': async (_input, { actor }) => {
      const way = practiceSwitch(ports)
      if (ports.isPractice) return
      way.start()
      await keeper.lock(actor)
    },
    'practice.stop': async (_input, { actor }) => {
      const way = practiceSwitch(ports)
      if (!ports.isPractice) return
      way.stop()
      await keeper.lock(actor)
    },
  }
}

const toExamination = ({ lines, details }: Examination): Returned<'tokens.examine'> => ({
  lines: [...lines],
  details: { ...details },
})

function practiceSwitch(ports: EnginePorts): PracticeSwitch {
  if (ports.practiceSwitch) return ports.practiceSwitch
  throw new AppError(
    'unsupported',
    'There is no practice vault here. The command “practice” runs the practice servers.',
  )
}

/** Runs an action and wipes the secret it was given, whatever happens. */
async function wiping<T>(secret: Uint8Array | undefined, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } finally {
    secret?.fill(0)
  }
}

import type { EnginePorts } from '../../src/main/ports.ts'
import { providers } from '../../src/main/providers/registry.ts'
import type { KindDescriptor } from '../../src/shared/model/kind.ts'
import { startEngine, type TestEngine, value } from './engine.ts'
import { createFakeKind, type FakeWorld } from './fake-kind.ts'
import { bytes, password } from './ports.ts'

export interface FakeSetting extends TestEngine {
  /** The world behind a server, by its name. */
  world(name: string): FakeWorld
  add(name: string): Promise<unknown>
  /** Verbs and results of the journal, newest first. */
  journal(): Promise<string[]>
  /** The engine is closed, and another one opens the same vault with the same worlds. */
  restart(): Promise<FakeSetting>
}

/** An unlocked vault with one server called `cloud`, of a kind in memory that can do everything. */
export async function fakeSetting(
  ports: Partial<EnginePorts> = {},
  descriptor: Partial<KindDescriptor> = {},
): Promise<FakeSetting> {
  const kind = createFakeKind(descriptor)
  const kinds = { ...providers, netbird: kind.provider }
  const open = (started: TestEngine): FakeSetting => ({
    ...started,
    world: (name) => kind.at(`https://${name}.example`),
    add: (name) =>
      value(
        started.client.call('servers.add', {
          kind: 'netbird',
          name,
          url: `https://${name}.example`,
          secret: bytes('fake-credential'),
        }),
      ),
    journal: async () =>
      (await value(started.client.call('journal.list', { limit: 200 }))).map(
        ({ verb, target, result }) => `${verb} ${target}: ${result}`,
      ),
    restart: async () => {
      await started.engine.close()
      const again = startEngine({ ...ports, vaultFolder: started.ports.vaultFolder }, kinds)
      await value(again.client.call('vault.unlock', { password: bytes(password) }))
      return open(again)
    },
  })
  const setting = open(startEngine(ports, kinds))
  await value(setting.client.call('vault.create', { password: bytes(password) }))
  await setting.add('cloud')
  return setting
}

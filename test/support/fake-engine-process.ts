import type { EngineProcess } from '../../src/main/desktop/engine-host.ts'
import type { EngineMessage, HostMessage } from '../../src/main/desktop/engine-messages.ts'

/** An engine process that does what a test says. */
export interface FakeProcess {
  readonly process: EngineProcess<string>
  /** What it was told, with the port that came along. */
  readonly told: (HostMessage & { readonly port?: string })[]
  says(message: EngineMessage | object): void
  exits(code: number): void
  kills(): number
}

/** A way to start such processes, which keeps them. */
export function createFakeFork(): {
  readonly fork: () => EngineProcess<string>
  readonly all: FakeProcess[]
} {
  const all: FakeProcess[] = []
  const fork = (): EngineProcess<string> => {
    const told: FakeProcess['told'] = []
    const messageListeners: ((message: unknown) => void)[] = []
    const exitListeners: ((code: number) => void)[] = []
    let kills = 0
    const child: EngineProcess<string> = {
      post: (message, port) => told.push(port === undefined ? message : { ...message, port }),
      onMessage: (listener) => void messageListeners.push(listener),
      onExit: (listener) => void exitListeners.push(listener),
      kill: () => {
        kills += 1
      },
    }
    all.push({
      process: child,
      told,
      says: (message) => {
        for (const listener of messageListeners) listener(message)
      },
      exits: (code) => {
        for (const listener of exitListeners) listener(code)
      },
      kills: () => kills,
    })
    return child
  }
  return { fork, all }
}

import type { NoticeKind } from '../shared/ipc/desktop.contract.ts'
import type { Log } from './lib/log.ts'
import type { ProxyEnvironment } from './lib/proxy-environment.ts'
import type { After } from './lib/timer.ts'
import type { HttpLimits } from './providers/http.ts'

/** Cost of one password derivation; part of a slot's authenticated parameters. */
export interface Argon2Cost {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
}

/** Argon2id with 32 bytes of output. The implementation wipes its own copies; the memory of the work is freed when it ends. */
export type DeriveKey = (password: Uint8Array, salt: Uint8Array, cost: Argon2Cost) => Promise<Uint8Array>

/** The system's clipboard, as far as a secret of ours on it goes. */
export interface Clipboard {
  /**
   * Puts a secret there, in place of an earlier one, and takes it off after `ms` milliseconds unless something else was
   * copied since. Resolves with when that will be, epoch milliseconds. The bytes stay the caller's to wipe.
   */
  write(secret: Uint8Array, ms: number): Promise<number>
  /** Takes our secret off now, if it is still there. */
  clear(): Promise<void>
  /** Calls back each time when none of our secrets is there any more. */
  onCleared(listener: () => void): void
}

/** The host's way to end this engine and go on with the engine of the practice, or back with the person's own. */
export interface PracticeSwitch {
  start(): void
  stop(): void
}

/** Everything the engine needs of the world. Each host (Electron, command line, tests) gives its own. */
export interface EnginePorts {
  readonly appVersion: string
  /** Version of Electron when it is the host; null otherwise. */
  readonly electronVersion: string | null
  /** Folder of the vault, absolute. It need not exist. */
  readonly vaultFolder: string
  /** Path of the SQLite addon to load instead of the packaged one; null = the packaged one. */
  readonly sqliteAddonPath: string | null
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly after: After
  /** From 0 to less than 1; nothing secret depends on it. */
  readonly random: () => number
  /** How often servers are read by themselves while the vault is unlocked, in milliseconds; null = never. */
  readonly refreshEveryMs: number | null
  readonly deriveKey: DeriveKey
  /** The cost of new slots: measured on this machine, or fixed (tests use the lowest accepted one). */
  readonly newSlotCost: 'calibrate' | Argon2Cost
  readonly log: Log
  /** null = the host has none. */
  readonly clipboard: Clipboard | null
  /** null = the host cannot. */
  readonly practiceSwitch: PracticeSwitch | null
  /** The vault is the one of the practice. */
  readonly isPractice: boolean
  /** What the person must hear of why this engine was started; null = nothing. */
  readonly notice: NoticeKind | null
  /** What the host's environment says about proxies, for servers whose setting is `environment`. */
  readonly proxyEnvironment: ProxyEnvironment
  /** Bounds of HTTP calls that differ from the usual ones; tests use short deadlines. */
  readonly httpLimits?: Partial<HttpLimits>
}

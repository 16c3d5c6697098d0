import type { Log } from './lib/log.ts'
import type { HttpLimits } from './providers/http.ts'

/** Cost of one password derivation; part of a slot's authenticated parameters. */
export interface Argon2Cost {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
}

/** Argon2id with 32 bytes of output. The implementation wipes its own copies; the memory of the work is freed when it ends. */
export type DeriveKey = (password: Uint8Array, salt: Uint8Array, cost: Argon2Cost) => Promise<Uint8Array>

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
  readonly deriveKey: DeriveKey
  /** The cost of new slots: measured on this machine, or fixed (tests use the lowest accepted one). */
  readonly newSlotCost: 'calibrate' | Argon2Cost
  readonly log: Log
  /** Bounds of HTTP calls that differ from the usual ones; tests use short deadlines. */
  readonly httpLimits?: Partial<HttpLimits>
}

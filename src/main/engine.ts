import type { Bridge } from '../shared/ipc/bridge.ts'
import type { CallContext } from '../shared/ipc/contract.ts'
import type { EnginePorts } from './ports.ts'

/** One engine per process and vault folder. */
export interface Engine {
  /** A way in for one front door. Events reach every bridge. */
  bridge(actor: CallContext['actor']): Bridge
  /** Locks the vault (waiting for creates already sent, for their deadline at most) and ends all connections. */
  close(): Promise<void>
}

export function createEngine(_ports: EnginePorts): Engine {
  throw new Error('being written')
}

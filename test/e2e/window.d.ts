import type { Bridge } from '../../src/shared/ipc/bridge.ts'

declare global {
  interface Window {
    readonly latchkey: Bridge
  }
}

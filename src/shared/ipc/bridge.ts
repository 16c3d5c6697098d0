import type { Result } from '../result.ts'

/** The shape of `window.latchkey`. It names no method: the allow-list is the contract, applied by the engine. */
export interface Bridge {
  /** Never rejects. */
  request(method: string, input: unknown): Promise<Result<unknown>>
  /** Returns the function that undoes it. */
  on(event: string, listener: (data: unknown) => void): () => void
}

/** Asks main for the request port, and brings it. The only two channel names. */
export const connectChannel = 'latchkey:connect'
export const portChannel = 'latchkey:port'

/** What travels over the port. */
export type PortRequest = { readonly id: number; readonly method: string; readonly input: unknown }
export type PortMessage =
  | { readonly id: number; readonly result: Result<unknown> }
  | { readonly event: string; readonly data: unknown }

import type { Result } from '../result.ts'

/** The shape of `window.latchkey`. It names no method: the allow-list is the contract, applied by the engine. */
export interface Bridge {
  /** Never rejects, and never stays without an answer. */
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

/** The answer to requests that the engine cannot answer any more. */
export const engineEnded: Result<never> = {
  ok: false,
  error: {
    code: 'outcome-unknown',
    message:
      'Latchkey’s engine ended before it answered. Everything that was confirmed is in the vault; unlock it again and refresh to see whether this was done.',
  },
}

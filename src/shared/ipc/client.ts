import type { AppErrorData } from '../errors.ts'
import type { Result } from '../result.ts'
import type { Bridge } from './bridge.ts'
import type { EventData, EventName, Input, MethodName, Output } from './contract.ts'

/** Typed calls over any bridge: the window's, the command line's, a test's. */
export interface Client {
  /** Never rejects. */
  call<M extends MethodName>(method: M, ...input: InputArgument<M>): Promise<Result<Output<M>>>
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void
}

type InputArgument<M extends MethodName> = undefined extends Input<M> ? [] : [input: Input<M>]

/** The bridge's answers were parsed by the engine against the contract, so naming their type here is safe. */
export function createClient(bridge: Bridge): Client {
  return {
    call: async (method, ...input) => {
      const result = await bridge.request(method, input[0])
      return result as Result<never> | { ok: false; error: AppErrorData }
    },
    on: (event, listener) => bridge.on(event, listener as (data: unknown) => void),
  }
}

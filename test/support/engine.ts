import { onTestFinished } from 'vitest'
import { createEngine, type Engine } from '../../src/main/engine.ts'
import type { EnginePorts } from '../../src/main/ports.ts'
import { type Client, createClient } from '../../src/shared/ipc/client.ts'
import { events as contractEvents } from '../../src/shared/ipc/contract.ts'
import type { Result } from '../../src/shared/result.ts'
import { testPorts } from './ports.ts'

export interface TestEngine {
  readonly engine: Engine
  readonly client: Client
  readonly ports: ReturnType<typeof testPorts>
  /** Everything that came over the event channel. */
  readonly events: { event: string; data: unknown }[]
}

/**
 * An engine with a client; closed when the test ends.
 * @param kinds instead of the real ones
 */
export function startEngine(
  ports: Partial<EnginePorts> = {},
  kinds?: Parameters<typeof createEngine>[1],
): TestEngine {
  const complete = testPorts(ports)
  const engine = createEngine(complete, kinds)
  const bridge = engine.bridge('test')
  const events: TestEngine['events'] = []
  for (const event of Object.keys(contractEvents)) {
    bridge.on(event, (data) => events.push({ event, data }))
  }
  onTestFinished(() => engine.close())
  // As the processes do it: what cannot be cloned cannot cross.
  const cloning = {
    request: async (method: string, input: unknown) =>
      structuredClone(await bridge.request(method, structuredClone(input))),
    on: bridge.on,
  }
  return { engine, client: createClient(cloning), ports: complete, events }
}

/** The value of a call that must succeed. */
export async function value<T>(result: Promise<Result<T>>): Promise<T> {
  const answer = await result
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  return answer.value
}

/** The error of a call that must fail. */
export async function failure(result: Promise<Result<unknown>>) {
  const answer = await result
  if (answer.ok) throw new Error('the call succeeded')
  return answer.error
}

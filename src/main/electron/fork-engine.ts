import { type MessagePortMain, utilityProcess } from 'electron'
import type { EngineProcess } from '../desktop/engine-host.ts'

/** Starts the engine in a process of its own. */
export function forkEngine(script: string): EngineProcess<MessagePortMain> {
  const child = utilityProcess.fork(script, [], {
    serviceName: 'Latchkey engine',
    // Nothing of the person's environment is needed in there.
    env: {},
    stdio: 'inherit',
  })
  return {
    post: (message, port) => child.postMessage(message, port ? [port] : []),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill(),
  }
}

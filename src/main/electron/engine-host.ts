import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'

export interface EngineHostOptions {
  /** The built engine process. */
  readonly script: string
  readonly appVersion: string
  readonly vaultFolder: string
  readonly sqliteAddonPath: string | null
  /** The engine locked: the window must forget what it shows, now. */
  readonly onLocked: () => void
  /** The engine ended although nobody asked it to. */
  readonly onCrash: (code: number) => void
}

/** Keeps at most one engine process, started when a window connects and ended at lock. */
export interface EngineHost {
  /** Gives one end of a channel to the engine. Waits for an engine that is just ending. */
  connect(port: MessagePortMain): Promise<void>
  /** Ends the engine; resolves when it is gone. */
  stop(): Promise<void>
}

export function createEngineHost(options: EngineHostOptions): EngineHost {
  let current: { process: UtilityProcess; ended: Promise<void>; isLocking: boolean } | null = null

  const start = () => {
    const child = utilityProcess.fork(options.script, [], {
      serviceName: 'Latchkey engine',
      // Nothing of the person's environment is needed in there.
      env: {},
      stdio: 'inherit',
    })
    const ended = new Promise<void>((resolve) => {
      child.once('exit', (code) => {
        const wasLocking = entry.isLocking
        if (current === entry) current = null
        resolve()
        if (!wasLocking) options.onCrash(code)
      })
    })
    const entry = { process: child, ended, isLocking: false }
    child.on('message', (message: unknown) => {
      if (typeof message !== 'object' || message === null || !('type' in message)) return
      if (message.type !== 'locked') return
      entry.isLocking = true
      options.onLocked()
    })
    child.postMessage({
      type: 'start',
      appVersion: options.appVersion,
      electronVersion: process.versions.electron,
      vaultFolder: options.vaultFolder,
      sqliteAddonPath: options.sqliteAddonPath,
    })
    current = entry
    return entry
  }

  return {
    connect: async (port) => {
      while (current?.isLocking) await current.ended
      const { process: child } = current ?? start()
      child.postMessage({ type: 'client' }, [port])
    },
    stop: async () => {
      if (!current) return
      current.isLocking = true
      const { process: child, ended } = current
      child.kill()
      await ended
    },
  }
}

import type { After } from '../lib/timer.ts'
import { type EngineMessage, engineMessage, type HostMessage, type StartMessage } from './engine-messages.ts'

/** A started engine process. `Port` is what a page's end of a channel is connected to. */
export interface EngineProcess<Port> {
  post(message: HostMessage, port?: Port): void
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: (code: number) => void): void
  kill(): void
}

/** What an engine works on. */
export type EngineTask = Pick<StartMessage, 'vaultFolder' | 'isPractice' | 'notice'>

export interface EngineHostDeps<Port> {
  readonly fork: () => EngineProcess<Port>
  readonly versions: Pick<StartMessage, 'appVersion' | 'electronVersion' | 'sqliteAddonPath'>
  readonly proxyEnvironment: StartMessage['proxyEnvironment']
  readonly after: After
  /** What the next engine is to work on. Never rejects. */
  readonly nextTask: () => Promise<EngineTask>
  /** A message of the running engine; not of one that is ending. */
  readonly onMessage: (
    message: EngineMessage,
    task: EngineTask,
    reply: (message: HostMessage) => void,
  ) => void
  /** The engine locked or is to end: what the window shows must be gone at once. */
  readonly onEnding: () => void
  /** The process is gone. Another one starts only after this. `code` null = it was asked to end. */
  readonly onEnded: (task: EngineTask, code: number | null) => Promise<void>
}

/** Keeps at most one engine process, started when a window connects and ended at lock. */
export interface EngineHost<Port> {
  /** Resolves when there is an engine, with the function that gives it one end of a channel; null = the app is ending. */
  connect(): Promise<((port: Port) => void) | null>
  /** Locks an open vault and ends its engine; leaves a practice alone, in which nothing is real. */
  lock(): void
  /** Ends the engine, whatever state it is in; the next connection starts another one. */
  end(): void
  /** To the running engine, if there is one. */
  post(message: HostMessage): void
  /** Ends the engine for good; resolves when it is gone. */
  stop(): Promise<void>
}

/**
 * A create already sent may take its whole deadline, also when the app is being closed: its answer is the only way to
 * the secret. An engine that takes longer than that hangs.
 */
const endingMs = 45_000

/** When everything is closed there is nothing left to wait for. */
const closedMs = 1_000

interface Entry<Port> {
  readonly process: EngineProcess<Port>
  readonly task: EngineTask
  readonly ended: Promise<void>
  isUnlocked: boolean
  isEnding: boolean
  cancelKill: () => void
}

export function createEngineHost<Port>(deps: EngineHostDeps<Port>): EngineHost<Port> {
  let current: Entry<Port> | null = null
  let starting: Promise<Entry<Port>> | null = null
  let isStopped = false

  const killAfter = (entry: Entry<Port>, ms: number) => {
    entry.cancelKill()
    entry.cancelKill = deps.after(ms, () => entry.process.kill())
  }

  const beginEnd = (entry: Entry<Port>, message: HostMessage | null) => {
    if (entry.isEnding) return
    entry.isEnding = true
    if (message) entry.process.post(message)
    killAfter(entry, endingMs)
    deps.onEnding()
  }

  const receive = (entry: Entry<Port>, data: unknown) => {
    const parsed = engineMessage.safeParse(data)
    if (!parsed.success) return
    const message = parsed.data
    if (message.type === 'closed') killAfter(entry, closedMs)
    if (entry.isEnding) return
    if (message.type === 'unlocked') entry.isUnlocked = true
    if (message.type === 'locked') beginEnd(entry, null)
    deps.onMessage(message, entry.task, (answer) => entry.process.post(answer))
  }

  const start = async (): Promise<Entry<Port>> => {
    const task = await deps.nextTask()
    const child = deps.fork()
    const ended = new Promise<void>((resolve) => {
      child.onExit((code) => {
        const wasAsked = entry.isEnding
        entry.isEnding = true
        entry.cancelKill()
        void deps.onEnded(task, wasAsked ? null : code).finally(() => {
          if (current === entry) current = null
          resolve()
        })
      })
    })
    const entry: Entry<Port> = {
      process: child,
      task,
      ended,
      isUnlocked: false,
      isEnding: false,
      cancelKill: () => undefined,
    }
    child.onMessage((data) => receive(entry, data))
    child.post({ type: 'start', ...deps.versions, proxyEnvironment: deps.proxyEnvironment, ...task })
    current = entry
    return entry
  }

  const running = async (): Promise<Entry<Port> | null> => {
    for (;;) {
      if (isStopped) return null
      if (!current) {
        starting ??= start().finally(() => {
          starting = null
        })
        await starting
      } else if (current.isEnding) await current.ended
      else return current
    }
  }

  return {
    connect: async () => {
      const entry = await running()
      return entry && ((port) => entry.process.post({ type: 'client' }, port))
    },
    lock: () => {
      if (current?.isUnlocked && !current.task.isPractice) beginEnd(current, { type: 'lock' })
    },
    end: () => {
      if (current) beginEnd(current, { type: 'end' })
    },
    post: (message) => {
      if (current && !current.isEnding) current.process.post(message)
    },
    stop: async () => {
      isStopped = true
      await starting?.catch(() => undefined)
      if (!current) return
      beginEnd(current, { type: 'end' })
      await current.ended
    },
  }
}

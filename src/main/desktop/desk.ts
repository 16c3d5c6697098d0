import { join } from 'node:path'
import type { NoticeKind } from '../../shared/ipc/desktop.contract.ts'
import type { AutoLock } from './auto-lock.ts'
import type { ClipboardGuard } from './clipboard-guard.ts'
import type { EngineHostDeps, EngineTask } from './engine-host.ts'
import type { EngineMessage, HostMessage } from './engine-messages.ts'
import type { PracticeFolders } from './practice-folders.ts'

export interface DeskDeps {
  /** Of the person's own vault. */
  readonly vaultFolder: string
  readonly practiceFolders: PracticeFolders
  readonly clipboard: ClipboardGuard
  readonly autoLock: Pick<AutoLock, 'start' | 'stop'>
  /** Counts crashes; answers with their number when it is time to give up. */
  readonly countCrash: () => number | null
  /** Ends the engine that runs. */
  readonly endEngine: () => void
  /** A new window in a new process: nothing that the old one showed stays. */
  readonly renewWindow: () => void
  /** The engine does not stay alive. */
  readonly giveUp: (crashes: number, code: number) => void
}

/** What the engine's host asks and tells: which vault is next, and what follows from an engine's messages and end. */
export type Desk = Pick<EngineHostDeps<never>, 'nextTask' | 'onMessage' | 'onEnding' | 'onEnded'>

export function createDesk(deps: DeskDeps): Desk {
  const { vaultFolder, practiceFolders, clipboard, autoLock } = deps
  let isPracticeNext = false
  let notice: NoticeKind | null = null
  /** Of the practice that runs. */
  let practiceFolder: string | null = null

  const personTask = (): EngineTask => {
    const task = { vaultFolder, isPractice: false, notice }
    notice = null
    return task
  }

  const receiveClipboard = async (
    message: Extract<EngineMessage, { id: number }>,
    reply: (message: HostMessage) => void,
  ) => {
    const { id } = message
    try {
      let clearsAtMs: number | null = null
      if (message.type === 'clipboard-write') clearsAtMs = await clipboard.write(message.secret, message.ms)
      else await clipboard.clear()
      reply({ type: 'clipboard-done', id, clearsAtMs })
    } catch {
      reply({ type: 'clipboard-failed', id })
    }
  }

  const forget = () => {
    autoLock.stop()
    void clipboard.clear()
  }

  return {
    nextTask: async () => {
      if (!isPracticeNext) return personTask()
      isPracticeNext = false
      try {
        practiceFolder = await practiceFolders.create()
        return { vaultFolder: join(practiceFolder, 'vault'), isPractice: true, notice: null }
      } catch {
        notice = 'practice-ended'
        return personTask()
      }
    },

    onMessage: (message, task, reply) => {
      switch (message.type) {
        case 'unlocked':
          if (!task.isPractice) autoLock.start()
          return
        case 'locked':
        case 'closed':
          return
        case 'practice-start':
          isPracticeNext = !task.isPractice
          deps.endEngine()
          return
        case 'practice-stop':
          deps.endEngine()
          return
        case 'clipboard-write':
        case 'clipboard-clear':
          void receiveClipboard(message, reply)
      }
    },

    onEnding: () => {
      forget()
      deps.renewWindow()
    },

    onEnded: async (task, code) => {
      if (task.isPractice && practiceFolder !== null) {
        await practiceFolders.remove(practiceFolder)
        practiceFolder = null
      }
      if (code === null) return
      forget()
      notice = task.isPractice ? 'practice-ended' : 'engine-ended'
      // A practice begins only when the person asks for it, so it cannot go on crashing by itself.
      const crashes = task.isPractice ? null : deps.countCrash()
      if (crashes === null) deps.renewWindow()
      else deps.giveUp(crashes, code)
    },
  }
}

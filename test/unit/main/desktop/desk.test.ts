import { describe, expect, test } from 'vitest'
import { createDesk, type DeskDeps } from '../../../../src/main/desktop/desk.ts'
import type { EngineTask } from '../../../../src/main/desktop/engine-host.ts'
import type { EngineMessage, HostMessage } from '../../../../src/main/desktop/engine-messages.ts'
import { settled } from '../../../support/fake-clock.ts'
import { bytes } from '../../../support/ports.ts'

function setting(changes: Partial<DeskDeps> = {}) {
  const happened: string[] = []
  const note = (what: string) => () => void happened.push(what)
  const desk = createDesk({
    vaultFolder: '/vault',
    practiceFolders: {
      create: async () => '/data/practice-1',
      remove: async (folder) => void happened.push(`remove ${folder}`),
    },
    clipboard: {
      write: async (secret, ms) => secret.length * ms,
      clear: async () => void happened.push('clear clipboard'),
    },
    autoLock: { start: note('watch'), stop: note('stop watching') },
    countCrash: () => null,
    endEngine: note('end engine'),
    renewWindow: note('renew window'),
    giveUp: (crashes, code) => void happened.push(`give up ${crashes} ${code}`),
    ...changes,
  })
  const replies: HostMessage[] = []
  const says = (message: EngineMessage, task: EngineTask) =>
    desk.onMessage(message, task, (answer) => replies.push(answer))
  return { desk, happened, replies, says }
}

const person: EngineTask = { vaultFolder: '/vault', isPractice: false, notice: null }
const practice: EngineTask = { vaultFolder: '/data/practice-1/vault', isPractice: true, notice: null }

describe('the desk', () => {
  test('a lock hides everything, clears the clipboard and stops the watch', () => {
    const { desk, happened } = setting()
    desk.onEnding()
    expect(happened).toEqual(['stop watching', 'clear clipboard', 'renew window'])
  })

  test('watches the person’s open vault, not a practice', () => {
    const { says, happened } = setting()
    says({ type: 'unlocked' }, practice)
    expect(happened).toEqual([])
    says({ type: 'unlocked' }, person)
    expect(happened).toEqual(['watch'])
  })

  test('the practice follows the person’s engine, and the person’s follows the practice', async () => {
    const { desk, says, happened } = setting()
    expect(await desk.nextTask()).toEqual(person)
    says({ type: 'practice-start' }, person)
    expect(happened).toEqual(['end engine'])
    await desk.onEnded(person, null)
    expect(await desk.nextTask()).toEqual(practice)
    says({ type: 'practice-stop' }, practice)
    await desk.onEnded(practice, null)
    expect(happened).toEqual(['end engine', 'end engine', 'remove /data/practice-1'])
    expect(await desk.nextTask()).toEqual(person)
  })

  test('a practice that cannot have a folder is told, and the person’s own vault comes instead', async () => {
    const { desk, says } = setting({
      practiceFolders: {
        create: async () => {
          throw new Error('full')
        },
        remove: async () => undefined,
      },
    })
    says({ type: 'practice-start' }, person)
    expect(await desk.nextTask()).toEqual({ ...person, notice: 'practice-ended' })
    expect(await desk.nextTask()).toEqual(person)
  })

  test('an engine that ended by itself is told once, in a new window', async () => {
    const { desk, happened } = setting()
    await desk.onEnded(person, 9)
    expect(happened).toEqual(['stop watching', 'clear clipboard', 'renew window'])
    expect(await desk.nextTask()).toEqual({ ...person, notice: 'engine-ended' })
    expect(await desk.nextTask()).toEqual(person)
  })

  test('a practice that ended by itself is told, removed, and counts for nothing', async () => {
    let counted = 0
    const { desk, says, happened } = setting({
      countCrash: () => {
        counted += 1
        return 3
      },
    })
    says({ type: 'practice-start' }, person)
    await desk.nextTask()
    await desk.onEnded(practice, 9)
    expect(counted).toBe(0)
    expect(happened).toContain('remove /data/practice-1')
    expect(happened).toContain('renew window')
    expect(await desk.nextTask()).toEqual({ ...person, notice: 'practice-ended' })
  })

  test('an engine that does not stay alive is given up', async () => {
    const { desk, happened } = setting({ countCrash: () => 3 })
    await desk.onEnded(person, 9)
    expect(happened.at(-1)).toBe('give up 3 9')
    expect(happened).not.toContain('renew window')
  })

  test('copies and clears for the engine, and says when it could not', async () => {
    const { says, replies } = setting()
    says({ type: 'clipboard-write', id: 1, secret: bytes('abc'), ms: 10 }, person)
    says({ type: 'clipboard-clear', id: 2 }, person)
    await settled()
    expect(replies).toEqual([
      { type: 'clipboard-done', id: 1, clearsAtMs: 30 },
      { type: 'clipboard-done', id: 2, clearsAtMs: null },
    ])
    const refusing = setting({
      clipboard: {
        write: async () => {
          throw new Error('no')
        },
        clear: async () => undefined,
      },
    })
    refusing.says({ type: 'clipboard-write', id: 3, secret: bytes('abc'), ms: 10 }, person)
    await settled()
    expect(refusing.replies).toEqual([{ type: 'clipboard-failed', id: 3 }])
  })
})

import { describe, expect, test } from 'vitest'
import { createEngineHost, type EngineTask } from '../../../../src/main/desktop/engine-host.ts'
import { createFakeClock, settled } from '../../../support/fake-clock.ts'
import { createFakeFork } from '../../../support/fake-engine-process.ts'

const person: EngineTask = { vaultFolder: '/vault', isPractice: false, notice: null }
const practice: EngineTask = { vaultFolder: '/practice', isPractice: true, notice: null }
const proxyEnvironment = { https: 'http://proxy.example:3128', http: null, no: 'localhost' }
const versions = { appVersion: '1', electronVersion: '2', sqliteAddonPath: null }

function setting(tasks: EngineTask[] = []) {
  const clock = createFakeClock()
  const { fork, all } = createFakeFork()
  const happened: string[] = []
  let holdEnd: Promise<void> = Promise.resolve()
  const host = createEngineHost<string>({
    fork,
    versions,
    proxyEnvironment,
    after: clock.after,
    nextTask: async () => tasks.shift() ?? person,
    onMessage: (message, task) => happened.push(`${message.type} of ${task.vaultFolder}`),
    onEnding: () => happened.push('ending'),
    onEnded: async (task, code) => {
      happened.push(`ended ${task.vaultFolder} ${code}`)
      await holdEnd
    },
  })
  const process = (index: number) => {
    const found = all[index]
    if (!found) throw new Error(`no engine ${index}`)
    return found
  }
  return {
    clock,
    host,
    all,
    process,
    happened,
    holdEnd: (until: Promise<void>) => {
      holdEnd = until
    },
    connect: async (port: string) => (await host.connect())?.(port),
  }
}

describe('the engine’s host', () => {
  test('starts one engine for all windows, with its task first', async () => {
    const { all, connect, process } = setting()
    await Promise.all([connect('one'), connect('two')])
    await connect('three')
    expect(all).toHaveLength(1)
    expect(process(0).told).toEqual([
      { type: 'start', ...versions, proxyEnvironment, ...person },
      { type: 'client', port: 'one' },
      { type: 'client', port: 'two' },
      { type: 'client', port: 'three' },
    ])
  })

  test('after a lock the next window waits until the old engine is gone', async () => {
    const { all, connect, process, happened } = setting()
    await connect('one')
    process(0).says({ type: 'unlocked' })
    process(0).says({ type: 'locked' })
    expect(happened).toEqual(['unlocked of /vault', 'ending', 'locked of /vault'])
    const second = connect('two')
    await settled()
    expect(all).toHaveLength(1)
    process(0).exits(0)
    await second
    expect(all).toHaveLength(2)
    expect(process(1).told.at(-1)).toEqual({ type: 'client', port: 'two' })
    expect(happened.at(-1)).toBe('ended /vault null')
  })

  test('the next engine also waits for what is done about the last one', async () => {
    const { all, connect, process, holdEnd } = setting()
    await connect('one')
    let release: () => void = () => undefined
    holdEnd(
      new Promise((resolve) => {
        release = resolve
      }),
    )
    process(0).exits(9)
    const second = connect('two')
    await settled()
    expect(all).toHaveLength(1)
    release()
    await second
    expect(all).toHaveLength(2)
  })

  test('an end that nobody asked for is told with its code', async () => {
    const { connect, process, happened } = setting()
    await connect('one')
    process(0).exits(11)
    expect(happened).toEqual(['ended /vault 11'])
  })

  test('locks an open vault only, and no practice', async () => {
    const { connect, process, host, happened } = setting([person, practice])
    host.lock()
    await connect('one')
    host.lock()
    expect(happened).toEqual([])
    process(0).says({ type: 'unlocked' })
    host.lock()
    host.lock()
    expect(process(0).told.filter(({ type }) => type === 'lock')).toHaveLength(1)
    expect(happened).toEqual(['unlocked of /vault', 'ending'])
    process(0).exits(0)
    await connect('two')
    process(1).says({ type: 'unlocked' })
    host.lock()
    expect(process(1).told.map(({ type }) => type)).toEqual(['start', 'client'])
  })

  test('an engine that hangs at its end is killed after the deadline of a create', async () => {
    const { clock, connect, process, host } = setting()
    await connect('one')
    host.end()
    expect(process(0).told.at(-1)).toEqual({ type: 'end' })
    await clock.pass(44_999)
    expect(process(0).kills()).toBe(0)
    await clock.pass(1)
    expect(process(0).kills()).toBe(1)
  })

  test('one that has closed everything is not waited for', async () => {
    const { clock, connect, process, host } = setting()
    await connect('one')
    host.end()
    process(0).says({ type: 'closed' })
    await clock.pass(1_000)
    expect(process(0).kills()).toBe(1)
    process(0).exits(0)
    expect(clock.waiting()).toBe(0)
  })

  test('hears nothing more of an engine that is ending, and no nonsense ever', async () => {
    const { connect, process, host, happened } = setting()
    await connect('one')
    for (const nonsense of [{}, { type: 'start' }, { type: 'clipboard-write', id: 1, secret: 'text', ms: 1 }])
      process(0).says(nonsense)
    host.end()
    process(0).says({ type: 'practice-start' })
    expect(happened).toEqual(['ending'])
  })

  test('posts to a running engine only', async () => {
    const { connect, process, host } = setting()
    host.post({ type: 'clipboard-cleared' })
    await connect('one')
    host.post({ type: 'clipboard-cleared' })
    host.end()
    host.post({ type: 'clipboard-cleared' })
    expect(process(0).told.filter(({ type }) => type === 'clipboard-cleared')).toHaveLength(1)
  })

  test('stopped, it waits for the end and starts nothing more', async () => {
    const { all, connect, process, host } = setting()
    await connect('one')
    let isStopped = false
    const stopped = host.stop().then(() => {
      isStopped = true
    })
    await settled()
    expect(process(0).told.at(-1)).toEqual({ type: 'end' })
    expect(isStopped).toBe(false)
    process(0).exits(0)
    await stopped
    expect(await host.connect()).toBeNull()
    expect(all).toHaveLength(1)
  })

  test('stopped while an engine is starting, it ends that one too', async () => {
    const { host, process } = setting()
    void host.connect()
    const stopped = host.stop()
    await settled()
    expect(process(0).told.at(-1)).toEqual({ type: 'end' })
    process(0).exits(0)
    await stopped
  })

  test('stopped before anything started, it has nothing to do', async () => {
    const { host, all } = setting()
    await host.stop()
    expect(all).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import { createThrottle } from '../../../../src/main/lib/throttle.ts'
import { createProgress } from '../../../../src/main/services/progress.ts'
import { createFakeClock, settled } from '../../../support/fake-clock.ts'

describe('a throttle', () => {
  const start = () => {
    const clock = createFakeClock()
    const runs: number[] = []
    const throttle = createThrottle(clock.after, 250, () => runs.push(clock.now()))
    return { clock, runs, throttle, from: clock.now() }
  }

  test('runs at once, then once per interval, the last asking included', async () => {
    const { clock, runs, throttle, from } = start()
    for (let ms = 0; ms < 1_000; ms += 10) {
      throttle.ask()
      await clock.pass(10)
    }
    await clock.pass(1_000)
    expect(runs.map((at) => at - from)).toEqual([0, 250, 500, 750, 1_000])
    expect(clock.waiting()).toBe(0)
  })

  test('now runs at once and takes the place of what was due', async () => {
    const { clock, runs, throttle, from } = start()
    throttle.ask()
    throttle.ask()
    await clock.pass(100)
    throttle.now()
    await clock.pass(1_000)
    expect(runs.map((at) => at - from)).toEqual([0, 100])
  })
})

describe('progress', () => {
  const start = () => {
    const clock = createFakeClock()
    const told: { at: number; servers: string[]; progress: unknown[] }[] = []
    const from = clock.now()
    const progress = createProgress(clock.after, (snapshot) =>
      told.push({ at: clock.now() - from, ...snapshot }),
    )
    return { clock, told, progress }
  }

  test('tells the beginning of several as one, and the end at once', async () => {
    const { told, progress } = start()
    progress.begin('a')
    progress.begin('b')
    await settled()
    progress.end('a')
    progress.end('b')
    expect(told).toEqual([
      { at: 0, servers: ['a', 'b'], progress: [] },
      { at: 0, servers: [], progress: [] },
    ])
  })

  test('tells at most four times per second between, with the newest numbers', async () => {
    const { clock, told, progress } = start()
    progress.begin('a')
    progress.begin('b')
    await settled()
    for (let done = 1; done <= 300; done += 1) {
      progress.set('a', done, 300)
      await clock.pass(10)
    }
    expect(told).toHaveLength(1 + 12)
    expect(told.at(-1)).toEqual({
      at: 3_000,
      servers: ['a', 'b'],
      progress: [{ id: 'a', done: 300, total: 300 }],
    })
  })

  test('never tells more done than there is, and nothing of a server that is not read', async () => {
    const { progress } = start()
    progress.begin('a')
    progress.set('a', 7, 3)
    progress.set('x', 1, 2)
    expect(progress.snapshot()).toEqual({ servers: ['a'], progress: [{ id: 'a', done: 7, total: 7 }] })
    progress.end('a')
    progress.set('a', 8, 9)
    expect(progress.snapshot()).toEqual({ servers: [], progress: [] })
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createAutoLock,
  type IdleSample,
  type IdleState,
  nextIdle,
} from '../../../../src/main/desktop/auto-lock.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'

const minute = 60_000
const limitMs = 5 * minute
const start: IdleState = { idleMs: 0, monotonicMs: 1_000, wallMs: 1_000_000, isReporting: false }

/** The state after looks, each given as steps of the two clocks and what the system says. */
function idleAfter(
  ...looks: { mono: number; wall?: number; reported: number; wasUsed?: boolean }[]
): IdleState {
  return looks.reduce(
    (state, { mono, wall = mono, reported, wasUsed = false }) =>
      nextIdle(state, {
        reportedMs: reported,
        monotonicMs: state.monotonicMs + mono,
        wallMs: state.wallMs + wall,
        wasUsed,
      }),
    start,
  )
}

describe('the time without use', () => {
  test('grows while nothing is used', () => {
    expect(idleAfter({ mono: 5_000, reported: 5_000 }, { mono: 5_000, reported: 10_000 }).idleMs).toBe(10_000)
  })

  test('begins again with any use of the machine, and with use of our own window', () => {
    const idle = { mono: 20_000, reported: 20_000 }
    expect(idleAfter(idle, idle, { mono: 5_000, reported: 1_000 }).idleMs).toBe(1_000)
    expect(idleAfter(idle, idle, { mono: 5_000, reported: 45_000, wasUsed: true }).idleMs).toBe(0)
  })

  test('does not count what was before the vault was opened', () => {
    expect(idleAfter({ mono: 5_000, reported: 3_600_000 }).idleMs).toBe(5_000)
  })

  test('counts a sleep in which the monotonic clock stood still, whoever woke the machine', () => {
    expect(idleAfter({ mono: 5_000, wall: 8 * 60 * minute, reported: 0, wasUsed: true }).idleMs).toBe(
      8 * 60 * minute,
    )
  })

  test('a clock set back does not make it shorter, one set forward makes it longer', () => {
    expect(idleAfter({ mono: 20_000, wall: -3_600_000, reported: 20_000 }).idleMs).toBe(20_000)
    expect(idleAfter({ mono: 5_000, wall: 3_600_000, reported: 0 }).idleMs).toBe(3_600_000)
  })

  test('a system that always says 0 is not believed: only our own window’s use counts', () => {
    const looks = Array.from({ length: 60 }, () => ({ mono: 5_000, reported: 0 }))
    expect(idleAfter(...looks).idleMs).toBe(limitMs)
    expect(idleAfter(...looks, { mono: 5_000, reported: 0, wasUsed: true }).idleMs).toBe(0)
    // From the first other answer on it is believed.
    expect(idleAfter(...looks, { mono: 5_000, reported: 2_000 }, { mono: 5_000, reported: 0 }).idleMs).toBe(0)
  })

  test('is never less than the time since the last look in which nothing was used', () => {
    const look = fc.record({
      mono: fc.integer({ min: 0, max: 10 * minute }),
      wall: fc.integer({ min: -100 * minute, max: 100 * minute }),
    })
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 20 }), (looks) => {
        // Nothing is used: the system always says a long time.
        const state = idleAfter(...looks.map((one) => ({ ...one, reported: 1_000 * minute })))
        const elapsed = looks.reduce((sum, { mono, wall }) => sum + Math.max(0, mono, wall), 0)
        expect(state.idleMs).toBe(elapsed)
      }),
    )
  })
})

describe('the lock by itself', () => {
  function setting() {
    const clock = createFakeClock()
    let locks = 0
    const sample: Omit<IdleSample, 'wasUsed'> & { reportedMs: number } = {
      reportedMs: 0,
      monotonicMs: 0,
      wallMs: 0,
    }
    const lock = createAutoLock({
      limitMs,
      look: () => ({ reportedMs: sample.reportedMs, monotonicMs: clock.now(), wallMs: clock.now() }),
      after: clock.after,
      lock: () => {
        locks += 1
      },
    })
    return {
      clock,
      lock,
      locks: () => locks,
      report: (ms: number) => {
        ;(sample as { reportedMs: number }).reportedMs = ms
      },
    }
  }

  test('happens once, five minutes after the last use', async () => {
    const { clock, lock, locks, report } = setting()
    lock.start()
    report(2_000)
    await clock.pass(minute)
    report(10 * minute)
    await clock.pass(4 * minute + 55_000)
    expect(locks()).toBe(0)
    await clock.pass(10_000)
    expect(locks()).toBe(1)
    await clock.pass(30 * minute)
    expect(locks()).toBe(1)
    expect(clock.waiting()).toBe(0)
  })

  test('is put off by use of our own window, and not after it was stopped', async () => {
    const { clock, lock, locks, report } = setting()
    lock.start()
    report(10 * minute)
    await clock.pass(4 * minute)
    lock.noteUse()
    await clock.pass(4 * minute + 55_000)
    expect(locks()).toBe(0)
    lock.stop()
    await clock.pass(30 * minute)
    expect(locks()).toBe(0)
    expect(clock.waiting()).toBe(0)
  })

  test('a second start begins the time again, and does not look twice', async () => {
    const { clock, lock, locks, report } = setting()
    report(10 * minute)
    lock.start()
    await clock.pass(4 * minute)
    lock.start()
    expect(clock.waiting()).toBe(1)
    await clock.pass(4 * minute)
    expect(locks()).toBe(0)
    await clock.pass(minute)
    expect(locks()).toBe(1)
  })
})

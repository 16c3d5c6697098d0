import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import { value } from '../../../support/engine.ts'
import { createFakeClock, settled } from '../../../support/fake-clock.ts'
import { fakeSetting } from '../../../support/fake-setting.ts'
import { bytes, password } from '../../../support/ports.ts'

const minute = 60_000
const everyMs = 15 * minute

/** `random` is 0 unless the test says otherwise: then nothing is taken off and nothing is spread. */
async function start(random = () => 0) {
  const clock = createFakeClock(Date.parse('2026-06-15T12:00:00Z'))
  const setting = await fakeSetting({
    now: clock.now,
    after: clock.after,
    random,
    refreshEveryMs: everyMs,
  })
  const lists = (name = 'cloud') => setting.world(name).calls.filter((call) => call === 'list').length
  const before = lists()
  const dead = (name = 'cloud') =>
    setting.world(name).failing.set('list', new AppError('unreachable', 'No answer.'))
  /** Lets time pass in small steps, with room for what is awaited. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= minute) {
      await clock.pass(Math.min(left, minute))
      for (let turn = 0; turn < 5; turn += 1) await settled()
    }
  }
  return { setting, dead, pass, read: (name?: string) => lists(name) - (name ? 0 : before) }
}

describe('servers are read by themselves', () => {
  test('every quarter of an hour while the vault is unlocked, without an entry each time', async () => {
    const { read, pass, setting } = await start()
    const entries = (await setting.journal()).length
    await pass(everyMs - minute)
    expect(read()).toBe(0)
    await pass(minute)
    expect(read()).toBe(1)
    await pass(3 * everyMs)
    expect(read()).toBe(4)
    expect(await setting.journal()).toHaveLength(entries)
  })

  test('not while it is locked, and what is old soon after the unlock', async () => {
    const { read, pass, setting } = await start(() => 0.5)
    await value(setting.client.call('vault.lock'))
    await pass(4 * everyMs)
    expect(read()).toBe(0)
    await value(setting.client.call('vault.unlock', { password: bytes(password) }))
    await pass(minute)
    expect(read()).toBe(1)
  })

  test('what was read shortly before the unlock waits for its time', async () => {
    const { read, pass, setting } = await start()
    await pass(5 * minute)
    await value(setting.client.call('vault.lock'))
    await value(setting.client.call('vault.unlock', { password: bytes(password) }))
    await pass(9 * minute)
    expect(read()).toBe(0)
    await pass(minute)
    expect(read()).toBe(1)
  })

  test('one that fails waits twice as long each time, four hours at most; its change of state is in the journal once', async () => {
    const { read, pass, setting, dead } = await start()
    const waits: number[] = []
    let minutes = 0
    for (let count = 1; count <= 8; count += 1) {
      dead()
      // A failing list is called too.
      while (read() < count) {
        await pass(minute)
        minutes += 1
      }
      waits.push(minutes)
      minutes = 0
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 240, 240, 240])
    const failures = (await setting.journal()).filter((entry) => entry.endsWith('unreachable'))
    expect(failures).toEqual(['server.refresh cloud: unreachable'])
  })

  test('a reading that a person asks for begins again at the short wait', async () => {
    const { read, pass, setting, dead } = await start()
    for (const wait of [15, 30, 60]) {
      dead()
      await pass(wait * minute)
    }
    expect(read()).toBe(3)
    await value(setting.client.call('tokens.refresh', {}))
    await pass(everyMs - minute)
    expect(read()).toBe(4)
    await pass(minute)
    expect(read()).toBe(5)
    dead()
    await value(setting.client.call('tokens.refresh', {}))
    await pass(30 * minute)
    expect(read()).toBe(7)
  })

  test('up to a tenth is taken off by chance, so that servers drift apart', async () => {
    const { read, pass } = await start(() => 0.999)
    await pass(13 * minute)
    expect(read()).toBe(0)
    await pass(minute)
    expect(read()).toBe(1)
  })

  test('one that fails does not change the times of another, and a removed one is not read', async () => {
    const { read, pass, setting, dead } = await start()
    await setting.add('second')
    const first = read('second')
    for (const wait of [15, 15, 15, 15]) {
      dead()
      await pass(wait * minute)
    }
    expect(read()).toBe(2)
    expect(read('second') - first).toBe(4)
    await value(setting.client.call('servers.remove', { server: 'second', confirmed: true }))
    await pass(4 * everyMs)
    expect(read('second') - first).toBe(4)
  })

  test('one that was saved without a reading is found', async () => {
    const { pass, setting, read } = await start()
    setting.world('later').failing.set('diagnose', new AppError('unreachable', 'No answer.'))
    await value(
      setting.client.call('servers.add', {
        kind: 'netbird',
        name: 'later',
        url: 'https://later.example',
        secret: bytes('fake'),
        unchecked: true,
      }),
    )
    expect(read('later')).toBe(0)
    await pass(2 * everyMs)
    expect(read('later')).toBeGreaterThan(0)
  })
})

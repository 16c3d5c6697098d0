import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import { value } from '../../../support/engine.ts'
import { createFakeClock, settled } from '../../../support/fake-clock.ts'
import { type FakeSetting, fakeSetting } from '../../../support/fake-setting.ts'

const dataOf = (setting: FakeSetting, event: string) =>
  setting.events.filter((each) => each.event === event).map(({ data }) => data)

/** A vault with several servers whose lists wait until the test lets them go. */
async function withServers(count: number) {
  const clock = createFakeClock(Date.parse('2026-06-15T12:00:00Z'))
  const setting = await fakeSetting({ now: clock.now, after: clock.after })
  const names = Array.from({ length: count }, (_, index) => `s${String(index).padStart(2, '0')}`)
  for (const name of names) await setting.add(name)
  await value(setting.client.call('servers.remove', { server: 'cloud', confirmed: true }))
  await clock.pass(10_000)
  const gates = new Map<string, () => void>()
  for (const name of names) {
    const { promise, resolve } = Promise.withResolvers<void>()
    setting.world(name).gate = promise
    setting.world(name).progress = [[0, 10]]
    gates.set(name, resolve)
  }
  setting.events.length = 0
  return { clock, setting, names, open: (name: string) => gates.get(name)?.() }
}

describe('a refresh of many servers', () => {
  test('reads a dozen at once; dead ones do not hold up the others', async () => {
    const { clock, setting, names, open } = await withServers(30)
    const reading = () =>
      (dataOf(setting, 'refresh.changed').at(-1) as { progress: unknown[] }).progress.length
    const refreshing = value(setting.client.call('tokens.refresh', {}))
    await settled()
    await clock.pass(250)
    expect(reading()).toBe(12)
    open('s00')
    await settled()
    await clock.pass(250)
    // One has ended, another has begun.
    expect(reading()).toBe(12)
    // The first dozen never answers. After two seconds it does not count any more.
    for (const name of names.slice(12)) open(name)
    await settled()
    await clock.pass(10_000)
    const left = dataOf(setting, 'refresh.changed').at(-1) as { servers: string[] }
    expect(left.servers).toHaveLength(11)
    for (const name of names) open(name)
    expect((await refreshing).refreshed).toEqual(names)
    expect(dataOf(setting, 'refresh.changed').at(-1)).toEqual({ servers: [], progress: [] })
  })

  test('tells its progress, four times per second at most', async () => {
    const { clock, setting, names, open } = await withServers(3)
    const refreshing = value(setting.client.call('tokens.refresh', {}))
    await settled()
    await clock.pass(250)
    expect(dataOf(setting, 'refresh.changed').at(-1)).toMatchObject({
      servers: [expect.any(String), expect.any(String), expect.any(String)],
      progress: [
        { done: 0, total: 10 },
        { done: 0, total: 10 },
        { done: 0, total: 10 },
      ],
    })
    for (const name of names) open(name)
    await refreshing
    await clock.pass(1_000)
    expect(dataOf(setting, 'refresh.changed').length).toBeLessThanOrEqual(4)
    // Three servers ended, and the list was announced less often than that plus its end.
    expect(dataOf(setting, 'inventory.changed').length).toBeLessThanOrEqual(2)
  })

  test('makes nothing look stale while it runs, and what failed afterwards', async () => {
    const { setting, open } = await withServers(2)
    const stale = async () =>
      (await value(setting.client.call('tokens.query', {}))).rows
        .filter((row) => row.stale)
        .map((row) => row.server)
    setting.world('s01').failing.set('list', new AppError('unreachable', 'No answer.'))
    const refreshing = value(setting.client.call('tokens.refresh', {}))
    await settled()
    expect(await stale()).toEqual([])
    open('s00')
    await settled()
    expect(await stale()).toEqual([])
    open('s01')
    expect((await refreshing).failures).toMatchObject([{ name: 's01', code: 'unreachable' }])
    expect(new Set(await stale())).toEqual(new Set(['s01']))
  })

  test('a single one does not wait behind all the others', async () => {
    const { setting, names, open } = await withServers(20)
    const all = value(setting.client.call('tokens.refresh', {}))
    await settled()
    open('s19')
    const one = await value(setting.client.call('tokens.refresh', { server: 's19' }))
    expect(one.refreshed).toEqual(['s19'])
    for (const name of names) open(name)
    expect((await all).refreshed).toHaveLength(20)
    // Joined, not read twice.
    expect(setting.world('s19').calls.filter((call) => call === 'list')).toHaveLength(2)
  })

  test('a lock ends it, also for those that wait', async () => {
    const { setting, names, open } = await withServers(20)
    const refreshing = setting.client.call('tokens.refresh', {})
    await settled()
    const locking = value(setting.client.call('vault.lock'))
    for (const name of names) open(name)
    await locking
    await refreshing
    const waiting = names.filter(
      (name) => setting.world(name).calls.filter((call) => call === 'list').length > 1,
    )
    expect(waiting.length).toBeLessThanOrEqual(12)
  })
})

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  changeDelayMs,
  createTokensStore,
  keptPages,
  pageSize,
  searchDelayMs,
} from '../../../../src/renderer/stores/tokens.ts'
import type { AppErrorData } from '../../../../src/shared/errors.ts'
import type { Bridge } from '../../../../src/shared/ipc/bridge.ts'
import { createClient } from '../../../../src/shared/ipc/client.ts'
import type { Output } from '../../../../src/shared/ipc/contract.ts'
import type { Token } from '../../../../src/shared/model/token.ts'
import type { Result } from '../../../../src/shared/result.ts'

type Answer = Output<'tokens.query'>

interface Query {
  readonly text?: string
  readonly server?: string
  readonly owner?: string
  readonly status?: readonly string[]
  readonly offset?: number
  readonly limit?: number
}

interface Asked {
  readonly query: Query
  answer(answer: Partial<Answer>): Promise<void>
  fail(error: AppErrorData): Promise<void>
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const token = (name: string): Token => ({
  id: name,
  server: 'one',
  serverId: 'server-1',
  kind: 'qumulo',
  remoteId: name,
  name,
  owner: { id: 'o', name: null },
  creator: null,
  createdAt: null,
  createdAtMs: null,
  expiresAt: null,
  expiresAtMs: null,
  lastUsedAt: null,
  lastUsedAtMs: null,
  status: 'active',
  hasSecret: false,
  seenAt: '2026-01-01T00:00:00Z',
  stale: false,
  orphan: false,
  isCredential: false,
  labels: null,
})

const rows = (prefix: string, count = pageSize) =>
  Array.from({ length: count }, (_, index) => token(`${prefix}${index}`))

/** A store over a bridge whose answers the test gives, in the order it likes. */
function setting() {
  const asked: Asked[] = []
  const listeners: ((data: unknown) => void)[] = []
  const bridge: Bridge = {
    request: (_method, input) =>
      new Promise<Result<unknown>>((resolve) => {
        const settle = async (result: Result<unknown>) => {
          resolve(result)
          await vi.advanceTimersByTimeAsync(0)
        }
        asked.push({
          query: (input ?? {}) as Query,
          answer: (answer) =>
            settle({
              ok: true,
              value: { rows: [], total: 0, facets: { servers: [], statuses: [] }, revision: 1, ...answer },
            }),
          fail: (error) => settle({ ok: false, error }),
        })
      }),
    on: (event, listener) => {
      if (event === 'inventory.changed') listeners.push(listener)
      return () => undefined
    },
  }
  const store = createTokensStore(createClient(bridge))
  return {
    store,
    asked,
    state: store.getState,
    changed: () => {
      for (const listener of listeners) listener({ revision: 2 })
    },
    /** The questions since the last call. */
    taken: () => asked.splice(0),
  }
}

/** A store that shows a first page. */
async function shown(total = pageSize) {
  const started = setting()
  started.state().need(0, 20)
  await started.taken()[0]?.answer({ rows: rows('a', Math.min(total, pageSize)), total })
  return started
}

describe('looking', () => {
  test('nothing is asked before a screen looks', () => {
    const { changed, taken, state } = setting()
    changed()
    state().setView({ text: 'x' })
    expect(taken()).toEqual([])
  })

  test('the first look asks for the first page and shows it', async () => {
    const { state, taken } = setting()
    state().need(0, 20)
    const [first] = taken()
    expect(first?.query).toMatchObject({ offset: 0, limit: pageSize })
    expect(state()).toMatchObject({ total: null, isLoading: true })
    await first?.answer({ rows: rows('a'), total: 250 })
    expect(state()).toMatchObject({ total: 250, isLoading: false, error: null })
    expect(state().row(3)?.name).toBe('a3')
    expect(state().row(100)).toBeUndefined()
    expect(state().find('a7')?.name).toBe('a7')
  })

  test('pages are asked once, as they are looked at, and none beyond the end', async () => {
    const { state, taken } = await shown(250)
    state().need(90, 120)
    state().need(95, 130)
    const asked = taken()
    expect(asked.map(({ query }) => query.offset)).toEqual([100])
    await asked[0]?.answer({ rows: rows('b'), total: 250 })
    expect(state().row(100)?.name).toBe('b0')
    state().need(240, 900)
    expect(taken().map(({ query }) => query.offset)).toEqual([200])
  })

  test('of a huge list only the pages near by are kept', async () => {
    const { state, taken } = await shown(100_000)
    for (let page = 1; page <= keptPages + 5; page += 1) {
      state().need(page * pageSize, page * pageSize + 20)
      for (const question of taken()) await question.answer({ rows: rows(`p${page}-`), total: 100_000 })
    }
    expect(state().pages.size).toBe(keptPages)
    expect(state().row(0)).toBeUndefined()
    state().need(0, 20)
    expect(taken().map(({ query }) => query.offset)).toEqual([0])
  })
})

describe('another view', () => {
  test('rows stay until the new ones are there', async () => {
    const { state, taken } = await shown()
    state().setView({ owner: 'ada' })
    expect(state().isLoading).toBe(true)
    expect(state().row(0)?.name).toBe('a0')
    await taken()[0]?.answer({ rows: rows('n', 2), total: 2 })
    expect(state()).toMatchObject({ total: 2, isLoading: false })
    expect(state().row(0)?.name).toBe('n0')
    expect(state().row(2)).toBeUndefined()
  })

  test('a late answer to an earlier question is thrown away', async () => {
    const { state, taken } = await shown()
    state().setView({ text: 'a' })
    state().setView({ text: 'ab' })
    const [early, late] = taken()
    await late?.answer({ rows: [token('right')], total: 1 })
    await early?.answer({ rows: [token('wrong')], total: 9 })
    expect(state().total).toBe(1)
    expect(state().row(0)?.name).toBe('right')
  })

  test('the same view is not asked again', async () => {
    const { state, taken } = await shown()
    state().setView({ text: '', statuses: [] })
    expect(taken()).toEqual([])
  })

  test('each filter keeps the counts of its other choices', async () => {
    const { state, taken } = await shown()
    state().setView({ statuses: ['expired'], server: 'server-1' })
    const [page, statuses, servers] = taken()
    expect(page?.query).toMatchObject({ status: ['expired'], server: 'server-1' })
    expect(statuses?.query).toMatchObject({ server: 'server-1', limit: 1 })
    expect(statuses?.query.status).toBeUndefined()
    expect(servers?.query).toMatchObject({ status: ['expired'], limit: 1 })
    expect(servers?.query.server).toBeUndefined()
    await statuses?.answer({ facets: { servers: [], statuses: [{ status: 'active', count: 7 }] } })
    await page?.answer({
      rows: [token('x')],
      total: 1,
      facets: { servers: [], statuses: [{ status: 'expired', count: 1 }] },
    })
    expect(state().facets.statuses).toEqual([{ status: 'active', count: 7 }])
  })

  test('a removed server is no filter any more', async () => {
    const { state, taken } = await shown()
    state().setView({ server: 'server-9' })
    await taken()[0]?.fail({ code: 'not-found', message: 'No such server.' })
    expect(state().view.server).toBeNull()
    await taken()[0]?.answer({ rows: rows('all'), total: pageSize })
    expect(state().error).toBeNull()
    expect(state().row(0)?.name).toBe('all0')
  })
})

describe('searching', () => {
  test('typing is searched for after a pause, with what was typed last', async () => {
    const { state, taken } = await shown()
    state().search('c')
    vi.advanceTimersByTime(searchDelayMs - 1)
    state().search('ci')
    expect(state().typed).toBe('ci')
    vi.advanceTimersByTime(searchDelayMs - 1)
    expect(taken()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(taken().map(({ query }) => query.text)).toEqual(['ci'])
  })

  test('clearing wins over typing that was not searched for yet', async () => {
    const { state, taken } = await shown()
    state().search('late')
    state().clearFilters()
    vi.advanceTimersByTime(searchDelayMs * 2)
    expect(state()).toMatchObject({ typed: '', view: { text: '' } })
    expect(taken()).toEqual([])
  })
})

describe('changes of the inventory', () => {
  test('all pages in sight are renewed together, and stay until then', async () => {
    const { state, taken, changed } = await shown(250)
    state().need(80, 120)
    await taken()[0]?.answer({ rows: rows('b'), total: 250 })
    vi.advanceTimersByTime(changeDelayMs)
    changed()
    const [first, second] = taken()
    await second?.answer({ rows: rows('B'), total: 250 })
    expect(state().row(100)?.name).toBe('b0')
    await first?.answer({ rows: rows('A'), total: 250 })
    expect(state().row(80)?.name).toBe('A80')
    expect(state().row(100)?.name).toBe('B0')
  })

  test('many at once are one question, and one that came meanwhile is not missed', async () => {
    const { taken, changed } = await shown()
    changed()
    changed()
    expect(taken()).toEqual([])
    vi.advanceTimersByTime(changeDelayMs)
    const [question, ...more] = taken()
    expect(more).toEqual([])
    vi.advanceTimersByTime(changeDelayMs)
    changed()
    expect(taken()).toEqual([])
    await question?.answer({ rows: rows('b'), total: pageSize })
    expect(taken()).toHaveLength(1)
  })

  test('a list that became shorter shows its new end', async () => {
    const { state, taken, changed } = await shown(1_000)
    state().need(900, 920)
    await taken()[0]?.answer({ rows: rows('z'), total: 1_000 })
    vi.advanceTimersByTime(changeDelayMs)
    changed()
    await taken()[0]?.answer({ rows: [], total: 150 })
    const [end] = taken()
    expect(end?.query.offset).toBe(100)
    await end?.answer({ rows: rows('e', 50), total: 150 })
    expect(state()).toMatchObject({ total: 150, isLoading: false })
    expect(state().row(149)?.name).toBe('e49')
  })
})

test('an error keeps the rows, and trying again clears it', async () => {
  const { state, taken, changed } = await shown()
  vi.advanceTimersByTime(changeDelayMs)
  changed()
  await taken()[0]?.fail({ code: 'internal', message: 'It failed.' })
  expect(state()).toMatchObject({ error: { message: 'It failed.' }, isLoading: false, total: pageSize })
  expect(state().row(0)?.name).toBe('a0')
  state().need(0, 20)
  expect(taken()).toEqual([])
  state().retry()
  await taken()[0]?.answer({ rows: rows('b'), total: pageSize })
  expect(state().error).toBeNull()
})

import { describe, expect, it } from 'vitest'
import { as, type Bench, expectError, type Reply, startQumulo } from './harness.ts'

const TOKENS = '/v1/auth/access-tokens/'

interface Entry {
  id: string
  user: Record<string, string | number | null>
  creator: Record<string, string | number | null>
  creation_time: string
  expiration_time: string
  enabled: boolean
}

async function all(bench: Bench, first = TOKENS): Promise<{ entries: Entry[]; pages: Reply[] }> {
  const entries: Entry[] = []
  const pages: Reply[] = []
  let path: string | null | undefined = first
  while (typeof path === 'string' && path !== '') {
    const reply: Reply = await bench.send('GET', path)
    expect(reply.status).toBe(200)
    pages.push(reply)
    entries.push(...reply.json.entries)
    path = reply.json.paging?.next
  }
  return { entries, pages }
}

describe('paging', () => {
  it('goes through all tokens once, in the order of their ids, by relative addresses', async () => {
    const bench = await startQumulo()
    const { entries, pages } = await all(bench)
    expect(entries.length).toBeGreaterThan(30)
    expect(pages.length).toBe(Math.ceil(entries.length / 20))
    expect(pages[0]!.json.paging.next).toMatch(/^\/v1\/auth\/access-tokens\/\?after=\d+$/)
    expect(pages.at(-1)!.json.paging).toEqual({ next: null })
    expect(new Set(entries.map(({ id }) => id)).size).toBe(bench.server.control.issued().size)
    expect(entries.map(({ id }) => id)).toEqual(
      entries.map(({ id }) => id).toSorted((left, right) => (BigInt(left) < BigInt(right) ? -1 : 1)),
    )
    expect(new Set(entries.map(({ id }) => id.length))).toEqual(new Set([22, 23]))
  })

  it('carries limit and user through, and gives fewer than asked for', async () => {
    const bench = await startQumulo({ pageSize: 1 })
    const reply = await bench.send('GET', `${TOKENS}?limit=50&user=auth_id%3A1005`)
    expect(reply.json.entries).toHaveLength(1)
    const next = new URL(reply.json.paging.next, 'http://cluster.invalid')
    expect(Object.fromEntries(next.searchParams)).toEqual({
      limit: '50',
      user: 'auth_id:1005',
      after: reply.json.entries[0].id,
    })
    const second = await bench.send('GET', reply.json.paging.next)
    expect(second.json.entries).toHaveLength(1)
    expect(second.json.paging.next).toBeNull()
  })

  it('takes a smaller limit', async () => {
    const bench = await startQumulo()
    expect((await bench.send('GET', `${TOKENS}?limit=3`)).json.entries).toHaveLength(3)
  })

  it('goes on where the deleted token was', async () => {
    const bench = await startQumulo()
    const first = (await bench.send('GET', `${TOKENS}?limit=2`)).json
    await bench.send('DELETE', `${TOKENS}${first.entries[1].id}`)
    const second = (await bench.send('GET', first.paging.next)).json
    expect(BigInt(second.entries[0].id)).toBeGreaterThan(BigInt(first.entries[1].id))
  })

  it('ends with null, an empty text or nothing, or has no paging at all', async () => {
    const last = async (bench: Bench): Promise<unknown> => (await all(bench)).pages.at(-1)!.json.paging
    expect(await last(await startQumulo({ lastPage: 'empty' }))).toEqual({ next: '' })
    expect(await last(await startQumulo({ lastPage: 'missing' }))).toEqual({})
    const none = await startQumulo({ paging: 'none' })
    const reply = (await none.send('GET', TOKENS)).json
    expect(Object.keys(reply)).toEqual(['entries'])
    expect(reply.entries).toHaveLength(none.server.control.issued().size)
    expect((await none.send('GET', `${TOKENS}?limit=2`)).json.entries).toHaveLength(2)
  })

  it.each([
    'limit=0',
    'limit=-1',
    'limit=many',
    'after=x',
    'user=',
    'user=AD%5C',
    'user=uid:x',
    'user=sid:x',
    'user=what:1',
  ])('400 for %s', async (query) => {
    const bench = await startQumulo()
    expectError(await bench.send('GET', `${TOKENS}?${query}`), 400, 'rest_invalid_request_error')
  })
})

describe('the user parameter', () => {
  const SID = 'S-1-5-21-875131741-2032918968-824250182-1004'

  it.each([
    'jane',
    'JANE',
    'local:jane',
    'LOCAL:jane',
    'LOCAL\\jane',
    'auth_id:1004',
    '1004',
    'uid:1000',
    SID,
    `sid:${SID}`,
    `SID:${SID}`,
  ])('finds the local user by %s', async (user) => {
    const bench = await startQumulo()
    const { entries } = await all(bench, `${TOKENS}?user=${encodeURIComponent(user)}`)
    expect(entries.map(({ id }) => id)).toEqual([bench.server.accounts['plain']!.tokenId])
  })

  it.each(['ad:jane', 'AD:jane', 'AD\\jane', 'ad\\JANE', 'auth_id:12884902992', 'jane@ad.practice.example'])(
    'finds the directory user by %s',
    async (user) => {
      const bench = await startQumulo()
      const { entries } = await all(bench, `${TOKENS}?user=${encodeURIComponent(user)}`)
      expect(entries.map(({ id }) => id)).toEqual([bench.server.accounts['directoryUser']!.tokenId])
    },
  )

  it('is an error for an unknown user and an empty list for a group', async () => {
    const bench = await startQumulo()
    expectError(await bench.send('GET', `${TOKENS}?user=nobody`), 404, 'auth_no_such_user_error')
    expect((await bench.send('GET', `${TOKENS}?user=gid:7`)).json.error_class).toBe('auth_no_such_user_error')
    expect((await bench.send('GET', `${TOKENS}?user=auth_id:513`)).json.entries).toEqual([])
  })

  it('must be the own auth id without the privilege', async () => {
    const bench = await startQumulo()
    const caller = as(bench, 'plain')
    for (const query of ['', '?user=auth_id:500', '?user=jane', '?limit=5']) {
      expectError(await bench.send('GET', `${TOKENS}${query}`, caller), 403, 'auth_not_authorized_error')
    }
    const own = await bench.send('GET', `${TOKENS}?user=auth_id%3A1004`, caller)
    expect(own.json.entries.map(({ id }: Entry) => id)).toEqual([bench.server.accounts['plain']!.tokenId])
  })
})

describe('the data', () => {
  it('has every kind of token and owner', async () => {
    const bench = await startQumulo()
    const { entries } = await all(bench)
    const now = bench.clock.ms
    const left = entries
      .filter(({ expiration_time: time }) => time !== '')
      .map(({ expiration_time: time }) => Date.parse(time) - now)
    expect(entries.some(({ expiration_time }) => expiration_time === '')).toBe(true)
    expect(left.some((ms) => ms < 0)).toBe(true)
    expect(left.some((ms) => ms > 0 && ms < 3 * 86_400_000)).toBe(true)
    expect(entries.some(({ enabled }) => !enabled)).toBe(true)
    expect(new Set(entries.map(({ user }) => user['domain']))).toEqual(
      new Set(['LOCAL', 'ACTIVE_DIRECTORY', 'POSIX_USER']),
    )
    expect(entries.some(({ user }) => user['name'] === null && user['sid'] === null)).toBe(true)
    expect(entries.some(({ user, creator }) => user['auth_id'] !== creator['auth_id'])).toBe(true)
    expect(
      new Set(entries.map(({ creation_time: time }) => time.split('.')[1]?.length ?? 0)).size,
    ).toBeGreaterThan(2)
    const perUser = Map.groupBy(entries, ({ user }) => user['auth_id'])
    expect(new Set([...perUser.values()].map((tokens) => tokens.length))).toEqual(new Set([1, 2]))
  })

  it('has no time in the future and ids that grow with the days', async () => {
    const bench = await startQumulo()
    const created = (await all(bench)).entries.map(({ creation_time: time }) => Date.parse(time))
    expect(Math.max(...created)).toBeLessThanOrEqual(bench.clock.ms)
    for (const [index, time] of created.entries()) {
      expect(time).toBeGreaterThan((created[index - 1] ?? 0) - 3_600_000)
    }
  })

  it('writes "never" in three ways', async () => {
    const times = async (never: 'empty' | 'null' | 'missing'): Promise<unknown> => {
      const bench = await startQumulo({ never })
      return (await bench.send('GET', `${TOKENS}${bench.server.accounts['auditor']!.tokenId}`)).json
    }
    expect(await times('empty')).toHaveProperty('expiration_time', '')
    expect(await times('null')).toHaveProperty('expiration_time', null)
    expect(await times('missing')).not.toHaveProperty('expiration_time')
  })
})

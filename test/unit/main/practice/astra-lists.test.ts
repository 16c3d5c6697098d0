import { describe, expect, it } from 'vitest'
import { type AstraBench, astra } from './astra-bench.ts'
import { expectProblem } from './harness.ts'

const NAMES = ['delta', 'alpha', 'echo', 'bravo', 'charlie']

/** An account with five tokens of the member beside its own, named out of order. */
async function withFive(): Promise<AstraBench> {
  const bench = await astra()
  for (const [index, name] of NAMES.entries()) {
    const labels = [{ name: 'env', value: index % 2 === 0 ? 'prod' : 'test' }]
    await bench.create({ name, metadata: { labels } }, { account: 'member' })
  }
  return bench
}

const read = async (bench: AstraBench, query: string) =>
  (await bench.send('GET', `${bench.tokens('member')}${query}`)).json
const namesOf = (list: { readonly items: readonly { readonly name: string }[] }): string[] =>
  list.items.map(({ name }) => name)

describe('a list', () => {
  it('names itself, or has what the schema asks for only; comes as plain JSON, without secrets', async () => {
    const bench = await astra()
    const reply = await bench.send('GET', bench.tokens())
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.json).toEqual({
      type: 'application/astra-tokens',
      version: '1.0',
      items: [
        expect.objectContaining({ name: 'old laptop', userID: bench.owner('administrator') }),
        expect.objectContaining({ name: 'latchkey', id: bench.server.accounts['administrator']!.tokenId }),
      ],
      metadata: {
        labels: [],
        creationTimestamp: expect.any(String),
        modificationTimestamp: expect.any(String),
        createdBy: expect.any(String),
      },
    })
    expect(Object.keys(reply.json.items[0])).toEqual(['type', 'version', 'id', 'name', 'userID', 'metadata'])
    const bare = await astra({ envelope: 'bare' })
    expect(Object.keys((await bare.send('GET', bare.tokens())).json)).toEqual(['items', 'metadata'])
  })

  it('is empty for somebody without tokens', async () => {
    const bench = await astra()
    bench.server.control.removeTokenOutside(bench.owner('viewer'), bench.server.accounts['viewer']!.tokenId)
    expect((await bench.send('GET', bench.tokens('viewer'))).json.items).toEqual([])
  })

  it('is paged by limit and continue until there is no cursor', async () => {
    const bench = await withFive()
    const seen: string[] = []
    let query = '?limit=2&orderBy=name&count=true'
    let pages = 0
    for (;;) {
      const page = await read(bench, query)
      pages += 1
      seen.push(...namesOf(page))
      expect(page.metadata.count).toBe(6)
      if (page.metadata.continue === undefined) break
      query = `?limit=2&orderBy=name&count=true&continue=${encodeURIComponent(page.metadata.continue)}`
    }
    expect([pages, seen]).toEqual([3, ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'latchkey']])
  })

  it('gives no more than the server’s page, whatever the limit', async () => {
    const bench = await astra()
    const first = (await bench.send('GET', `${bench.base}/users?limit=1000&count=true`)).json
    expect([first.items.length, first.metadata.count]).toEqual([20, 37])
    const next = (await bench.send('GET', `${bench.base}/users?continue=${first.metadata.continue}`)).json
    expect([next.items.length, next.metadata.continue, next.metadata.count]).toEqual([
      17,
      undefined,
      undefined,
    ])
    expect(new Set([...first.items, ...next.items].map(({ id }) => id)).size).toBe(37)
  })

  it('skips, and orders both ways', async () => {
    const bench = await withFive()
    expect(namesOf(await read(bench, '?skip=4&orderBy=name'))).toEqual(['echo', 'latchkey'])
    expect(namesOf(await read(bench, '?orderBy=name%20desc&limit=2'))).toEqual(['latchkey', 'echo'])
    const page = await read(bench, '?skip=1&limit=2&orderBy=name')
    expect(namesOf(page)).toEqual(['bravo', 'charlie'])
    const rest = await read(bench, `?limit=9&orderBy=name&continue=${page.metadata.continue}`)
    expect(namesOf(rest)).toEqual(['delta', 'echo', 'latchkey'])
  })

  it.each([
    ["name eq 'alpha'", ['alpha']],
    ["name gt 'charlie',name lte 'echo'", ['delta', 'echo']],
    ["name lt 'bravo'", ['alpha']],
    ["name gte 'echo'", ['echo', 'latchkey']],
    ["name in 'a'", ['delta', 'alpha', 'bravo', 'charlie', 'latchkey']],
    ["metadata.labels[*].value eq 'test'", ['alpha', 'bravo']],
    ["metadata.labels[*].name eq 'used-by'", ['latchkey']],
    ["name eq 'nothing, name eq'", []],
  ])('is filtered by %s', async (filter, names) => {
    const bench = await withFive()
    const list = await read(bench, `?filter=${encodeURIComponent(filter)}&count=true`)
    expect(namesOf(list).toSorted()).toEqual(names.toSorted())
    expect(list.metadata.count).toBe(names.length)
  })

  it('is filtered by texts with commas and quotes in them', async () => {
    const bench = await astra()
    for (const name of ["it's, well", 'it']) await bench.create({ name }, { account: 'viewer' })
    const filter = encodeURIComponent("name eq 'it's, well'")
    const list = (await bench.send('GET', `${bench.tokens('viewer')}?filter=${filter}`)).json
    expect(namesOf(list)).toEqual(["it's, well"])
  })

  it('with include has arrays by position in the order that was asked for', async () => {
    const bench = await withFive()
    const { items } = await read(bench, '?include=name,id,metadata.labels[*].value,metadata&limit=2')
    const [, delta] = (await read(bench, '')).items
    expect(items[1]).toEqual(['delta', delta.id, ['prod'], delta.metadata])
    expect((await read(bench, '?include=userID&limit=1')).items).toEqual([[bench.owner('member')]])
  })

  it.each([
    ['limit=0', 'limit'],
    ['limit=two', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['skip=-1', 'skip'],
    ['count=yes', 'count'],
    ['count=false', 'count'],
    ['continue=2', 'continue'],
    ['continue=eA==', 'continue'],
    ['orderBy=name,id', 'orderBy'],
    ['orderBy=name%20down', 'orderBy'],
    ['orderBy=secret', 'orderBy'],
    ['include=id,secret', 'include'],
    ['include=', 'include'],
    ['filter=name%20is%20%27x%27', 'filter'],
    ['filter=name%20eq%20x', 'filter'],
    ['filter=secret%20eq%20%27x%27', 'filter'],
  ])('400 for %s', async (query, name) => {
    const bench = await astra()
    const reply = await bench.send('GET', `${bench.tokens()}?${query}`)
    expectProblem(reply, 400, 5)
    expect(reply.json.invalidParams).toEqual([{ name, reason: expect.stringMatching(/./) }])
  })

  it('400 for parameters it does not have, also where there are none at all', async () => {
    const bench = await astra()
    const list = await bench.send('GET', `${bench.tokens()}?page=2`)
    expectProblem(list, 400, 6)
    expect(list.json.invalidParams).toEqual([{ name: 'page', reason: expect.any(String) }])
    const path = `${bench.tokens()}/${bench.server.accounts['administrator']!.tokenId}?include=id`
    expectProblem(await bench.send('GET', path), 400, 6)
    expectProblem(await bench.change(path, { name: 'x' }), 400, 6)
    expectProblem(await bench.send('DELETE', path), 400, 6)
    expectProblem(await bench.send('POST', `${bench.tokens()}?limit=1`, { json: {} }), 400, 6)
    const both = await bench.send('GET', `${bench.tokens()}?page=2&limit=0`)
    expectProblem(both, 400, 68)
    expect(both.json.problemDetails.map(({ type }: { type: string }) => type.split('/').at(-1))).toEqual([
      '5',
      '6',
    ])
  })
})

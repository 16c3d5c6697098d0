import { describe, expect, it } from 'vitest'
import { astra, TOKEN_TYPE } from './astra-bench.ts'
import { expectProblem } from './harness.ts'

const GOOD = { type: 'application/astra-token', version: '1.0', name: 'x' }

describe('media types', () => {
  it.each(['application/json', 'application/astra-token', 'application/astra-user+json', 'text/plain'])(
    '406 for a body that is sent as %s',
    async (type) => {
      const bench = await astra()
      const before = bench.server.control.issued().size
      const path = `${bench.tokens()}/${bench.server.accounts['administrator']!.tokenId}`
      for (const [method, to] of [
        ['POST', bench.tokens()],
        ['PUT', path],
      ] as const) {
        expectProblem(
          await bench.send(method, to, { json: GOOD, headers: { 'content-type': type } }),
          406,
          32,
        )
      }
      expect(bench.server.control.issued().size).toBe(before)
    },
  )

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json', 'application/json'],
    ['application/astra-token+json, application/problem+json', TOKEN_TYPE],
    ['text/html, application/astra-token+json;q=0.9', TOKEN_TYPE],
    ['Application/Astra-Token+JSON', TOKEN_TYPE],
  ])('one record, asked for as %s, comes as %s', async (accept, type) => {
    const bench = await astra()
    const headers: Record<string, string> = accept === undefined ? {} : { accept }
    const made = await bench.create({ name: 'x' }, { headers })
    expect([made.status, made.headers.get('content-type')]).toEqual([201, type])
    const read = await bench.send('GET', `${bench.tokens()}/${made.json.id}`, { headers })
    expect([read.status, read.headers.get('content-type')]).toEqual([200, type])
  })

  it('406 for what it cannot answer in, and nothing is made', async () => {
    const bench = await astra()
    const before = bench.server.control.issued().size
    for (const accept of ['text/html', 'application/astra-user+json', 'application/json;q=0']) {
      expectProblem(await bench.create({ name: 'x' }, { headers: { accept } }), 406, 32)
      expectProblem(await bench.send('GET', bench.tokens(), { headers: { accept } }), 406, 32)
    }
    expectProblem(await bench.send('GET', bench.tokens(), { headers: { accept: TOKEN_TYPE } }), 406, 32)
    expect(bench.server.control.issued().size).toBe(before)
  })
})

describe('a body', () => {
  it.each([
    ['an unknown member', { ...GOOD, expires: 'never' }],
    ['the secret', { ...GOOD, token: 'eA==' }],
    ['the id', { ...GOOD, id: '11111111-2222-4333-8444-555555555555' }],
    ['no type', { version: '1.0', name: 'x' }],
    ['another type', { ...GOOD, type: 'application/astra-user' }],
    ['another version', { ...GOOD, version: '1.1' }],
    ['the version as a number', { ...GOOD, version: 1 }],
    ['no name', { type: GOOD.type, version: '1.0' }],
    ['a name that is no text', { ...GOOD, name: 7 }],
    ['metadata that is no object', { ...GOOD, metadata: [] }],
    ['unknown metadata', { ...GOOD, metadata: { colour: 'red' } }],
    ['labels that are no list', { ...GOOD, metadata: { labels: {} } }],
    ['a label without a value', { ...GOOD, metadata: { labels: [{ name: 'a' }] } }],
    ['a label with a number', { ...GOOD, metadata: { labels: [{ name: 'a', value: 1 }] } }],
    ['a label with more', { ...GOOD, metadata: { labels: [{ name: 'a', value: 'b', c: 'd' }] } }],
    ['the same label twice', { ...GOOD, metadata: { labels: Array(2).fill({ name: 'a', value: 'b' }) } }],
    ['a time that is none', { ...GOOD, metadata: { creationTimestamp: '2026-01-01' } }],
    ['a maker that is no id', { ...GOOD, metadata: { createdBy: 'me' } }],
    ['a list', [GOOD]],
    ['null', null],
    ['__proto__', JSON.parse('{"type":"application/astra-token","version":"1.0","name":"x","__proto__":{}}')],
  ])('with %s does not fit the schema', async (_what, json) => {
    const bench = await astra()
    const before = bench.server.control.issued().size
    const headers = { 'content-type': TOKEN_TYPE }
    const reply = await bench.send('POST', bench.tokens(), { json, headers })
    expectProblem(reply, 400, 8)
    expect(reply.json.schemaValidationFailure).toMatch(/./)
    expect(bench.server.control.issued().size).toBe(before)
  })

  it('of a change may not hold anything else either', async () => {
    const bench = await astra()
    const path = `${bench.tokens()}/${bench.server.accounts['administrator']!.tokenId}`
    expectProblem(await bench.change(path, { token: 'eA==' }), 400, 8)
    expectProblem(await bench.change(path, { id: 'one' }), 400, 8)
    expectProblem(
      await bench.send('PUT', path, { json: { name: 'x' }, headers: { 'content-type': TOKEN_TYPE } }),
      400,
      8,
    )
  })

  it.each([
    ['nothing', ''],
    ['63 characters and one', 'x'.repeat(64)],
    ['a script', '<script>alert(1)</script>'],
    ['a script in an address', 'javascript:alert(1)'],
    ['a right-to-left override', 'abc\u202Egpj'],
    ['a control character', 'a\u0007b'],
    ['a line break', 'a\nb'],
    ['half a character', 'a\uD800b'],
    ['a zero-width space', 'a\u200Bb'],
    ['a path upwards', '../../etc/passwd'],
    ['an encoded path upwards', '%2e%2e%2fetc'],
    ['a query', "x' OR '1'='1"],
    ['a statement', 'x; DROP TABLE tokens'],
    ['a union', 'x UNION SELECT 1'],
  ])('with a name of %s is refused by the screening', async (_what, name) => {
    const bench = await astra()
    const reply = await bench.create({ name })
    expectProblem(reply, 400, 9)
    expect(reply.json.invalidFields).toEqual([{ name: 'name', reason: expect.stringMatching(/./) }])
  })

  it.each([
    'x',
    '😀'.repeat(63),
    'ночной бэкап',
    'O’Brien & Söhne — “2”',
    "it's",
    'نسخ احتياطي',
    'می‌خواهم',
    '👩‍🚀 ops',
    'a/b (c) 100%',
    '夜間バックアップ',
  ])('with the name %s is taken and kept', async (name) => {
    const bench = await astra()
    const made = await bench.create({ name })
    expect(made.status).toBe(201)
    expect((await bench.send('GET', `${bench.tokens()}/${made.json.id}`)).json.name).toBe(name)
  })

  it('with several faults tells them all', async () => {
    const bench = await astra()
    const reply = await bench.create({ name: '', colour: 'red' })
    expectProblem(reply, 400, 68)
    expect(reply.json.problemDetails).toMatchObject([
      { type: 'https://astra.netapp.io/problems/8', status: '400' },
      { type: 'https://astra.netapp.io/problems/9', invalidFields: [{ name: 'name' }] },
    ])
  })

  it('that is no JSON, empty or too large is refused', async () => {
    const bench = await astra()
    const headers = { 'content-type': TOKEN_TYPE }
    expectProblem(await bench.send('POST', bench.tokens(), { body: '{', headers }), 400, 7)
    expectProblem(await bench.send('POST', bench.tokens(), { body: '', headers }), 400, 7)
    const body = JSON.stringify({ ...GOOD, name: 'x'.repeat(300_000) })
    expectProblem(await bench.send('POST', bench.tokens(), { body, headers }), 413, 85)
  })
})

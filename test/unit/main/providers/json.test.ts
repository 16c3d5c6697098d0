import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseJson } from '../../../../src/main/providers/json.ts'
import { remoteList } from '../../../../src/main/providers/remote-text.ts'

const parse = (text: string, limits = { depth: 3, values: 10 }) =>
  parseJson(new TextEncoder().encode(text), limits)

test('JSON within the limits is parsed', () => {
  for (const text of [
    'null',
    '1',
    '""',
    '[[[]]]',
    '{"a":[1,2,3]}',
    ' {"a":"[[[[{{{{,,,,,,,,,,,,"} ',
    '"\\"[[[[\\\\"',
  ]) {
    expect(parse(text)).toEqual({ ok: true, value: JSON.parse(text) })
  }
})

test('JSON beyond the limits is refused before it is parsed', () => {
  expect(parse('[[[[]]]]')).toEqual({ ok: false, problem: 'is nested too deeply' })
  expect(parse('{"a":{"a":{"a":{}}}}')).toEqual({ ok: false, problem: 'is nested too deeply' })
  expect(parse('[1,1,1,1,1,1,1,1,1,1]')).toEqual({ ok: false, problem: 'holds too many values' })
  expect(parse(`${'['.repeat(8_000_000)}`, { depth: 64, values: 1_000_000 }).ok).toBe(false)
})

test('what is no JSON is refused without quoting it', () => {
  for (const text of ['', '{', '[1,]', 'secret-text', '{"a":"secret-text}']) {
    expect(parse(text)).toEqual({ ok: false, problem: 'is not valid JSON' })
  }
  expect(parseJson(Uint8Array.of(0x22, 0xc3, 0x22))).toEqual({ ok: false, problem: 'is not valid UTF-8' })
})

test('the last of several equal names counts', () => {
  expect(parse('{"a":1,"b":{"a":1,"a":2},"a":3}')).toEqual({ ok: true, value: { a: 3, b: { a: 2 } } })
})

test.each([
  '{"a":1,"__proto__":{"b":1}}',
  '{"a":1,"\\u005f_proto__":{"b":1}}',
  '{"a":1,"__prot\\u006f__":{"b":1}}',
])('a member called __proto__ is left out, however it is written: %s', (text) => {
  const parsed = parse(text)
  expect(parsed).toEqual({ ok: true, value: { a: 1 } })
  const copy = parsed.ok ? Object.assign({}, parsed.value as object) : {}
  expect([Reflect.get(copy, 'b'), Object.getPrototypeOf(copy)]).toEqual([undefined, Object.prototype])
})

test('a list is given up at its first bad item', () => {
  let looked = 0
  const item = z.string().refine(() => {
    looked += 1
    return true
  })
  const list = z.object({ items: remoteList(item) })
  expect(list.parse({ items: ['a', 'b'] })).toEqual({ items: ['a', 'b'] })
  looked = 0
  const bad = list.safeParse({ items: ['a', 1, ...Array.from({ length: 1_000 }, () => 'b')] })
  expect(bad.error?.issues.map(({ path }) => path)).toEqual([['items', 1]])
  expect(looked).toBe(1)
  expect(remoteList(item).nullish().parse(null)).toBeNull()
})

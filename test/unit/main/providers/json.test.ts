import { expect, test } from 'vitest'
import { parseJson } from '../../../../src/main/providers/json.ts'

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

test('the last of several equal names counts, and __proto__ is an ordinary name', () => {
  const parsed = parse('{"a":1,"a":2,"__proto__":{"b":1}}')
  expect(parsed.ok && Reflect.get(parsed.value as object, 'a')).toBe(2)
  expect(parsed.ok && Reflect.get(parsed.value as object, 'b')).toBeUndefined()
})

import { expect, test } from 'vitest'
import { plainText } from '../../../src/shared/text.ts'

test('ordinary text of any language stays', () => {
  for (const text of ['svc-backup', 'Müller (Köln)', '日本語', '🔑 key', 'AD\\jane', 'a  b']) {
    expect(plainText(text, 100)).toBe(text)
  }
})

test('control, bidirectional and invisible characters are neutralised', () => {
  expect(plainText('a\u0000b\u001b[31mc\u007f\u0085', 100)).toBe('a\uFFFDb\uFFFD[31mc\uFFFD\uFFFD')
  expect(plainText('a\u202Eb\u2066c\u200Fd\u061Ce', 100)).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFDe')
  expect(plainText('a\u200Bb\u00ADc\u{E0041}d', 100)).toBe('a\uFFFDb\uFFFDc\uFFFDd')
  expect(plainText('a\uD800b', 100)).toBe('a\uFFFDb')
})

test('it becomes one line', () => {
  expect(plainText(' a\r\nb\tc\u2028d\u00A0e ', 100)).toBe('a  b c d e')
})

test('it is cut between characters, with a mark', () => {
  expect(plainText('abcdef', 6)).toBe('abcdef')
  expect(plainText('abcdefg', 6)).toBe('abcde…')
  expect(plainText('🔑🔑🔑🔑', 3)).toBe('🔑🔑…')
  expect(Array.from(plainText('x'.repeat(10_000_000), 50))).toHaveLength(50)
  expect(plainText('abc', 0)).toBe('…')
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFields } from '../../../../src/main/cli/fields.ts'
import { record, table } from '../../../../src/main/cli/table.ts'
import { exactTime, relativeTime, shortTime } from '../../../../src/main/cli/times.ts'
import { defaultVaultFolder } from '../../../../src/main/lib/paths.ts'
import { AppError } from '../../../../src/shared/errors.ts'

const look = { width: null, colours: false, now: 0 }
const second = 1_000
const day = 86_400 * second

describe('distances in time', () => {
  test.each([
    [0, 'now'],
    [4 * second, 'now'],
    [30 * second, 'in 30 s'],
    [-59.9 * second, '59 s ago'],
    [60 * second, 'in 1 min'],
    [-59 * 60 * second, '59 min ago'],
    [3 * 3_600 * second, 'in 3 h'],
    [-47 * 3_600 * second, '47 h ago'],
    [2 * day, 'in 2 days'],
    [-89 * day, '89 days ago'],
    [90 * day, 'in 2 months'],
    [-365 * day, '11 months ago'],
    [731 * day, 'in 2 years'],
  ])('%i ms is %s', (distance, text) => {
    expect(relativeTime(1e12 + distance, 1e12)).toBe(text)
  })

  test('beside the exact text as the server gave it, nanoseconds included', () => {
    const text = '2026-06-15T12:00:00.123456789Z'
    const now = Date.parse('2026-06-15T09:00:00Z')
    expect(exactTime(text, now, 'never')).toBe(`${text} (in 3 h)`)
    expect(shortTime(text, now, 'never')).toBe('in 3 h')
  })

  test('no time and no real time', () => {
    expect([exactTime(null, 0, 'never'), shortTime(null, 0, '-')]).toEqual(['never', '-'])
    expect([exactTime('soon', 0, 'never'), shortTime('soon', 0, '-')]).toEqual(['soon', 'soon'])
  })
})

describe('tables', () => {
  const columns = [{ title: 'A' }, { title: 'B', whole: true }, { title: 'C' }]

  test('wide letters take two columns, marks none', () => {
    const rows = [
      ['日本', 'e\u0301', 'x'],
      ['abcde', 'é', 'y'],
    ]
    expect(table(look, columns, rows)).toBe('A      B  C\n日本   e\u0301  x\nabcde  é  y')
  })

  test('the widest cell is cut first, and whole ones never', () => {
    const rows = [['a'.repeat(30), 'b'.repeat(30), 'c'.repeat(12)]]
    const lines = table({ ...look, width: 56 }, columns, rows).split('\n')
    expect(lines[1]).toBe(`${'a'.repeat(10)}…  ${'b'.repeat(30)}  ${'c'.repeat(10)}…`)
  })

  test('a line is allowed to be too long when nothing more can be cut', () => {
    const rows = [['a'.repeat(30), 'b'.repeat(60), 'c'.repeat(30)]]
    const lines = table({ ...look, width: 20 }, columns, rows).split('\n')
    expect(lines[1]).toBe(`${'a'.repeat(7)}…  ${'b'.repeat(60)}  ${'c'.repeat(7)}…`)
  })

  test('no row is longer than the terminal when all of it may be cut, and no line feeds come in', () => {
    const cell = fc.string({ unit: 'binary', maxLength: 40 })
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), (rows) => {
        const lines = table({ ...look, width: 30 }, [{ title: 'A' }, { title: 'B' }], rows).split('\n')
        expect(lines).toHaveLength(rows.length + 1)
        for (const line of lines)
          expect(Array.from(line.replace(/\p{Mark}/gu, '')).length).toBeLessThanOrEqual(30)
      }),
    )
  })

  test('a record aligns its values', () => {
    const lines: [string, string][] = [
      ['Name', 'x\ny'],
      ['Last used', ''],
    ]
    expect(record(look, lines)).toBe('Name       x y\nLast used')
  })
})

describe('fields', () => {
  test('split at the first equals sign, and keep everything behind it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, value) => {
        fc.pre(!name.includes('='))
        expect(Object.entries(parseFields([`${name}=${value}`]))).toEqual([[name, value]])
      }),
    )
  })

  test.each([[['x']], [['=x']], [['']], [['a=1', 'a=1']]])('%j is refused', (values) => {
    expect(() => parseFields(values)).toThrow(AppError)
  })

  test('a name with a meaning in JavaScript is a name like any other', () => {
    expect(Object.entries(parseFields(['__proto__=x', 'constructor=y']))).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })
})

describe('the usual folder of the vault', () => {
  test.each([
    ['linux', {}, '/home/j/.config/latchkey/vault'],
    ['linux', { XDG_CONFIG_HOME: '/x' }, '/x/latchkey/vault'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/j/.config/latchkey/vault'],
    ['linux', { XDG_CONFIG_HOME: '' }, '/home/j/.config/latchkey/vault'],
    ['freebsd', {}, '/home/j/.config/latchkey/vault'],
    ['darwin', { XDG_CONFIG_HOME: '/x' }, '/home/j/Library/Application Support/latchkey/vault'],
  ] as const)('%s with %j', (platform, env, folder) => {
    expect(defaultVaultFolder(env, platform, '/home/j')).toBe(folder)
  })

  test.each([
    [{ APPDATA: 'C:\\Users\\j\\AppData\\Roaming' }, 'C:\\Users\\j\\AppData\\Roaming\\latchkey\\vault'],
    [{}, 'C:\\Users\\j\\AppData\\Roaming\\latchkey\\vault'],
  ])('win32 with %j', (env, folder) => {
    expect(defaultVaultFolder(env, 'win32', 'C:\\Users\\j')).toBe(folder)
  })
})

import { describe, expect, it } from 'vitest'
import {
  addCalendarDays,
  compareInstants,
  formatInstant,
  parseInstant,
  truncateInstant,
} from '../../../../src/main/practice/instant.ts'
import { createRandom, HEX } from '../../../../src/main/practice/random.ts'
import { findRoute } from '../../../../src/main/practice/routes.ts'
import { isAtLeast } from '../../../../src/main/practice/versions.ts'

describe('random', () => {
  it('repeats itself for the same seed, also when the seed is a number', () => {
    expect(createRandom(7).text(HEX, 40)).toBe(createRandom('7').text(HEX, 40))
    expect(createRandom('a').text(HEX, 40)).not.toBe(createRandom('b').text(HEX, 40))
  })

  it('gives a fork that does not depend on what was drawn before', () => {
    const drawn = createRandom('a')
    drawn.int(10)
    expect(drawn.fork('x').text(HEX, 20)).toBe(createRandom('a').fork('x').text(HEX, 20))
    expect(createRandom('a').fork('y').text(HEX, 20)).not.toBe(createRandom('a').fork('x').text(HEX, 20))
  })

  it('shuffles without losing anything and throws when there is nothing to pick', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8]
    expect(
      createRandom(1)
        .shuffle(items)
        .toSorted((left, right) => left - right),
    ).toEqual(items)
    expect(() => createRandom(1).pick([])).toThrow(RangeError)
  })
})

describe('instants', () => {
  const ms = Date.UTC(2025, 2, 3, 10, 15, 42, 118)

  it.each([
    [{ ms, nanos: 500_214 }, '2025-03-03T10:15:42.118500214Z'],
    [{ ms, nanos: 0 }, '2025-03-03T10:15:42.118Z'],
    [{ ms, nanos: 500_000 }, '2025-03-03T10:15:42.1185Z'],
    [{ ms: ms - 118, nanos: 0 }, '2025-03-03T10:15:42Z'],
  ])('writes no zeros at the end of a fraction: %o', (at, text) => {
    expect(formatInstant(at)).toBe(text)
    expect(parseInstant(text)).toEqual(at)
  })

  it('compares down to the nanosecond', () => {
    expect(compareInstants({ ms, nanos: 1 }, { ms, nanos: 2 })).toBeLessThan(0)
    expect(compareInstants({ ms, nanos: 2 }, { ms, nanos: 2 })).toBe(0)
    expect(compareInstants({ ms: ms + 1, nanos: 0 }, { ms, nanos: 2 })).toBeGreaterThan(0)
  })

  it('keeps so many digits of the second', () => {
    expect(formatInstant(truncateInstant({ ms, nanos: 500_214 }, 7))).toBe('2025-03-03T10:15:42.1185002Z')
    expect(formatInstant(truncateInstant({ ms, nanos: 500_214 }, 0))).toBe('2025-03-03T10:15:42Z')
  })

  it('reads every zone and drops digits after the ninth', () => {
    expect(parseInstant('2025-03-03T12:15:42.118+02:00')).toEqual({ ms, nanos: 0 })
    expect(parseInstant('2025-03-03t09:45:42.118500214999-00:30')).toEqual({ ms, nanos: 500_214 })
  })

  it.each([
    '',
    'never',
    '2025-03-03',
    '2025-03-03T10:15:42',
    '2025-02-30T10:00:00Z',
    '2025-03-03T24:00:00Z',
    '2025-03-03T10:61:00Z',
    '2025-03-03T10:00:00+24:00',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeNull()
  })

  it('adds calendar days, of 23 and of 25 hours, and writes the zone', () => {
    const spring = addCalendarDays({ ms: Date.UTC(2026, 2, 28, 11), nanos: 5 }, 1, 'Europe/Paris')
    expect(formatInstant(spring, 'Europe/Paris')).toBe('2026-03-29T12:00:00.000000005+02:00')
    expect(spring.ms - Date.UTC(2026, 2, 28, 11)).toBe(23 * 3_600_000)
    const autumn = addCalendarDays({ ms: Date.UTC(2026, 9, 24, 10), nanos: 0 }, 1, 'Europe/Paris')
    expect(autumn.ms - Date.UTC(2026, 9, 24, 10)).toBe(25 * 3_600_000)
    expect(formatInstant({ ms: 0, nanos: 0 }, 'America/St_Johns')).toBe('1969-12-31T20:30:00-03:30')
  })
})

describe('versions and routes', () => {
  it('compares part by part', () => {
    expect(isAtLeast('0.62.0', '0.62.0')).toBe(true)
    expect(isAtLeast('0.9.9', '0.62.0')).toBe(false)
    expect(isAtLeast('5.3.3', '5.3')).toBe(true)
    expect(isAtLeast('7.7.2', '7.10')).toBe(false)
  })

  it('tells a wrong method from a wrong path and takes no empty segment', () => {
    const routes = [
      { method: 'GET', path: 'a/{id}' },
      { method: 'GET', path: 'a/' },
    ]
    expect(findRoute(routes, 'GET', 'a/7')).toMatchObject({ params: new Map([['id', '7']]) })
    expect(findRoute(routes, 'GET', 'a/')).toMatchObject({ route: { path: 'a/' } })
    expect(findRoute(routes, 'PUT', 'a/7')).toBe('wrong-method')
    expect(findRoute(routes, 'GET', 'a')).toBe('no-path')
  })
})

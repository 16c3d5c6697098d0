import { describe, expect, test } from 'vitest'
import {
  caveatsText,
  endOfNextDay,
  listValue,
  localMinute,
  newCaveat,
  parseCaveats,
  secondsOf,
  tokenTypeOf,
  typedItems,
} from '../../../src/renderer/ui/caveats/caveat-input.ts'
import { countryChoices } from '../../../src/renderer/ui/caveats/country-choices.ts'
import { caveatTypes, findCaveatType } from '../../../src/shared/model/caveat-types.ts'
import { checkCaveats } from '../../../src/shared/model/caveats.ts'
import { decodeDataPath } from '../../../src/shared/model/data-path.ts'

const nowMs = new Date(2026, 10, 30, 15, 20).getTime()
const parameter = (type: string, name: string) => {
  const found = findCaveatType(type)?.parameters.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`no ${name} of ${type}`)
  return found
}

describe('a new caveat', () => {
  test('an expiry begins with the end of the next day, over the end of a month too', () => {
    expect(new Date(endOfNextDay(nowMs))).toEqual(new Date(2026, 11, 1, 23, 59))
    const time = caveatTypes.find(({ type }) => type === 'time')
    expect(time && newCaveat(time, nowMs)).toEqual({
      type: 'time',
      validUntil: new Date(2026, 11, 1, 23, 59).getTime() / 1000,
    })
  })

  test('of every type it has its members, and is right as soon as its lists are filled', () => {
    for (const type of caveatTypes) {
      const caveat = newCaveat(type, nowMs)
      const filled = Object.fromEntries(
        type.parameters.map((entry) => {
          const example = entry.options[0]?.value ?? entry.example
          const isList = !['instant', 'select'].includes(entry.form)
          return [entry.name, isList ? listValue(entry, [example]) : caveat[entry.name]]
        }),
      )
      const [tokenType] = type.tokenTypes
      expect(checkCaveats([{ ...caveat, ...filled }], tokenType ?? 'access'), type.type).toEqual([])
    }
  })
})

describe('lists as they are typed', () => {
  test('a path is typed in the clear and sent as base64', () => {
    const paths = parameter('data.path', 'whitelist')
    const value = listValue(paths, ['/d1b388f7c7/Ergebnisse für 2026'])
    expect(value.map((item) => decodeDataPath(String(item)))).toEqual(['/d1b388f7c7/Ergebnisse für 2026'])
    expect(typedItems(paths, value)).toEqual(['/d1b388f7c7/Ergebnisse für 2026'])
    expect(typedItems(paths, ['%%%'])).toEqual(['%%%'])
  })

  test('AS numbers are numbers, and what is none stays as it was typed', () => {
    const numbers = parameter('asn', 'whitelist')
    expect(listValue(numbers, ['64496', 'AS7', 'seven'])).toEqual([64496, 7, 'seven'])
    expect(typedItems(numbers, [64496, 'seven'])).toEqual(['64496', 'seven'])
  })

  test('what is no list has no items', () => {
    expect(typedItems(parameter('ip', 'whitelist'), 'everything')).toEqual([])
  })
})

describe('times', () => {
  test('survive the way through the input to the minute', () => {
    const seconds = new Date(2027, 2, 4, 5, 6).getTime() / 1000
    expect(localMinute(seconds)).toBe('2027-03-04T05:06')
    expect(secondsOf(localMinute(seconds))).toBe(seconds)
  })

  test.each([null, 'soon', Number.NaN, 1e300])('%j is no time', (value) => {
    expect(localMinute(value)).toBe('')
  })

  test('an input that was emptied is no time', () => {
    expect(secondsOf('')).toBeNull()
  })
})

describe('the text of a field', () => {
  test('holds an array, and none is empty', () => {
    expect(parseCaveats('')).toEqual([])
    expect(parseCaveats('[{"type":"data.readonly"}]')).toEqual([{ type: 'data.readonly' }])
    expect(parseCaveats('{"type":"time"}')).toBeNull()
    expect(parseCaveats('[')).toBeNull()
    expect(caveatsText([])).toBe('')
  })

  test('members that are not known survive', () => {
    const text = '[{"type":"brand.new","x":[1,{"y":null}]}]'
    expect(caveatsText(parseCaveats(text) ?? [])).toBe(text)
  })

  test('the type of the token is read from the form, and is access without one', () => {
    expect(tokenTypeOf({})).toBe('access')
    expect(tokenTypeOf({ type: '{"accessToken":{}}' })).toBe('access')
    expect(tokenTypeOf({ type: '{"identityToken":{}}' })).toBe('identity')
    expect(tokenTypeOf({ type: '{"inviteToken":{"inviteType":"userJoinGroup"}}' })).toBe('invite')
    expect(tokenTypeOf({ type: 'nonsense' })).toBe('access')
  })
})

test('countries have names, and groups of countries are not among them', () => {
  const choices = countryChoices()
  expect(choices).toContainEqual({ value: 'PL', label: 'Poland' })
  expect(choices.length).toBeGreaterThan(200)
  expect(choices.map(({ value }) => value)).not.toContain('EU')
})

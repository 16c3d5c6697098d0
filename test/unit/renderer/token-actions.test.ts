import { describe, expect, test } from 'vitest'
import { changedFields } from '../../../src/renderer/features/token-actions/changed-fields.ts'
import {
  type ExpiryChoice,
  expiryChoices,
  expiryResult,
  initialExpiry,
  isExpirySpec,
  localInput,
} from '../../../src/renderer/features/token-actions/expiry.ts'
import { instantWords } from '../../../src/renderer/features/token-actions/instant-words.ts'
import { lastUsedWords } from '../../../src/renderer/features/token-actions/last-used-words.ts'
import { ownerOptions } from '../../../src/renderer/features/token-actions/owner-options.ts'
import { ownerTitle, tokenTitle } from '../../../src/renderer/features/token-actions/token-title.ts'
import { filterOptions } from '../../../src/renderer/ui/filter-options.ts'
import type { FieldSpec } from '../../../src/shared/model/kind.ts'
import type { Owner } from '../../../src/shared/model/server.ts'

const nowMs = Date.parse('2026-11-22T09:08:41.500Z')
const dayMs = 86_400_000

const spec = (change: Partial<FieldSpec>): FieldSpec => ({
  name: 'ends',
  label: 'Expires at',
  help: null,
  type: 'instant',
  required: false,
  initial: null,
  options: [],
  min: null,
  max: null,
  maxLength: null,
  ...change,
})
const days = spec({
  label: 'Valid for (days)',
  type: 'integer',
  required: true,
  initial: '30',
  min: 1,
  max: 60,
})
const instant = spec({})
const chosen = (choice: ExpiryChoice, custom = '') => ({ choice, custom })

describe('when a token ends', () => {
  test('an instant and a number of days say so, another number does not', () => {
    expect(
      [days, instant, spec({ type: 'integer', label: 'Usage limit' }), spec({ type: 'text' })].map(
        isExpirySpec,
      ),
    ).toEqual([true, true, false, false])
  })

  test('only presets within the bounds are offered, and never only where the field may be empty', () => {
    expect(expiryChoices(days, 'create').map(({ choice }) => choice)).toEqual(['7', '30', '60', 'custom'])
    expect(expiryChoices(instant, 'create').map(({ choice }) => choice)).toEqual([
      '7',
      '30',
      '60',
      '90',
      '365',
      'never',
      'custom',
    ])
  })

  test('a change starts with what is there and can never take an end away', () => {
    expect(initialExpiry(instant, 'extend').choice).toBe('keep')
    expect(expiryChoices(instant, 'extend').map(({ label }) => label)).toEqual([
      'Unchanged',
      '+ 30 days',
      '+ 90 days',
      '+ 1 year',
      'Date',
    ])
    expect(expiryChoices(instant, 'set').map(({ label }) => label)).toContain('30 days')
  })

  test('a new token starts with the value of the descriptor, else with 30 days', () => {
    expect(initialExpiry(days, 'create')).toEqual(chosen('30'))
    expect(initialExpiry(instant, 'create')).toEqual(chosen('30'))
    expect(initialExpiry({ ...days, initial: '45' }, 'create')).toEqual(chosen('custom', '45'))
  })

  test('days are sent as they are and counted from now', () => {
    expect(expiryResult(days, chosen('7'), nowMs, nowMs)).toEqual({
      value: '7',
      atMs: nowMs + 7 * dayMs,
      problem: null,
    })
    expect(expiryResult(days, chosen('custom', ' 12 '), nowMs, nowMs).value).toBe('12')
  })

  test.each(['', '0', '61', '-3', '1.5', 'ten', '1e1'])(
    '%j days are refused before anything is sent',
    (text) => {
      expect(expiryResult(days, chosen('custom', text), nowMs, nowMs)).toMatchObject({
        atMs: null,
        problem: 'Enter a number of days from 1 to 60.',
      })
    },
  )

  test('an instant is sent in UTC to the minute, and extended from the end there is', () => {
    expect(expiryResult(instant, chosen('30'), nowMs, nowMs).value).toBe('2026-12-22T09:08:00Z')
    const ends = Date.parse('2027-01-31T18:00:00Z')
    expect(expiryResult(instant, chosen('90'), ends, nowMs).value).toBe('2027-05-01T18:00:00Z')
  })

  test('a date of one’s own survives the way through the input', () => {
    const at = Date.parse('2027-03-04T05:06:00Z')
    expect(expiryResult(instant, chosen('custom', localInput(at)), nowMs, nowMs)).toEqual({
      value: '2027-03-04T05:06:00Z',
      atMs: at,
      problem: null,
    })
  })

  test('no date and a past date are problems, never “does not expire”', () => {
    expect(expiryResult(instant, chosen('custom', ''), nowMs, nowMs).problem).toBe(
      'Choose a date and a time.',
    )
    expect(expiryResult(instant, chosen('custom', '2020-01-01T00:00'), nowMs, nowMs).problem).toBe(
      'Choose a time in the future.',
    )
  })

  test('never and unchanged send nothing', () => {
    for (const choice of ['never', 'keep'] as const) {
      expect(expiryResult(instant, chosen(choice), nowMs, nowMs)).toEqual({
        value: '',
        atMs: null,
        problem: null,
      })
    }
  })

  test('a date is told with its weekday, local and in UTC', () => {
    const ms = Date.parse('2026-12-22T09:08:00Z')
    expect(instantWords(ms, 'Europe/Berlin')).toEqual({
      local: 'Tuesday 22 December 2026, 10:08',
      utc: '09:08 UTC',
    })
    expect(instantWords(ms, 'UTC')).toEqual({ local: 'Tuesday 22 December 2026, 09:08 UTC', utc: null })
    expect(instantWords(Date.parse('2026-12-22T23:30:00Z'), 'Asia/Tokyo')).toEqual({
      local: 'Wednesday 23 December 2026, 08:30',
      utc: 'Tuesday 22 December 2026, 23:30 UTC',
    })
  })
})

describe('what a change sends', () => {
  const name = spec({ name: 'name', label: 'Name', type: 'text' })
  const token = { name: 'ci', expiresAtMs: Date.parse('2027-01-31T18:00:12Z'), labels: null }

  test('only values that differ', () => {
    const specs = [name, instant]
    expect(changedFields({ name: 'ci', ends: '2027-01-31T18:00:00Z' }, specs, token)).toEqual({})
    expect(changedFields({ name: 'cd', ends: '2027-02-01T18:00:00Z' }, specs, token)).toEqual({
      name: 'cd',
      ends: '2027-02-01T18:00:00Z',
    })
  })

  test('an end for a token that had none', () => {
    expect(
      changedFields({ ends: '2027-02-01T18:00:00Z' }, [instant], {
        name: null,
        expiresAtMs: null,
        labels: null,
      }),
    ).toEqual({
      ends: '2027-02-01T18:00:00Z',
    })
  })
})

describe('what is offered to choose from', () => {
  const owner = (id: string, change: Partial<Owner> = {}): Owner => ({
    id,
    name: id,
    server: 'prod',
    serverId: '00000000-0000-7000-8000-000000000000',
    type: 'user',
    isSelf: false,
    manageable: true,
    reason: null,
    ...change,
  })

  test('oneself, service users, others, and last those that cannot be chosen, with the reason', () => {
    const options = ownerOptions([
      owner('hidden', { manageable: false, reason: 'Not visible.' }),
      owner('user 10'),
      owner('user 9'),
      owner('bot', { type: 'service user' }),
      owner('me', { isSelf: true }),
    ])
    expect(options.map(({ id }) => id)).toEqual(['me', 'bot', 'user 9', 'user 10', 'hidden'])
    expect(options.at(-1)?.unavailable).toBe('Not visible.')
    expect(options[0]?.unavailable).toBeNull()
  })

  test('every word must occur, case does not matter', () => {
    const options = ownerOptions([owner('CI deploy'), owner('ci test')])
    expect(filterOptions(options, ' CI  dep ').map(({ id }) => id)).toEqual(['CI deploy'])
    expect(filterOptions(options, '')).toHaveLength(2)
  })
})

describe('words of a token', () => {
  test('a name is quoted, a token without one goes by its remote id, hostile characters are neutral', () => {
    expect(tokenTitle({ name: 'ci\u202Egpj', remoteId: '1' })).toBe('“ci\uFFFDgpj”')
    expect(tokenTitle({ name: null, remoteId: '42' })).toBe('42')
    expect(ownerTitle({ owner: { id: '7', name: null } })).toBe('7')
  })

  test('a last use that the server does not tell is not called never', () => {
    const unused = { lastUsedAt: null, lastUsedAtMs: null }
    expect(lastUsedWords(unused, 'This server does not record it.', nowMs)).toBe(
      'This server does not record it.',
    )
    expect(lastUsedWords(unused, null, nowMs)).toBe('Never, as far as the server knows')
  })
})

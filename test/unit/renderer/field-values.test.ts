import { describe, expect, test } from 'vitest'
import {
  filledIn,
  labelRows,
  listItems,
  listText,
  sentValues,
  startValues,
  visibleSpecs,
} from '../../../src/renderer/ui/field-values.ts'
import { formProblem } from '../../../src/renderer/ui/form-problem.ts'
import { matchingChoices } from '../../../src/renderer/ui/suggestions.ts'
import type { FieldSpec, FieldTemplate } from '../../../src/shared/model/kind.ts'

const spec = (name: string, change: Partial<FieldSpec> = {}): FieldSpec => ({
  name,
  label: `The ${name}`,
  help: null,
  type: 'text',
  required: false,
  initial: null,
  options: [],
  min: null,
  max: null,
  maxLength: null,
  ...change,
})
const names = (specs: readonly FieldSpec[]) => specs.map(({ name }) => name)

describe('what a form begins with', () => {
  test('what is known, else the start of the descriptor, else what a list must show, else nothing', () => {
    const options = [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ]
    const specs = [
      spec('known', { initial: 'x' }),
      spec('initial', { initial: 'x' }),
      spec('must', { type: 'select', required: true, options }),
      spec('may', { type: 'select', options }),
      spec('flag', { type: 'boolean', required: true }),
      spec('text', { required: true }),
    ]
    expect(startValues(specs, { known: 'k' })).toEqual({
      known: 'k',
      initial: 'x',
      must: 'a',
      may: '',
      flag: 'true',
      text: '',
    })
  })
})

describe('fields that are shown only sometimes', () => {
  const specs = [
    spec('sort', { initial: 'named' }),
    spec('name', { when: { field: 'sort', values: ['named'] } }),
    spec('target', { when: { field: 'type', values: ['invite'] } }),
    spec('type', { when: { field: 'sort', values: ['named'] } }),
  ]

  test('only while their condition holds', () => {
    expect(names(visibleSpecs(specs, { sort: 'named', type: 'invite' }))).toEqual([
      'sort',
      'name',
      'target',
      'type',
    ])
    expect(names(visibleSpecs(specs, { sort: 'temporary', type: 'invite' }))).toEqual(['sort'])
  })

  test('a field that depends on one that is hidden is hidden too', () => {
    expect(names(visibleSpecs(specs, { sort: 'temporary', type: 'invite' }))).not.toContain('target')
  })

  test('an empty field stands at its start', () => {
    expect(names(visibleSpecs(specs, { sort: '' }))).toContain('name')
  })

  test('conditions in a circle show nothing and end', () => {
    const circle = [
      spec('a', { initial: 'x', when: { field: 'b', values: ['x'] } }),
      spec('b', { initial: 'x', when: { field: 'a', values: ['x'] } }),
    ]
    expect(visibleSpecs(circle, {})).toEqual([])
  })

  test('a value of a hidden field is kept and not sent', () => {
    const values = { sort: 'temporary', name: 'typed before', type: 'invite', target: '' }
    expect(sentValues(specs, values)).toEqual({ sort: 'temporary' })
    expect(sentValues(specs, { ...values, sort: 'named' })).toEqual({
      sort: 'named',
      name: 'typed before',
      type: 'invite',
    })
  })
})

describe('a template', () => {
  const template = (values: FieldTemplate['values']): FieldTemplate => ({
    id: 't',
    label: 'T',
    help: 'Does it.',
    values,
  })

  test('fills in its fields and leaves what was typed elsewhere', () => {
    expect(filledIn({ name: 'mine', type: 'x' }, template({ type: 'y' }), null)).toEqual({
      name: 'mine',
      type: 'y',
    })
  })

  test('takes back what the template before it filled in', () => {
    const before = template({ type: 'y', caveats: '[1]' })
    expect(filledIn({ name: 'mine', type: 'y', caveats: '[1]' }, template({ type: 'z' }), before)).toEqual({
      name: 'mine',
      type: 'z',
    })
  })
})

describe('lists and labels', () => {
  test('a list is a JSON array, and an empty one is not sent', () => {
    expect(listText(['a', 'b, c'])).toBe('["a","b, c"]')
    expect(listItems(listText(['a', 'b, c']))).toEqual(['a', 'b, c'])
    expect(listText([])).toBe('')
    expect(listItems('not JSON')).toEqual([])
    expect(listItems('[1,"a",null]')).toEqual(['a'])
  })

  test('labels that are none are left out', () => {
    expect(labelRows('[{"name":"team","value":"storage"},{"name":1},null,7]')).toEqual([
      { name: 'team', value: 'storage' },
    ])
    expect(labelRows('{}')).toEqual([])
  })
})

describe('what cannot be sent', () => {
  const specs = [
    spec('meta', { type: 'json', label: 'Metadata' }),
    spec('caveats', { type: 'caveats', label: 'Caveats' }),
  ]

  test('JSON that is none', () => {
    expect(formProblem(specs, { meta: '{' })).toBe('Metadata is not valid JSON.')
    expect(formProblem(specs, { meta: '{}', caveats: '' })).toBeNull()
  })

  test('caveats that are wrong, with the reason', () => {
    expect(formProblem(specs, { caveats: '{}' })).toBe('Caveats: They are not a JSON array.')
    expect(formProblem(specs, { caveats: '[{"type":"ip","whitelist":["nowhere"]}]' })).toContain('nowhere')
    expect(formProblem(specs, { caveats: '[{"type":"data.readonly"}]' })).toBeNull()
  })

  test('caveats that tokens of this type cannot have', () => {
    const typed = { type: '{"identityToken":{}}', caveats: '[{"type":"data.readonly"}]' }
    expect(formProblem([spec('type', { type: 'json' }), ...specs], typed)).toMatch(/identity/)
  })
})

test('choices are found by every word, in value or label', () => {
  const choices = [
    { value: '1a', label: 'Space of the lab' },
    { value: '2b', label: 'Space of others' },
  ]
  expect(matchingChoices(choices, 'LAB 1a')).toEqual([choices[0]])
  expect(matchingChoices(choices, '')).toEqual(choices)
})

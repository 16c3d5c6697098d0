import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { detailsOf, withRecord } from '../../../../src/main/providers/record.ts'

describe('a record beside its parsed members', () => {
  const schema = withRecord(z.object({ id: z.string().transform((id) => id.toUpperCase()) }))

  test('is as it came, unknown members included', () => {
    const sent = { id: 'a', future: { deep: [1, 'ä', null] } }
    expect(schema.parse(sent)).toEqual({ id: 'A', record: sent })
  })

  test.each([[null], [[]], ['text'], [{ id: 1 }], [{}]])('%j is refused', (value) => {
    expect(schema.safeParse(value).success).toBe(false)
  })
})

describe('details', () => {
  test('have no secret, and everything else', () => {
    const record = { id: 'a', token: 'obviously-fake', state: 'never heard of', nested: { more: [1] } }
    expect(detailsOf(record, ['token'])).toEqual({ id: 'a', state: 'never heard of', nested: { more: [1] } })
  })

  test('that are too large lose their largest members first', () => {
    const record = { id: 'a', big: 'ä'.repeat(30_000), middle: 'x'.repeat(10_000), small: 'y' }
    const details = detailsOf(record, [])
    expect(Object.keys(details)).toEqual(['id', 'middle', 'small'])
    expect(Buffer.byteLength(JSON.stringify(detailsOf({ all: 'ä'.repeat(40_000) }, [])))).toBe(2)
  })
})

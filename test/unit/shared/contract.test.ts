import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { events, methods } from '../../../src/shared/ipc/contract.ts'
import { secretInput, secretOutput } from '../../../src/shared/ipc/method.ts'

/** Every schema inside a schema. */
function parts(schema: z.ZodType): z.ZodType[] {
  const found = new Set<z.ZodType>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('_zod' in value && 'parse' in value) {
      const inner = value as z.ZodType
      if (found.has(inner)) return
      found.add(inner)
      for (const member of Object.values((inner as { def?: object }).def ?? {})) visit(member)
      return
    }
    const members = typeof (value as { shape?: unknown }).shape === 'object' ? value : value
    for (const member of Object.values(members)) visit(member)
  }
  visit(schema)
  return [...found]
}

describe('the contract', () => {
  test('lets a secret out in tokens.reveal and tokens.confine and nowhere else', () => {
    const leaking = Object.entries(methods)
      .filter(([, method]) =>
        parts(method.output).some((part) => part === secretOutput || part === secretInput),
      )
      .map(([name]) => name)
    expect(leaking).toEqual(['tokens.reveal', 'tokens.confine'])
    for (const [name, schema] of Object.entries(events)) {
      expect(
        parts(schema).some((part) => part === secretOutput || part === secretInput),
        name,
      ).toBe(false)
    }
  })

  test('sees through objects, arrays and unions when it looks for secrets', () => {
    expect(parts(methods['tokens.query'].output).length).toBeGreaterThan(20)
    expect(parts(methods['servers.add'].input)).toContain(secretInput)
  })

  test('names methods noun.verb and events noun.changed or noun.notice', () => {
    for (const name of Object.keys(methods)) expect(name).toMatch(/^[a-z]+\.[a-zA-Z]+$/)
    for (const name of Object.keys(events)) expect(name).toMatch(/^[a-z]+\.(changed|notice)$/)
  })

  test('never gives more than 200 rows at a time', () => {
    expect(methods['tokens.query'].input.safeParse({ limit: 201 }).success).toBe(false)
    expect(methods['tokens.query'].input.safeParse({ limit: 200 }).success).toBe(true)
  })
})

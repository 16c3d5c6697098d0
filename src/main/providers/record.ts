import { z } from 'zod'

/** A parsed record, with the record itself as the server sent it. */
export type WithRecord<T> = T & { readonly record: Readonly<Record<string, unknown>> }

/** The members that are used, parsed by `schema`, and beside them the whole record, unknown members included. */
export function withRecord<S extends z.ZodType<object>>(schema: S) {
  return z.record(z.string(), z.unknown()).transform((record, context): WithRecord<z.output<S>> => {
    const parsed = schema.safeParse(record)
    if (parsed.success) return { ...parsed.data, record }
    for (const { message, path } of parsed.error.issues) {
      context.addIssue({ code: 'custom', message, path: [...path] })
    }
    return z.NEVER
  })
}

/** A value of JSON with a text taken out of every text and every name in it. */
export function withoutText<T>(value: T, text: string): T
export function withoutText(value: unknown, text: string): unknown {
  if (typeof value === 'string') return value.replaceAll(text, '[secret]')
  if (Array.isArray(value)) return value.map((item: unknown) => withoutText(item, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.replaceAll(text, '[secret]'),
      withoutText<unknown>(member, text),
    ]),
  )
}

const maxBytes = 65_536

/**
 * A record to be stored as a token's details: without the members named in `secrets`, and at most 64 KiB as JSON: when it
 * is larger, its largest members are left out.
 */
export function detailsOf(
  record: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
): Readonly<Record<string, unknown>> {
  const kept = Object.entries(record).filter(([name]) => !secrets.includes(name))
  const whole = Object.fromEntries(kept)
  // A unit of JavaScript's text has three bytes at most: nearly every record is known to be small without counting.
  if (JSON.stringify(whole).length * 3 <= maxBytes) return whole
  const members = kept.map(([name, value]) => ({ name, value, bytes: bytesOf(name) + bytesOf(value) + 2 }))
  let excess = members.reduce((sum, { bytes }) => sum + bytes, 2) - maxBytes
  const dropped = new Set<string>()
  for (const { name, bytes } of [...members].sort((one, other) => other.bytes - one.bytes)) {
    if (excess <= 0) break
    dropped.add(name)
    excess -= bytes
  }
  return Object.fromEntries(members.flatMap(({ name, value }) => (dropped.has(name) ? [] : [[name, value]])))
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '')
}

const rfc3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/

/**
 * Epoch milliseconds of an RFC 3339 time with any number of fractional digits (cut, not rounded, to
 * milliseconds); null = null given, or not such a time. For sorting and comparing: the text itself stays exact.
 */
export function epochMs(text: string | null): number | null {
  if (text === null) return null
  const match = rfc3339.exec(text)
  if (!match) return null
  const [, date, time, fraction = '', zone = 'Z'] = match
  const ms = Date.parse(`${date}T${time}.${fraction.slice(1, 4).padEnd(3, '0')}${zone.toUpperCase()}`)
  return Number.isNaN(ms) ? null : ms
}

/** RFC 3339 in UTC with milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

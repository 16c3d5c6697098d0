const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/

/** `YYYY-MM-DDThh:mm:ss` is that long. */
const wholeSeconds = 19

/**
 * Epoch milliseconds of an RFC 3339 time with any number of fractional digits (cut, not rounded, to
 * milliseconds); null = null given, or not such a time. For sorting and comparing: the text itself stays exact.
 */
export function epochMs(text: string | null): number | null {
  if (text === null || !rfc3339.test(text)) return null
  let end = wholeSeconds
  // Up to the zone: digits of a fraction and its dot.
  while (isFraction(text.charCodeAt(end))) end++
  const fraction = text.slice(wholeSeconds + 1, Math.min(end, wholeSeconds + 4)).padEnd(3, '0')
  const ms = Date.parse(
    `${text.slice(0, 10)}T${text.slice(11, wholeSeconds)}.${fraction}${text.slice(end).toUpperCase()}`,
  )
  return Number.isNaN(ms) ? null : ms
}

const isFraction = (unit: number) => unit === 0x2e || (unit >= 0x30 && unit <= 0x39)

/** RFC 3339 in UTC with milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

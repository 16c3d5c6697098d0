const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365.25 * 86_400_000],
  ['month', 30.44 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** “in 6 days”, “3 hours ago”, “now”. */
export function relativeTime(ms: number, nowMs: number): string {
  const distance = ms - nowMs
  for (const [unit, size] of units) {
    if (Math.abs(distance) >= size) return relative.format(Math.trunc(distance / size), unit)
  }
  return 'now'
}

/** Local date and time for people. The exact text of the server is shown beside it where it matters. */
export function localTime(ms: number): string {
  return absolute.format(ms)
}

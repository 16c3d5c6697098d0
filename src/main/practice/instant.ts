/** A moment as the stand-ins keep it: the servers they play have finer clocks than JavaScript. */
export interface Instant {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly ms: number
  /** Nanoseconds inside that millisecond, 0 to 999,999. */
  readonly nanos: number
}

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Less than zero, zero, or more than zero as the first is before, at, or after the second. */
export function compareInstants(left: Instant, right: Instant): number {
  return left.ms - right.ms || left.nanos - right.nanos
}

/** The same moment with so many fractional digits of the second kept, 0 to 9. */
export function truncateInstant(at: Instant, digits: number): Instant {
  const unit = 10 ** Math.max(0, 9 - digits)
  const second = Math.floor(at.ms / SECOND) * SECOND
  const inSecond = (at.ms - second) * 1_000_000 + at.nanos
  const kept = inSecond - (inSecond % unit)
  return { ms: second + Math.floor(kept / 1_000_000), nanos: kept % 1_000_000 }
}

/**
 * RFC 3339 with as many fractional digits as are not zero at the end (none to nine), the way Go and Qumulo write
 * times. It ends in `Z`, or in `+hh:mm` where the zone is not at UTC then.
 */
export function formatInstant(at: Instant, timeZone = 'UTC'): string {
  const offset = timeZone === 'UTC' ? 0 : offsetAt(at.ms, timeZone)
  const iso = new Date(at.ms + offset).toISOString()
  const fraction = `${iso.slice(20, 23)}${String(at.nanos).padStart(6, '0')}`.replace(/0+$/, '')
  return `${iso.slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}${zoneSuffix(offset)}`
}

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/

/** Reads RFC 3339 with a zone; digits after the ninth are dropped. `null`: not such a time, or without a zone. */
export function parseInstant(text: string): Instant | null {
  const found = RFC_3339.exec(text)
  if (found === null) return null
  const part = (index: number): number => Number(found[index] ?? '0')
  const wall = new Date(0)
  wall.setUTCFullYear(part(1), part(2) - 1, part(3))
  wall.setUTCHours(part(4), part(5), part(6))
  const fits =
    wall.getUTCMonth() === part(2) - 1 &&
    wall.getUTCDate() === part(3) &&
    part(4) < 24 &&
    part(5) < 60 &&
    part(6) < 60
  if (!fits || part(10) > 23 || part(11) > 59) return null
  const fraction = (found[7] ?? '').padEnd(9, '0')
  const offset = (found[9] === '-' ? -1 : 1) * (part(10) * HOUR + part(11) * MINUTE)
  return { ms: wall.getTime() + Number(fraction.slice(0, 3)) - offset, nanos: Number(fraction.slice(3, 9)) }
}

/**
 * The same time of day so many calendar days later in a zone, so that one day may have 23 or 25 hours.
 * NetBird source: personal_access_token (expiry by calendar-day addition in the server's local zone).
 */
export function addCalendarDays(at: Instant, days: number, timeZone: string): Instant {
  if (timeZone === 'UTC') return { ms: at.ms + days * DAY, nanos: at.nanos }
  const wall = at.ms + offsetAt(at.ms, timeZone) + days * DAY
  const guess = wall - offsetAt(at.ms, timeZone)
  return { ms: wall - offsetAt(guess, timeZone), nanos: at.nanos }
}

/** How far the wall clock of a zone is ahead of UTC at a moment, in milliseconds. */
function offsetAt(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms)
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? '0')
  const wall = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  )
  return wall - Math.floor(ms / SECOND) * SECOND
}

function zoneSuffix(offset: number): string {
  if (offset === 0) return 'Z'
  const minutes = Math.abs(offset) / MINUTE
  const pad = (value: number): string => String(value).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}

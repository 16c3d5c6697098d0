import type { Token } from '../../../shared/model/token.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export type ExpiryTone = 'neutral' | 'warn' | 'high' | 'bad' | 'over' | 'special'

/** How near the end is, and in words. Whole units, cut off: what is said to be left is left. */
export function expiryOf(
  { expiresAt, expiresAtMs, status }: Pick<Token, 'expiresAt' | 'expiresAtMs' | 'status'>,
  nowMs: number,
): { readonly tone: ExpiryTone; readonly text: string } {
  if (expiresAtMs === null) {
    // A text that is no time: shown as it is, never taken for “never”.
    return expiresAt === null ? { tone: 'special', text: 'never' } : { tone: 'neutral', text: 'not readable' }
  }
  const leftMs = expiresAtMs - nowMs
  const text = leftMs > 0 ? `in ${span(leftMs)}` : `${span(-leftMs)} ago`
  if (leftMs <= 0 || status === 'expired') return { tone: 'over', text }
  if (status === 'gone') return { tone: 'neutral', text }
  if (leftMs <= dayMs) return { tone: 'bad', text }
  if (leftMs <= 7 * dayMs) return { tone: 'high', text }
  if (leftMs <= 30 * dayMs) return { tone: 'warn', text }
  return { tone: 'neutral', text }
}

/** Days up to three months: “in 45 days” plans better than “next month”. */
function span(ms: number): string {
  if (ms < minuteMs) return 'under a minute'
  if (ms < hourMs) return count(ms / minuteMs, 'minute')
  if (ms < 2 * dayMs) return count(ms / hourMs, 'hour')
  const days = ms / dayMs
  if (days < 92) return count(days, 'day')
  if (days < 731) return count(days / 30.44, 'month')
  return count(days / 365.25, 'year')
}

function count(value: number, unit: string): string {
  const whole = Math.trunc(value)
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`
}

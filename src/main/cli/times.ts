import { epochMs } from '../lib/time.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How far an instant is from now, in words: `in 12 days`, `3 h ago`, `now`. */
export function relativeTime(atMs: number, nowMs: number): string {
  const distance = Math.abs(atMs - nowMs)
  if (distance < 5_000) return 'now'
  const amount = duration(distance)
  return atMs > nowMs ? `in ${amount}` : `${amount} ago`
}

/** A length of time, rounded down to what still matters: `40 s`, `5 min`, `3 h`, `12 days`, `5 months`, `3 years`. */
function duration(ms: number): string {
  if (ms < minuteMs) return `${Math.floor(ms / 1_000)} s`
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`
  if (ms < 2 * dayMs) return `${Math.floor(ms / hourMs)} h`
  const days = Math.floor(ms / dayMs)
  if (days < 90) return `${days} days`
  if (days < 730) return `${Math.floor(days / 30.44)} months`
  return `${Math.floor(days / 365.25)} years`
}

/** An exact time with the distance beside it, or `absent` when there is none. */
export function exactTime(text: string | null, nowMs: number, absent: string): string {
  if (text === null) return absent
  const atMs = epochMs(text)
  return atMs === null ? text : `${text} (${relativeTime(atMs, nowMs)})`
}

/** The distance alone, or `absent` when there is none. */
export function shortTime(text: string | null, nowMs: number, absent: string): string {
  if (text === null) return absent
  const atMs = epochMs(text)
  return atMs === null ? text : relativeTime(atMs, nowMs)
}

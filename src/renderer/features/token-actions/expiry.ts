import type { FieldSpec } from '../../../shared/model/kind.ts'

// When a token ends: choices, what is sent for each, and the date that comes out. Pure.

const dayMs = 86_400_000
const createDays = [7, 30, 60, 90, 365] as const
const extendDays = [30, 90, 365] as const

/** `extend` counts from the end there is, `set` gives one to a token that has none or whose end has passed. */
export type ExpiryMode = 'create' | 'extend' | 'set'

/** `days` is a preset, `never` an empty field, `keep` leaves it as it is, `custom` what the person typed. */
export type ExpiryChoice = `${number}` | 'never' | 'keep' | 'custom'

export interface ExpiryState {
  readonly choice: ExpiryChoice
  /** What was typed: days, or a local date and time as the platform's input gives it. */
  readonly custom: string
}

export interface ExpiryResult {
  /** The value of the field; empty = not sent. */
  readonly value: string
  /** When the token ends; null = never, unchanged, or not known. */
  readonly atMs: number | null
  /** Why this cannot be sent; null = it can. */
  readonly problem: string | null
}

/** A field that says when the token ends: an instant, or a number of days. */
export function isExpirySpec(spec: FieldSpec): boolean {
  return spec.type === 'instant' || (spec.type === 'integer' && /\bdays?\b/i.test(spec.label))
}

export function expiryChoices(
  spec: FieldSpec,
  mode: ExpiryMode,
): readonly { readonly choice: ExpiryChoice; readonly label: string }[] {
  const days = mode === 'create' ? createDays : extendDays
  const presets = days
    .filter((count) => spec.type === 'instant' || isInRange(spec, count))
    .map((count) => ({ choice: `${count}` as const, label: presetLabel(count, mode) }))
  const never = { choice: 'never', label: 'Never' } as const
  const keep = { choice: 'keep', label: 'Unchanged' } as const
  return [
    ...(mode === 'create' ? [] : [keep]),
    ...presets,
    ...(mode === 'create' && !spec.required ? [never] : []),
    { choice: 'custom', label: spec.type === 'instant' ? 'Date' : 'Other' },
  ]
}

/** What the field starts with: the descriptor's own value, else 30 days. */
export function initialExpiry(spec: FieldSpec, mode: ExpiryMode): ExpiryState {
  if (mode !== 'create') return { choice: 'keep', custom: '' }
  const wanted = spec.type === 'integer' && spec.initial !== null ? spec.initial : '30'
  const found = expiryChoices(spec, mode).find(({ choice }) => choice === wanted)
  return found ? { choice: found.choice, custom: '' } : { choice: 'custom', custom: spec.initial ?? '' }
}

/** `fromMs` is what a preset counts from: now, or the expiry that is being extended. */
export function expiryResult(
  spec: FieldSpec,
  { choice, custom }: ExpiryState,
  fromMs: number,
  nowMs: number,
): ExpiryResult {
  if (choice === 'never' || choice === 'keep') return { value: '', atMs: null, problem: null }
  if (spec.type === 'integer') return daysResult(spec, choice === 'custom' ? custom.trim() : choice, nowMs)
  const atMs = choice === 'custom' ? Date.parse(custom) : startOfMinute(fromMs + Number(choice) * dayMs)
  if (Number.isNaN(atMs)) return { value: '', atMs: null, problem: 'Choose a date and a time.' }
  const problem = atMs > nowMs ? null : 'Choose a time in the future.'
  return { value: instantText(atMs), atMs, problem }
}

function daysResult(spec: FieldSpec, value: string, nowMs: number): ExpiryResult {
  const days = /^\d{1,6}$/.test(value) ? Number(value) : null
  if (days === null || !isInRange(spec, days)) {
    return { value, atMs: null, problem: `Enter a number of days${rangeText(spec)}.` }
  }
  return { value: `${days}`, atMs: nowMs + days * dayMs, problem: null }
}

function rangeText({ min, max }: FieldSpec): string {
  if (min !== null && max !== null) return ` from ${min} to ${max}`
  if (min !== null) return `, at least ${min}`
  return max === null ? '' : `, at most ${max}`
}

function isInRange({ min, max }: FieldSpec, days: number): boolean {
  return days >= (min ?? 0) && days <= (max ?? Number.POSITIVE_INFINITY)
}

function presetLabel(days: number, mode: ExpiryMode): string {
  const length = days === 365 ? '1 year' : `${days} days`
  return mode === 'extend' ? `+ ${length}` : length
}

function startOfMinute(ms: number): number {
  return Math.floor(ms / 60_000) * 60_000
}

/** RFC 3339 in UTC, to the second. */
function instantText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** A local date and time for the platform's input. */
export function localInput(ms: number): string {
  const at = new Date(ms)
  const two = (part: number) => `${part}`.padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

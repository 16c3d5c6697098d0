import type { CaveatParameter, CaveatTokenType, CaveatType } from '../../../shared/model/caveat-types.ts'
import { membersOf } from '../../../shared/model/caveats.ts'
import { decodeDataPath, encodeDataPath } from '../../../shared/model/data-path.ts'
import { type FieldValues, parsedJson } from '../field-values.ts'

// Between the JSON of caveats and what a person types. Pure.

/** The caveats in a field's text; null = it is no JSON array. */
export function parseCaveats(value: string): readonly unknown[] | null {
  if (value.trim() === '') return []
  const list = parsedJson(value)
  return Array.isArray(list) ? (list as readonly unknown[]) : null
}

/** The text of a field; none are not sent. */
export function caveatsText(caveats: readonly unknown[]): string {
  return caveats.length === 0 ? '' : JSON.stringify(caveats)
}

/** What the token is for, as another field of the form has it: `{"inviteToken":…}`; without one it gives access. */
export function tokenTypeOf(values: FieldValues): CaveatTokenType {
  return typeInside(parsedJson(values['type'] ?? ''))
}

/** The same, from a token type as the API has it. */
export function typeInside(type: unknown): CaveatTokenType {
  const [name] = Object.keys(membersOf(type))
  if (name === 'identityToken') return 'identity'
  return name === 'inviteToken' ? 'invite' : 'access'
}

/** A caveat to begin with: the end of tomorrow, the first choice, and lists that are still empty. */
export function newCaveat(
  { type, parameters }: CaveatType,
  nowMs: number,
): Readonly<Record<string, unknown>> {
  return {
    type,
    ...Object.fromEntries(parameters.map((parameter) => [parameter.name, startOf(parameter, nowMs)])),
  }
}

function startOf({ form, options }: CaveatParameter, nowMs: number): unknown {
  if (form === 'instant') return Math.floor(endOfNextDay(nowMs) / 1000)
  return form === 'select' ? (options[0]?.value ?? '') : []
}

/** 23:59 of the next day where the person is, epoch milliseconds. */
export function endOfNextDay(nowMs: number): number {
  const day = new Date(nowMs)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, 23, 59).getTime()
}

/** The members of a list as they are typed: paths in the clear. What cannot be read stays as it is. */
export function typedItems({ form }: CaveatParameter, value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return value.map((item: unknown) => {
    const text = typeof item === 'string' ? item : JSON.stringify(item)
    return form === 'paths' ? (decodeDataPath(text) ?? text) : text
  })
}

/** What was typed as the JSON has it. A number that is none stays a text, so that its fault is told. */
export function listValue({ form }: CaveatParameter, items: readonly string[]): readonly (string | number)[] {
  return items.map((item) => {
    if (form === 'numbers') return /^(AS)?\d{1,15}$/i.test(item) ? Number(item.replace(/^AS/i, '')) : item
    return form === 'paths' ? encodeDataPath(item) : item
  })
}

/** A local date and time for the platform's input; '' for what is no time. */
export function localMinute(seconds: unknown): string {
  if (typeof seconds !== 'number' || Number.isNaN(new Date(seconds * 1000).getTime())) return ''
  const at = new Date(seconds * 1000)
  const two = (part: number) => `${part}`.padStart(2, '0')
  const year = `${at.getFullYear()}`.padStart(4, '0')
  return `${year}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** The seconds of a local date and time; null = it is none. */
export function secondsOf(local: string): number | null {
  const ms = Date.parse(local)
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000)
}

/** A problem as it is told at the caveat itself, which has its name already; a list that is still empty in plainer words. */
export function problemAtCard(
  known: CaveatType | null,
  members: Readonly<Record<string, unknown>>,
  problem: string,
): string {
  const isEmpty = ({ name }: CaveatParameter) => {
    const value = members[name]
    return Array.isArray(value) && value.length === 0
  }
  const empty = known?.parameters.find(isEmpty)
  if (empty) return `${empty.label}: add at least one.`
  const prefix = `${known?.label}: `
  return problem.startsWith(prefix) ? problem.slice(prefix.length) : problem
}

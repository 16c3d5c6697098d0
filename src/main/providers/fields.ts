import { AppError } from '../../shared/errors.ts'
import type { FieldSpec } from '../../shared/model/kind.ts'
import { plainText } from '../../shared/text.ts'
import { epochMs } from '../lib/time.ts'

type Values = Readonly<Record<string, string>>

/**
 * Checks values against their descriptions before anything is sent. Returns those that are not empty, unchanged.
 * Throws `invalid-input` with `field` for an unknown name, a missing required value (of a field that is shown), or a
 * value of the wrong form.
 */
export function checkFields(specs: readonly FieldSpec[], values: Values): Record<string, string> {
  for (const name of Object.keys(values)) {
    if (!specs.some((spec) => spec.name === name)) {
      throw invalidField(name, `There is no field “${plainText(name, 60)}” here.`)
    }
  }
  const checked: Record<string, string> = {}
  for (const spec of specs) {
    const value = Object.hasOwn(values, spec.name) ? (values[spec.name] ?? '') : ''
    if (value.trim() === '') {
      if (spec.required && isShown(spec, specs, values))
        throw invalidField(spec.name, `${spec.label} must not be empty.`)
      continue
    }
    const problem = problemOf(spec, value)
    if (problem !== null) throw invalidField(spec.name, `${spec.label} ${problem}.`)
    checked[spec.name] = value
  }
  return checked
}

/** Whether a form shows the field with these values: what a field is shown for does not bind when it is hidden. */
function isShown({ when }: FieldSpec, specs: readonly FieldSpec[], values: Values): boolean {
  if (!when) return true
  const given = Object.hasOwn(values, when.field) ? values[when.field] : undefined
  const initial = specs.find((spec) => spec.name === when.field)?.initial
  return when.values.includes(given?.trim() || initial || '')
}

/** The error for a field at fault; nothing has been sent. */
export function invalidField(field: string, message: string): AppError {
  return new AppError('invalid-input', message, { field, outcome: 'not-sent' })
}

function problemOf(spec: FieldSpec, value: string): string | null {
  switch (spec.type) {
    case 'text':
      return textProblem(spec, value)
    case 'integer':
      return integerProblem(spec, value)
    case 'instant':
      return isInstant(value) ? null : 'must be a time with a zone, such as 2026-01-31T18:00:00Z'
    case 'boolean':
      return value === 'true' || value === 'false' ? null : 'must be true or false'
    case 'select':
      return spec.options.some((option) => option.value === value)
        ? null
        : `must be one of ${spec.options.map((option) => option.value).join(', ')}`
    case 'json':
      return parsed(value) === undefined ? 'must be valid JSON' : null
    case 'list':
      return isListOf(value, (item) => typeof item === 'string') ? null : 'must be a JSON array of texts'
    case 'labels':
      return isListOf(value, isLabel)
        ? null
        : 'must be a JSON array such as [{"name":"team","value":"storage"}]'
    case 'caveats':
      return isListOf(value, (item) => typeof item === 'object' && item !== null && !Array.isArray(item))
        ? null
        : 'must be a JSON array of objects'
    default:
      return spec.type satisfies never
  }
}

function textProblem(spec: FieldSpec, value: string): string | null {
  if (spec.maxLength !== null && Array.from(value).length > spec.maxLength) {
    return `must not be longer than ${spec.maxLength} characters`
  }
  return /[\p{Cc}\p{Cs}]/u.test(value) ? 'must be one line of plain text' : null
}

function integerProblem(spec: FieldSpec, value: string): string | null {
  const number = /^-?\d{1,15}$/.test(value) ? Number(value) : null
  const isInRange = number !== null && number >= (spec.min ?? number) && number <= (spec.max ?? number)
  if (isInRange) return null
  if (spec.min !== null && spec.max !== null) return `must be a whole number from ${spec.min} to ${spec.max}`
  return 'must be a whole number in range'
}

const instant =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

function isInstant(value: string): boolean {
  const match = value.length <= 64 ? instant.exec(value) : null
  if (!match) return false
  const [, year, month, day] = match.map(Number)
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0))
  // Date rolls over days that do not exist; then the parts differ.
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day && epochMs(value) !== null
}

function isListOf(value: string, isItem: (item: unknown) => boolean): boolean {
  const list = parsed(value)
  return Array.isArray(list) && list.every(isItem)
}

function isLabel(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false
  const { name, value, ...rest } = item as Readonly<Record<string, unknown>>
  return typeof name === 'string' && typeof value === 'string' && Object.keys(rest).length === 0
}

/** The value, or undefined when the text is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import type { FieldSpec, FieldTemplate } from '../../shared/model/kind.ts'

// What the fields of a descriptor hold, show and send. Pure.

/** Values by field name, each as the text the engine takes; '' = empty. */
export type FieldValues = Readonly<Record<string, string>>

/** What a form begins with: what is known, else the descriptor's own start, else the only thing a list can show. */
export function startValues(specs: readonly FieldSpec[], known: FieldValues = {}): FieldValues {
  return Object.fromEntries(
    specs.map((spec) => [spec.name, known[spec.name] ?? spec.initial ?? firstChoice(spec)]),
  )
}

/** The specs that are shown now: those without a condition, and those whose condition is shown itself and holds. */
export function visibleSpecs(specs: readonly FieldSpec[], values: FieldValues): readonly FieldSpec[] {
  const isShown = (spec: FieldSpec, seen: readonly string[]): boolean => {
    const condition = spec.when ?? null
    if (condition === null) return true
    const other = specs.find(({ name }) => name === condition.field)
    // A condition on itself or in a circle could never be filled in.
    if (!other || seen.includes(other.name)) return false
    // Empty is what the server takes by itself: the start of the field.
    const value = values[other.name] || other.initial || ''
    return condition.values.includes(value) && isShown(other, [...seen, spec.name, other.name])
  }
  return specs.filter((spec) => isShown(spec, [spec.name]))
}

/** What is sent: the values of the fields that are shown, empty ones left out. */
export function sentValues(specs: readonly FieldSpec[], values: FieldValues): Record<string, string> {
  return Object.fromEntries(
    visibleSpecs(specs, values).flatMap(({ name }) => {
      const value = values[name] ?? ''
      return value === '' ? [] : [[name, value]]
    }),
  )
}

/** The values after a template was chosen: its own, and of what was typed only what it does not name. */
export function filledIn(
  typed: FieldValues,
  template: FieldTemplate,
  before: FieldTemplate | null,
): FieldValues {
  const named = new Set([...Object.keys(template.values), ...Object.keys(before?.values ?? {})])
  return {
    ...Object.fromEntries(Object.entries(typed).filter(([name]) => !named.has(name))),
    ...template.values,
  }
}

/** The items of a `list`; anything else has none. */
export function listItems(value: string): readonly string[] {
  const list = parsedJson(value)
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : []
}

/** The text of a `list`; an empty one is not sent. */
export function listText(items: readonly string[]): string {
  return items.length === 0 ? '' : JSON.stringify(items)
}

export interface Label {
  readonly name: string
  readonly value: string
}

/** The rows of a `labels` field. */
export function labelRows(value: string): readonly Label[] {
  const list = parsedJson(value)
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown) => {
    const { name, value: text } = (item ?? {}) as Readonly<Record<string, unknown>>
    return typeof name === 'string' && typeof text === 'string' ? [{ name, value: text }] : []
  })
}

/** The value, or undefined when the text is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function firstChoice({ type, required, options }: FieldSpec): string {
  if (!required) return ''
  if (type === 'boolean') return 'true'
  return type === 'select' || type === 'json' ? (options[0]?.value ?? '') : ''
}

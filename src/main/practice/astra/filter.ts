/** One condition of a filter. */
export interface Condition {
  /** Names from the outside in; `*` is every item of a list. */
  readonly path: readonly string[]
  readonly operator: (typeof OPERATORS)[number]
  readonly value: string
}

const OPERATORS = ['eq', 'lt', 'gt', 'lte', 'gte', 'in'] as const
const CONDITION =
  /^\s*([A-Za-z][\w-]*(?:\[\*\])?(?:\.[A-Za-z][\w-]*(?:\[\*\])?)*)\s+(eq|lte|lt|gte|gt|in)\s+'(.*?)'\s*(?:,(?=\s*[A-Za-z])|$)/s

/** Reads `field op 'value'`, several with commas between; all must hold. `null`: cannot be read. */
export function parseFilter(text: string): Condition[] | null {
  const conditions: Condition[] = []
  let rest = text
  do {
    const found = CONDITION.exec(rest)
    const operator = OPERATORS.find((name) => name === found?.[2])
    if (found === null || operator === undefined) return null
    conditions.push({ path: parsePath(found[1] ?? ''), operator, value: found[3] ?? '' })
    rest = rest.slice(found[0].length)
  } while (rest !== '')
  return conditions
}

/** `metadata.labels[*].name` as its names. */
export function parsePath(text: string): string[] {
  return text.split('.').flatMap((name) => (name.endsWith('[*]') ? [name.slice(0, -3), '*'] : [name]))
}

/** Everything a path leads to; nothing when it leads nowhere. */
export function valuesAt(resource: unknown, path: readonly string[]): unknown[] {
  const [name, ...rest] = path
  if (name === undefined) return resource === undefined ? [] : [resource]
  if (name === '*') return Array.isArray(resource) ? resource.flatMap((item) => valuesAt(item, rest)) : []
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource)) return []
  return valuesAt((resource as Record<string, unknown>)[name], rest)
}

/**
 * Whether a resource meets a condition: one of the values does. Texts are compared by their code points; `in` is met by
 * values that contain the text, which is how the vendor's toolkit uses it (inferred).
 */
export function meets(resource: unknown, condition: Condition): boolean {
  const { path, operator, value } = condition
  return valuesAt(resource, path).some((found) => {
    const have = typeof found === 'string' ? found : JSON.stringify(found)
    if (operator === 'in') return have.includes(value)
    if (operator === 'eq') return have === value
    if (operator === 'lt') return have < value
    if (operator === 'lte') return have <= value
    return operator === 'gt' ? have > value : have >= value
  })
}

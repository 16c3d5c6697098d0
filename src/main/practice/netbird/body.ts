interface FieldTypes {
  text: string
  integer: number
  boolean: boolean
  /** `null`: absent, which Go tells from empty. */
  texts: readonly string[] | null
}

type Shape = Readonly<Record<string, keyof FieldTypes>>
type Decoded<S extends Shape> = { readonly [K in keyof S]: FieldTypes[S[K]] }

/**
 * Reads a JSON object the way Go's decoder fills a struct: unknown members are ignored, absent and `null` ones become
 * the zero value, and a wrong type, also a number that is not written as a whole one, spoils everything (`null`).
 */
export function decodeBody<S extends Shape>(text: string, shape: S): Decoded<S> | null {
  let value: unknown
  try {
    value = JSON.parse(text, onlyWholeNumbers)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const decoded: Record<string, FieldTypes[keyof FieldTypes]> = {}
  for (const [name, type] of Object.entries(shape)) {
    const field = readField((value as Record<string, unknown>)[name], type)
    if (field === undefined) return null
    decoded[name] = field
  }
  return decoded as Decoded<S>
}

function readField(value: unknown, type: keyof FieldTypes): FieldTypes[keyof FieldTypes] | undefined {
  const absent = value === undefined || value === null
  switch (type) {
    case 'text':
      return absent ? '' : typeof value === 'string' ? value : undefined
    case 'integer':
      return absent ? 0 : typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
    case 'boolean':
      return absent ? false : typeof value === 'boolean' ? value : undefined
    default:
      if (absent) return null
      return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined
  }
}

/** `1.0` and `1e2` are whole numbers for JavaScript but not for Go; they become `NaN` here. */
function onlyWholeNumbers(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && !/^-?\d+$/.test(context?.source ?? String(value)) ? Number.NaN : value
}

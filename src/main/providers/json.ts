/** Bounds on JSON of foreign origin, checked before it is parsed. */
export interface JsonLimits {
  /** How deep arrays and objects may be nested. */
  readonly depth: number
  /** How many values there may be, counted by brackets and commas. */
  readonly values: number
}

/** A parsed value, or in `problem` what is wrong, as the end of a sentence. It never quotes the text. */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string }

/**
 * 64 deep is far beyond what any supported server sends. A token or a user has some ten values, so this is more than
 * 10,000 of them in one answer; parsed and checked they take less than 64 MiB of memory.
 */
const defaultJsonLimits: JsonLimits = { depth: 64, values: 150_000 }

/**
 * UTF-8 bytes to a value, refusing invalid UTF-8, invalid JSON and JSON beyond the limits. Of a name that comes twice
 * in an object the last value counts; members called `__proto__` are left out. Never throws.
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits = defaultJsonLimits): ParsedJson {
  const text = decodeUtf8(bytes)
  if (text === null) return { ok: false, problem: 'is not valid UTF-8' }
  const problem = excess(text, limits)
  if (problem !== null) return { ok: false, problem }
  try {
    return { ok: true, value: mayNameProto.test(text) ? JSON.parse(text, withoutProto) : JSON.parse(text) }
  } catch {
    // The message of a SyntaxError quotes the text, so it is dropped.
    return { ok: false, problem: 'is not valid JSON' }
  }
}

/** The text, or null when the bytes are not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The name itself, or one of its letters written as an escape, which nobody does without a purpose. */
const mayNameProto = /__proto__|\\u00[57]|\\u006/i

/** Such a member is harmless as parsed, but becomes the prototype of whatever it is assigned to. */
function withoutProto(name: string, value: unknown): unknown {
  return name === '__proto__' ? undefined : value
}

const quote = 0x22
const backslash = 0x5c

function excess(text: string, limits: JsonLimits): string | null {
  let depth = 0
  let values = 1
  let inString = false
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (inString) {
      if (unit === backslash) index++
      else if (unit === quote) inString = false
      continue
    }
    switch (unit) {
      case quote:
        inString = true
        break
      case 0x5b: // [
      case 0x7b: // {
        depth++
        values++
        if (depth > limits.depth) return 'is nested too deeply'
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth--
        break
      case 0x2c: // ,
        values++
        break
      default:
        break
    }
    if (values > limits.values) return 'holds too many values'
  }
  return null
}

const LONGEST_NAME = 63

// What exactly the real server looks for is not published; these are the plain cases of each of its four headings.
const MARKUP = /<\s*[/!a-z]|javascript\s*:|\bon[a-z]+\s*=|&#/i
const TRAVERSAL = /\.\.[/\\]|[/\\]\.\.|%2e%2e/i
const SQL =
  /'\s*(or|and)\b|;\s*(drop|delete|insert|update|alter)\b|\bunion\s+(all\s+)?select\b|--\s*$|\/\*|\*\//i
const LONE_SURROGATE = /\p{Cs}/u
const INVISIBLE =
  /[\p{Cc}\p{Zl}\p{Zp}\u{ad}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{feff}]/u
const NOT_CHARACTERS = /\p{Cn}/u

/** Why a name is not taken; `null`: it is. Astra source: astra.json (token name: length and internal screening). */
export function refuseName(name: string): string | null {
  const length = Array.from(name).length
  if (length === 0) return 'Shorter than 1 character'
  if (length > LONGEST_NAME) return `Longer than ${LONGEST_NAME} characters`
  if (LONE_SURROGATE.test(name) || INVISIBLE.test(name) || NOT_CHARACTERS.test(name)) {
    return 'Contains characters that are not allowed'
  }
  if (MARKUP.test(name)) return 'Looks like a script'
  if (TRAVERSAL.test(name)) return 'Looks like a path that leads upwards'
  return SQL.test(name) ? 'Looks like a database query' : null
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A path as a `data.path` caveat has it: base64 of its UTF-8 bytes, without a line break. An unpaired surrogate becomes U+FFFD. */
export function encodeDataPath(path: string): string {
  const bytes = utf8Of(path.toWellFormed())
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const rest = bytes.length - index
    const bits = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0)
    text += alphabet.charAt(bits >> 18) + alphabet.charAt((bits >> 12) & 63)
    text += rest > 1 ? alphabet.charAt((bits >> 6) & 63) : '='
    text += rest > 2 ? alphabet.charAt(bits & 63) : '='
  }
  return text
}

/** The path inside a member of a `data.path` caveat; null = it is not base64 of UTF-8 text. */
export function decodeDataPath(base64: string): string | null {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return null
  let percent = ''
  let bits = 0
  let count = 0
  for (const letter of base64.replace(/=+$/, '')) {
    bits = ((bits << 6) | alphabet.indexOf(letter)) & 0xffff
    count += 6
    if (count < 8) continue
    count -= 8
    percent += `%${((bits >> count) & 0xff).toString(16).padStart(2, '0')}`
  }
  try {
    return decodeURIComponent(percent)
  } catch {
    return null
  }
}

/**
 * What is wrong with a path for a `data.path` caveat, as the end of a sentence; null = it can be used. It is
 * `/` and the id of a space, and perhaps more names, without an empty one, without `.` and `..`, and without a slash at the end.
 */
export function dataPathProblem(path: string): string | null {
  if (!path.startsWith('/') || path === '/') return 'must begin with a slash and the id of a space'
  if (/[\r\n]$/.test(path)) return 'ends with a line break'
  if (path.endsWith('/')) return 'must not end with a slash'
  if (path.includes('\0')) return 'must not hold a zero character'
  const isCanonical = path
    .slice(1)
    .split('/')
    .every((name) => name !== '' && name !== '.' && name !== '..')
  return isCanonical ? null : 'must not hold empty names, “.” or “..”'
}

/** Only the language itself may be used here, which has no encoder of its own but this one. */
function utf8Of(text: string): number[] {
  const bytes: number[] = []
  const encoded = encodeURIComponent(text)
  for (let index = 0; index < encoded.length; index++) {
    if (encoded[index] === '%') {
      bytes.push(Number.parseInt(encoded.slice(index + 1, index + 3), 16))
      index += 2
    } else {
      bytes.push(encoded.charCodeAt(index))
    }
  }
  return bytes
}

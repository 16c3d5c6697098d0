const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * Whether a text has the form of a NetBird personal access token: `nbp_`, 30 characters, and the CRC-32 of those
 * as 6 base-62 digits. False is a hint of a typing error, never a reason to refuse: the server decides.
 * NetBird source: personal_access_token.go.
 */
export function hasNetbirdChecksum(text: string): boolean {
  const match = /^nbp_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/.exec(text)
  return match !== null && base62(crc32(match[1] ?? '')) === match[2]
}

// zlib.crc32 came with Node 20.15 and 22.2; this is short enough not to depend on it.
function crc32(ascii: string): number {
  let crc = 0xffffffff
  for (let index = 0; index < ascii.length; index++) {
    crc ^= ascii.charCodeAt(index)
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

function base62(value: number): string {
  let rest = value
  let text = ''
  for (let place = 0; place < 6; place++) {
    text = (digits[rest % 62] ?? '') + text
    rest = Math.floor(rest / 62)
  }
  return text
}

import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { BASE62, type Random } from '../random.ts'

// NetBird source: personal_access_token (format, checksum, what is kept).
const PREFIX = 'nbp_'
const SECRET_LENGTH = 30
const CHECKSUM_LENGTH = 6
const LENGTH = 40

/** A personal access token with a right checksum that is plainly invented. */
export function createPat(random: Random): string {
  const secret = `Practice${random.text(BASE62, SECRET_LENGTH - 8)}`
  return `${PREFIX}${secret}${checksumOf(secret)}`
}

/** A JWT as an identity provider would sign one; its signature is plainly invented. */
export function createJwt(random: Random, userId: string, nowMs: number, endsMs: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const seconds = (ms: number): number => Math.floor(ms / 1000)
  const header = part({ alg: 'RS256', typ: 'JWT', kid: 'practice' })
  const claims = part({ sub: userId, aud: 'netbird', iat: seconds(nowMs), exp: seconds(endsMs) })
  return `${header}.${claims}.Practice${random.text(BASE62, 40)}`
}

/** Whether a text is formed like a personal access token, its checksum included. */
export function isWellFormedPat(text: string): boolean {
  if (Buffer.byteLength(text) !== LENGTH || !text.startsWith(PREFIX)) return false
  const secret = text.slice(PREFIX.length, PREFIX.length + SECRET_LENGTH)
  return text.slice(PREFIX.length + SECRET_LENGTH) === checksumOf(secret)
}

/** The six characters that follow the 30 secret ones: their CRC-32 in base 62, upper case before lower. */
export function checksumOf(secret: string): string {
  let left = crc32(secret)
  let digits = ''
  while (left > 0) {
    digits = BASE62.charAt(left % 62) + digits
    left = Math.floor(left / 62)
  }
  return digits.padStart(CHECKSUM_LENGTH, '0')
}

/** What the server keeps instead of the token: base64 of its SHA-256. */
export function hashOf(pat: string): string {
  return createHash('sha256').update(pat).digest('base64')
}

const XID_ALPHABET = '0123456789abcdefghijklmnopqrstuv'

/** A 20-character xid: four bytes of time, then five of chance and a counter, in base 32. */
export function createXid(ms: number, counter: number, random: Random): string {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(Math.floor(ms / 1000) >>> 0, 0)
  for (let index = 4; index < 9; index += 1) bytes[index] = random.int(256)
  bytes.writeUIntBE(counter % 0x1000000, 9, 3)
  let bits = BigInt(`0x${bytes.toString('hex')}`) << 4n
  let text = ''
  for (let index = 0; index < 20; index += 1) {
    text = XID_ALPHABET.charAt(Number(bits & 31n)) + text
    bits >>= 5n
  }
  return text
}

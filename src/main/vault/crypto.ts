import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  randomFillSync,
  timingSafeEqual,
} from 'node:crypto'

// AES-256-GCM, HKDF-SHA256 and HMAC-SHA256 only: all three exist in Node's and in Electron's crypto library.

const nonceBytes = 12
const tagBytes = 16
const sealVersion = 1

/** A 32-byte key for one purpose. The same key and purpose always give the same result. */
export function deriveSubkey(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), purpose, 32))
}

/** `version(1) nonce(12) ciphertext tag(16)`. A fresh random nonce each time. */
export function seal(key: Uint8Array, plain: Uint8Array, associated: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(associated)
  const body = cipher.update(plain)
  cipher.final()
  return new Uint8Array(Buffer.concat([Buffer.of(sealVersion), nonce, body, cipher.getAuthTag()]))
}

/** The plaintext, or null when key, associated data or a single bit is not the one it was sealed with. */
export function unseal(key: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Uint8Array | null {
  if (sealed.length < 1 + nonceBytes + tagBytes || sealed[0] !== sealVersion) return null
  const nonce = sealed.subarray(1, 1 + nonceBytes)
  const body = sealed.subarray(1 + nonceBytes, sealed.length - tagBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  decipher.setAAD(associated)
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  const plain = decipher.update(body)
  try {
    decipher.final()
    return copyOut(plain)
  } catch {
    plain.fill(0)
    return null
  }
}

/** Small Buffers share a pool; the copy does not, so that wiping it wipes all there is. */
function copyOut(plain: Buffer): Uint8Array {
  const copy = Uint8Array.from(plain)
  plain.fill(0)
  return copy
}

export function mac(key: Uint8Array, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  return new Uint8Array(hmac.digest())
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

export function randomKey(): Uint8Array {
  return randomFillSync(new Uint8Array(32))
}

/** Associated data: UTF-8 of a JSON array, so that no two different lists give the same bytes. */
export function associated(...parts: readonly unknown[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(parts))
}

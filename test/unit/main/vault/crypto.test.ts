import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  associated,
  deriveSubkey,
  isSame,
  mac,
  randomKey,
  seal,
  unseal,
} from '../../../../src/main/vault/crypto.ts'
import { createRecordSealer } from '../../../../src/main/vault/keys.ts'

const flipped = (sealed: Uint8Array, bit: number) => {
  const copy = Uint8Array.from(sealed)
  const at = Math.floor(bit / 8)
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8))
  return copy
}

describe('sealing', () => {
  test('opening gives back what was sealed, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.string()), (plain, parts) => {
        const key = randomKey()
        const bound = associated(...parts)
        expect(unseal(key, seal(key, plain, bound), bound)).toEqual(plain)
      }),
    )
  })

  test('no flipped bit, cut or other key opens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(), fc.nat(), (plain, bit, cut) => {
        const key = randomKey()
        const bound = associated('a', 1)
        const sealed = seal(key, plain, bound)
        expect(unseal(key, flipped(sealed, bit % (sealed.length * 8)), bound)).toBeNull()
        expect(unseal(key, sealed.subarray(0, cut % sealed.length), bound)).toBeNull()
        expect(unseal(randomKey(), sealed, bound)).toBeNull()
        expect(unseal(key, sealed, associated('a', 2))).toBeNull()
      }),
    )
  })

  test('two seals of the same bytes differ', () => {
    const key = randomKey()
    const plain = new Uint8Array([1, 2, 3])
    expect(seal(key, plain, associated())).not.toEqual(seal(key, plain, associated()))
  })

  test('a record opens in its own row, server, class and vault only', () => {
    const key = randomKey()
    const sealer = createRecordSealer(key, 'vault-1')
    const sealed = sealer.seal('token', 'row', 'server', new Uint8Array([9]))
    expect(sealer.unseal('token', 'row', 'server', sealed)).toEqual(new Uint8Array([9]))
    expect(sealer.unseal('token', 'row2', 'server', sealed)).toBeNull()
    expect(sealer.unseal('token', 'row', 'server2', sealed)).toBeNull()
    expect(sealer.unseal('credential', 'row', 'server', sealed)).toBeNull()
    expect(createRecordSealer(key, 'vault-2').unseal('token', 'row', 'server', sealed)).toBeNull()
  })

  test('known answers: HKDF-SHA256 and HMAC-SHA256', () => {
    // HKDF of 32 zero bytes, empty salt; HMAC of RFC 4231 case 2. Computed with Python's hashlib and hmac.
    expect(Buffer.from(mac(Buffer.from('Jefe'), 'what do ya want ', 'for nothing?')).toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
    expect(Buffer.from(deriveSubkey(new Uint8Array(32), 'record/v1')).toString('hex')).toBe(
      '19a9d77e380f1e8fe0a43185ad78749fbd4c31d83d5dd62ce254ebc84c0c598d',
    )
  })

  test('associated data of different lists differ', () => {
    expect(isSame(associated('a', 'b'), associated('a,b'))).toBe(false)
    expect(new TextDecoder().decode(associated('latchkey/secret/1', 'v', 'token', 'r', 's'))).toBe(
      '["latchkey/secret/1","v","token","r","s"]',
    )
  })
})

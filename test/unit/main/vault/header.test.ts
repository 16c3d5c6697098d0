import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomKey } from '../../../../src/main/vault/crypto.ts'
import {
  type Header,
  isAuthentic,
  newHeaderBody,
  parseHeader,
  serialiseHeader,
  signHeader,
  unwrapWithPassword,
  wrapWithPassword,
} from '../../../../src/main/vault/header.ts'
import { lowestCost } from '../../../../src/main/vault/kdf.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { bytes, quickKdf } from '../../../support/ports.ts'

async function makeHeader(): Promise<{ header: Header; dataKey: Uint8Array; headerKey: Uint8Array }> {
  const body = newHeaderBody('2026-01-02T03:04:05.000Z', '0.1.0')
  const dataKey = randomKey()
  const headerKey = randomKey()
  const slot = await wrapWithPassword(body, dataKey, bytes('pass word'), lowestCost, quickKdf)
  return { header: signHeader({ ...body, slots: [slot] }, headerKey), dataKey, headerKey }
}

const codeOf = (content: Uint8Array): string => {
  try {
    parseHeader(content)
    return 'parsed'
  } catch (error) {
    return error instanceof AppError ? error.code : `not ours: ${String(error)}`
  }
}

describe('header', () => {
  test('is read as it was written, and opens with its password only', async () => {
    const { header, dataKey, headerKey } = await makeHeader()
    const read = parseHeader(serialiseHeader(header))
    expect(read).toEqual(header)
    expect(isAuthentic(read, headerKey)).toBe(true)
    expect(isAuthentic(read, randomKey())).toBe(false)
    expect(await unwrapWithPassword(read, bytes('pass word'), quickKdf)).toEqual(dataKey)
    expect(await unwrapWithPassword(read, bytes('Pass word'), quickKdf)).toBeNull()
  })

  test('cut at any byte it is damaged', async () => {
    const content = serialiseHeader((await makeHeader()).header)
    for (let length = 0; length < content.length - 1; length += 1) {
      expect(codeOf(content.subarray(0, length))).toBe('vault-damaged')
    }
  })

  test('with any bit flipped it is refused before a password is asked for', async () => {
    const content = serialiseHeader((await makeHeader()).header)
    const outcomes = new Set<string>()
    for (let bit = 0; bit < content.length * 8; bit += 1) {
      const copy = Uint8Array.from(content)
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      outcomes.add(codeOf(copy))
    }
    // The format number can turn into a higher one.
    expect([...outcomes].sort()).toEqual(['vault-damaged', 'vault-newer'])
  })

  test('a newer format is refused as newer, whatever else it holds', () => {
    expect(codeOf(bytes('{"magic":"latchkey-vault","format":2,"anything":[]}'))).toBe('vault-newer')
  })

  test('cheaper or bombing derivation costs are refused even with a fitting checksum', async () => {
    const { header, headerKey } = await makeHeader()
    const [slot] = header.slots
    if (!slot) throw new Error('no slot')
    for (const cost of [
      { memoryKiB: 8, passes: 1, lanes: 1 },
      { memoryKiB: 64 * 1024 * 1024, passes: 3, lanes: 4 },
    ]) {
      const changed = { ...header, slots: [{ ...slot, parameters: { ...slot.parameters, cost } }] }
      expect(codeOf(serialiseHeader(signHeader(changed, headerKey)))).toBe('vault-damaged')
    }
  })

  test('a slot moved to another vault, or with other parameters, does not open', async () => {
    const { header, headerKey } = await makeHeader()
    const other = (await makeHeader()).header
    const moved = signHeader({ ...other, slots: header.slots }, headerKey)
    expect(await unwrapWithPassword(moved, bytes('pass word'), quickKdf)).toBeNull()
  })

  test('no input makes the parser throw anything but its own two codes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 9000 }), fc.json().map(bytes)), (content) => {
        expect(['vault-damaged', 'vault-newer']).toContain(codeOf(content))
      }),
    )
  })
})

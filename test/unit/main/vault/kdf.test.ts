import { argon2Sync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  calibrateCost,
  highestCost,
  isAcceptedCost,
  lowestCost,
  startingCost,
} from '../../../../src/main/vault/kdf.ts'
import { bytes, quickKdf, realKdf } from '../../../support/ports.ts'

describe('Argon2id', () => {
  test('equals the implementation in OpenSSL, at the lowest cost and with several lanes', async () => {
    const salt = new Uint8Array(16).map((_, index) => index)
    for (const cost of [lowestCost, { memoryKiB: 19 * 1024, passes: 3, lanes: 4 }]) {
      const expected = argon2Sync('argon2id', {
        message: bytes('correct horse'),
        nonce: salt,
        memory: cost.memoryKiB,
        passes: cost.passes,
        parallelism: cost.lanes,
        tagLength: 32,
      })
      expect(Buffer.from(await realKdf(bytes('correct horse'), salt, cost))).toEqual(expected)
    }
  })

  test('composed and decomposed letters are the same password', async () => {
    const salt = new Uint8Array(16)
    const composed = await realKdf(bytes('Z\u00fcrich-Schl\u00fcssel'), salt, lowestCost)
    expect(await realKdf(bytes('Zu\u0308rich-Schlu\u0308ssel'), salt, lowestCost)).toEqual(composed)
  })

  test('the password given is left to its owner', async () => {
    const given = bytes('not wiped here')
    await realKdf(given, new Uint8Array(16), lowestCost)
    expect(given).toEqual(bytes('not wiped here'))
  })
})

describe('cost', () => {
  test('is accepted between the lowest and the highest only', () => {
    expect(isAcceptedCost(lowestCost)).toBe(true)
    expect(isAcceptedCost(highestCost)).toBe(true)
    for (const cost of [
      { ...lowestCost, memoryKiB: lowestCost.memoryKiB - 1 },
      { ...lowestCost, passes: 1 },
      { ...lowestCost, lanes: 0 },
      { ...highestCost, memoryKiB: highestCost.memoryKiB + 1 },
      { ...highestCost, passes: 17 },
      { ...highestCost, lanes: 9 },
      { ...lowestCost, passes: 2.5 },
    ]) {
      expect(isAcceptedCost(cost)).toBe(false)
    }
  })

  test('doubles the memory until a derivation takes half a second', async () => {
    const times = [0, 100, 100, 300, 300, 900]
    expect(await calibrateCost(quickKdf, () => times.shift() ?? 0)).toEqual({
      ...startingCost,
      memoryKiB: startingCost.memoryKiB * 4,
    })
  })

  test('never goes above 512 MiB however fast the machine is', async () => {
    expect((await calibrateCost(quickKdf, () => 0)).memoryKiB).toBe(512 * 1024)
  })
})

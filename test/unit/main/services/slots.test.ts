import { describe, expect, test } from 'vitest'
import { createSlots } from '../../../../src/main/services/slots.ts'
import { createFakeClock, settled } from '../../../support/fake-clock.ts'

/** Work that ends when the test says so. */
function pieces(keys: string) {
  const clock = createFakeClock()
  const slots = createSlots(2, 2_000, clock.after)
  const begun: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  const done = keys.split('').map((key) =>
    slots.run(key, () => {
      begun.push(key)
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      ends.set(key, (error) => (error ? reject(error) : resolve(key)))
      return promise
    }),
  )
  for (const each of done) each.catch(() => undefined)
  return { clock, slots, begun, done, end: (key: string, error?: Error) => ends.get(key)?.(error) }
}

describe('slots', () => {
  test('run so many at once, the others in their order, and give each result', async () => {
    const { begun, end, done } = pieces('abcd')
    await settled()
    expect(begun).toEqual(['a', 'b'])
    end('b')
    await settled()
    expect(begun).toEqual(['a', 'b', 'c'])
    for (const key of 'acd') {
      end(key)
      await settled()
    }
    expect(await Promise.all(done)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('a failure is told and makes room', async () => {
    const { begun, end, done } = pieces('abc')
    await settled()
    end('a', new Error('broken'))
    await expect(done[0]).rejects.toThrow('broken')
    expect(begun).toEqual(['a', 'b', 'c'])
  })

  test('what is slow goes on without counting, once', async () => {
    const { begun, end, clock, done } = pieces('abcdef')
    await settled()
    await clock.pass(1_999)
    expect(begun).toEqual(['a', 'b'])
    await clock.pass(1)
    expect(begun).toEqual(['a', 'b', 'c', 'd'])
    // Its room was given away already.
    end('a')
    await settled()
    expect(begun).toEqual(['a', 'b', 'c', 'd'])
    end('c')
    await settled()
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e'])
    for (const key of 'bdef') {
      end(key)
      await settled()
    }
    expect(await Promise.all(done)).toHaveLength(6)
    expect(clock.waiting()).toBe(0)
  })

  test('one that somebody waits for starts at once', async () => {
    const { begun, slots } = pieces('abcd')
    await settled()
    slots.hurry('d')
    slots.hurry('a')
    slots.hurry('unknown')
    await settled()
    expect(begun).toEqual(['a', 'b', 'd'])
  })
})

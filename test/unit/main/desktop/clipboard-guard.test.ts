import { describe, expect, test } from 'vitest'
import { createClipboardGuard, type SystemClipboard } from '../../../../src/main/desktop/clipboard-guard.ts'
import { createFakeClock, settled } from '../../../support/fake-clock.ts'
import { bytes } from '../../../support/ports.ts'

function setting(clipboard: Partial<SystemClipboard> = {}) {
  const clock = createFakeClock()
  let text = 'of the person'
  const told: string[] = []
  const tidied: string[] = []
  const guard = createClipboardGuard({
    clipboard: {
      write: async (given) => {
        text = given
      },
      readText: async () => text,
      clear: async () => {
        text = ''
      },
      ...clipboard,
    },
    now: clock.now,
    after: clock.after,
    tidy: () => tidied.push(text),
    onCleared: () => told.push('cleared'),
    onStuck: () => told.push('stuck'),
  })
  return {
    clock,
    guard,
    told,
    tidied,
    text: () => text,
    copyElsewhere: (given: string) => {
      text = given
    },
  }
}

describe('the clipboard guard', () => {
  test('puts a secret there, wipes the bytes, and takes it off when its time has passed', async () => {
    const { clock, guard, told, text } = setting()
    const secret = bytes('s3cret')
    expect(await guard.write(secret, 30_000)).toBe(clock.now() + 30_000)
    expect([...secret]).toEqual([0, 0, 0, 0, 0, 0])
    await clock.pass(29_999)
    expect(text()).toBe('s3cret')
    expect(told).toEqual([])
    await clock.pass(1)
    expect(text()).toBe('')
    expect(told).toEqual(['cleared'])
    expect(clock.waiting()).toBe(0)
  })

  test('leaves alone what was copied since', async () => {
    const { clock, guard, told, text, copyElsewhere } = setting()
    await guard.write(bytes('s3cret'), 30_000)
    copyElsewhere('something else')
    await clock.pass(30_000)
    expect(text()).toBe('something else')
    expect(told).toEqual(['cleared'])
  })

  test('a second copy has its whole time', async () => {
    const { clock, guard, told, text } = setting()
    await guard.write(bytes('first'), 30_000)
    await clock.pass(20_000)
    await guard.write(bytes('second'), 30_000)
    await clock.pass(29_999)
    expect(text()).toBe('second')
    await clock.pass(1)
    expect(text()).toBe('')
    expect(told).toEqual(['cleared'])
  })

  test('the end of a first copy that comes while the second is written does not end the second', async () => {
    let release: () => void = () => undefined
    let text = ''
    const { clock, guard } = setting({
      write: async (given) => {
        if (given === 'second') {
          await new Promise<void>((resolve) => {
            release = resolve
          })
        }
        text = given
      },
      readText: async () => text,
      clear: async () => {
        text = ''
      },
    })
    await guard.write(bytes('first'), 30_000)
    await clock.pass(29_000)
    const second = guard.write(bytes('second'), 30_000)
    await clock.pass(1_000)
    release()
    await second
    await settled()
    expect(text).toBe('second')
    await clock.pass(30_000)
    expect(text).toBe('')
  })

  test('clears at once when it is told to, and nothing when nothing of ours is there', async () => {
    const { clock, guard, told, text } = setting()
    await guard.clear()
    expect(text()).toBe('of the person')
    expect(told).toEqual([])
    await guard.write(bytes('s3cret'), 30_000)
    await guard.clear()
    expect(text()).toBe('')
    expect(told).toEqual(['cleared'])
    expect(clock.waiting()).toBe(0)
  })

  test('blanks take its place first, and the memory is tidied once it is gone', async () => {
    const { guard, told, text, tidied } = setting({ clear: async () => undefined })
    await guard.write(bytes('s3cret'), 30_000)
    expect(tidied).toEqual([])
    await guard.clear()
    // Clearing did nothing here; what is left is as long and says nothing.
    expect(text()).toBe('      ')
    expect(told).toEqual(['cleared'])
    expect(tidied).toEqual(['      '])
  })

  test('tries again while the system refuses, and says when it gives up', async () => {
    let isRefusing = false
    let text = ''
    const refusing = {
      write: async (given: string) => {
        if (!isRefusing) text = given
      },
      readText: async () => text,
      clear: async () => {
        if (!isRefusing) text = ''
      },
    }
    const one = setting(refusing)
    await one.guard.write(bytes('s3cret'), 30_000)
    isRefusing = true
    await one.guard.clear()
    await one.clock.pass(5_000)
    expect(one.told).toEqual([])
    isRefusing = false
    await one.clock.pass(1_000)
    expect(text).toBe('')
    expect(one.told).toEqual(['cleared'])

    const other = setting(refusing)
    await other.guard.write(bytes('s3cret'), 30_000)
    isRefusing = true
    await other.guard.clear()
    await other.clock.pass(60_000)
    expect(other.told).toEqual(['stuck', 'cleared'])
    expect(other.clock.waiting()).toBe(0)
  })

  test('a failing read does not end the guard, nor empty what may be another’s', async () => {
    let cleared = 0
    const { clock, guard, told } = setting({
      readText: async () => {
        throw new Error('busy')
      },
      clear: async () => {
        cleared += 1
      },
    })
    await guard.write(bytes('s3cret'), 1_000)
    await clock.pass(60_000)
    expect(cleared).toBe(0)
    expect(told).toEqual(['stuck', 'cleared'])
  })

  test('a copy that fails is an error; the one before keeps its time', async () => {
    let isFull = false
    let text = ''
    const { clock, guard } = setting({
      write: async (given) => {
        if (isFull) throw new Error('no')
        text = given
      },
      readText: async () => text,
      clear: async () => {
        text = ''
      },
    })
    await guard.write(bytes('first'), 30_000)
    isFull = true
    const secret = bytes('second')
    await expect(guard.write(secret, 30_000)).rejects.toThrow('no')
    expect(secret.every((byte) => byte === 0)).toBe(true)
    isFull = false
    await clock.pass(30_000)
    expect(text).toBe('')
  })

  test('bytes that are no text are refused, and wiped', async () => {
    const { guard, text } = setting()
    const secret = Uint8Array.of(0xff, 0xfe, 0xff)
    await expect(guard.write(secret, 1_000)).rejects.toThrow()
    expect([...secret]).toEqual([0, 0, 0])
    expect(text()).toBe('of the person')
  })
})

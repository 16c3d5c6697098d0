import { expect, test } from 'vitest'
import { createCrashLimit } from '../../../../src/main/desktop/crash-limit.ts'

test('three ends within half a minute are too many, spread out they are not', () => {
  let nowMs = 0
  const count = createCrashLimit(() => nowMs)
  expect(count()).toBeNull()
  nowMs = 20_000
  expect(count()).toBeNull()
  nowMs = 40_000
  expect(count()).toBeNull()
  nowMs = 41_000
  expect(count()).toBe(3)
})

test('a clock that was set back does not make old ends count for ever', () => {
  let nowMs = 10_000_000
  const count = createCrashLimit(() => nowMs)
  count()
  count()
  nowMs = 0
  expect(count()).toBeNull()
})

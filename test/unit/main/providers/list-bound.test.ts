import { expect, test } from 'vitest'
import { createListBound } from '../../../../src/main/providers/list-bound.ts'
import { AppError } from '../../../../src/shared/errors.ts'

const codeOf = (work: () => void) => {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof AppError ? error.code : 'other'
  }
}

test.each([
  ['bytes', { bytes: 10, items: 100 }, [5, 1]],
  ['entries', { bytes: 100, items: 4 }, [1, 2]],
] as const)(
  'a listing is ended by its %s, over all pages, and stays ended',
  (_what, limits, [bytes, items]) => {
    const bound = createListBound('host.example', limits)
    const codes = [1, 2, 3].map(() => codeOf(() => bound.add(bytes, items)))
    expect(codes).toEqual([null, null, 'bad-response'])
    expect(codeOf(bound.check)).toBe('bad-response')
  },
)

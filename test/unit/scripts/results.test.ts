import { describe, expect, it } from 'vitest'
import { countPlaywright, countVitest, total } from '../../../scripts/lib/results.mjs'

const vitest = (...files: { status: string; tests: string[] }[]) =>
  JSON.stringify({
    testResults: files.map((file) => ({
      status: file.status,
      assertionResults: file.tests.map((status) => ({ status })),
    })),
  })

describe('countVitest', () => {
  it('counts tests', () => {
    const report = vitest(
      { status: 'passed', tests: ['passed', 'passed', 'pending'] },
      { status: 'failed', tests: ['failed', 'passed', 'todo'] },
    )
    expect(countVitest(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 2 })
  })

  it('counts a file that could not be loaded', () => {
    const report = vitest({ status: 'passed', tests: ['passed'] }, { status: 'failed', tests: [] })
    expect(countVitest(report, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  it('counts a failure that belongs to no test', () => {
    const report = vitest({ status: 'passed', tests: ['passed'] })
    expect(countVitest(report, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  it.each([null, '', '{"testResults":['])('counts a crash before the report was written: %j', (report) => {
    expect(countVitest(report, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countVitest(report, 139)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('countPlaywright', () => {
  const playwright = (stats: object, errors: unknown[] = []) => JSON.stringify({ stats, errors })

  it('counts tests, with the flaky ones among the passed', () => {
    const report = playwright({ expected: 5, flaky: 1, unexpected: 2, skipped: 3 })
    expect(countPlaywright(report, 1)).toEqual({ passed: 6, failed: 2, skipped: 3 })
  })

  it('counts an error outside of all tests, and a crash', () => {
    expect(countPlaywright(playwright({ expected: 5 }, [{ message: 'no config' }]), 0)).toMatchObject({
      failed: 1,
    })
    expect(countPlaywright(playwright({ expected: 5 }), 1)).toEqual({ passed: 5, failed: 1, skipped: 0 })
    expect(countPlaywright(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('total', () => {
  it('adds up', () => {
    expect(
      total([
        { passed: 2, failed: 0, skipped: 1 },
        { passed: 3, failed: 1, skipped: 0 },
      ]),
    ).toEqual({ passed: 5, failed: 1, skipped: 1 })
  })

  it('is a failure when no test ran', () => {
    expect(total([])).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(total([{ passed: 0, failed: 0, skipped: 9 }])).toEqual({ passed: 0, failed: 1, skipped: 9 })
  })
})

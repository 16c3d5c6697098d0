import { readFileSync } from 'node:fs'

/**
 * What a test runner found. `failed` is never 0 when the runner's exit code was not 0.
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * Counts the result of a Vitest run. Test files that could not be loaded, and a run that failed for a reason of its
 * own (an unhandled error, a crash before the report was written), count as one failure each.
 * @param {string | null} report the JSON report, or null when there is none
 * @param {number} exitCode
 * @returns {Count}
 */
export function countVitest(report, exitCode) {
  const json = parse(report)
  const files = Array.isArray(json?.testResults) ? json.testResults : []
  const count = { passed: 0, failed: 0, skipped: 0 }
  for (const file of files) {
    const tests = Array.isArray(file.assertionResults) ? file.assertionResults : []
    const failedBefore = count.failed
    for (const { status } of tests) {
      if (status === 'passed') count.passed += 1
      else if (status === 'failed') count.failed += 1
      else count.skipped += 1
    }
    if (file.status === 'failed' && count.failed === failedBefore) count.failed += 1
  }
  return honest(count, exitCode, json)
}

/**
 * Counts the result of a Playwright run in the same way. A test that passed on a retry counts as passed.
 * @param {string | null} report
 * @param {number} exitCode
 * @returns {Count}
 */
export function countPlaywright(report, exitCode) {
  const json = parse(report)
  const stats = json?.stats ?? {}
  const count = {
    passed: (stats.expected ?? 0) + (stats.flaky ?? 0),
    failed: stats.unexpected ?? 0,
    skipped: stats.skipped ?? 0,
  }
  if (count.failed === 0 && (json?.errors?.length ?? 0) > 0) count.failed = 1
  return honest(count, exitCode, json)
}

/**
 * The sum of several counts, with one failure more when not a single test ran.
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function total(counts) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const count of counts) {
    sum.passed += count.passed
    sum.failed += count.failed
    sum.skipped += count.skipped
  }
  if (sum.passed + sum.failed === 0) sum.failed = 1
  return sum
}

/**
 * The report a runner wrote, or null when it did not get that far.
 * @param {string} file
 */
export function readReport(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/**
 * @param {Count} count
 * @param {number} exitCode
 * @param {unknown} json
 */
function honest(count, exitCode, json) {
  if (count.failed === 0 && (exitCode !== 0 || json === null)) return { ...count, failed: 1 }
  return count
}

/** @param {string | null} report */
function parse(report) {
  try {
    return report === null ? null : JSON.parse(report)
  } catch {
    return null
  }
}

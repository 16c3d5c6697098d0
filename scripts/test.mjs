// npm test: everything that proves the app, from a bare clone. The last line is always "N passed, N failed".
// Arguments are filters for the node tests; Electron is left out then.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resolveRuntime } from './electron-runtime/resolve.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { openDisplay } from './lib/display.mjs'
import { electronEnv } from './lib/electron-launch.mjs'
import { runScript } from './lib/problem.mjs'
import { attempt, buildApp, ROOT, runTool } from './lib/project.mjs'
import { countPlaywright, countVitest, readReport, total } from './lib/results.mjs'
import { step } from './lib/steps.mjs'
import { ELECTRON_PACKAGES, ensureSystemPackages } from './lib/system-packages.mjs'

const BROKEN = { passed: 0, failed: 1, skipped: 0 }

/**
 * @param {string} reports folder for the report
 * @param {readonly string[]} filters
 */
async function nodeTests(reports, filters) {
  const file = join(reports, 'vitest.json')
  const code = await runTool('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...filters,
  ])
  return countVitest(readReport(file), code)
}

/**
 * The tests in the running app. What they need is prepared here and handed over in the environment: LATCHKEY_ELECTRON
 * is the executable, LATCHKEY_SQLITE_ADDON (if set) goes on to the app.
 * @param {string} reports folder for the report
 */
async function electronTests(reports) {
  await step('system packages', () => ensureSystemPackages(ELECTRON_PACKAGES))
  const runtime = await step('Electron', () => resolveRuntime(ROOT))
  await step('build', buildApp)
  const display = await openDisplay()
  try {
    const file = join(reports, 'playwright.json')
    const env = {
      ...electronEnv(runtime),
      ...display.env,
      LATCHKEY_ELECTRON: runtime.electronPath,
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    }
    const code = await step('tests in Electron', () =>
      runTool('@playwright/test', ['test', '--reporter=list,json'], { command: 'playwright', env }),
    )
    return countPlaywright(readReport(file), code)
  } finally {
    await display.close()
  }
}

function hasElectronTests() {
  const folder = join(ROOT, 'test/e2e')
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('.spec.ts'))
  )
}

await runScript(async () => {
  const filters = process.argv.slice(2)
  const reports = mkdtempSync(join(tmpdir(), 'latchkey-tests-'))
  const counts = []
  try {
    const ready = await attempt(() => step('dependencies', () => ensureDependencies(ROOT)))
    if (ready.ok) {
      const inNode = await attempt(() => step('tests in Node', () => nodeTests(reports, filters)))
      counts.push(inNode.ok ? inNode.value : BROKEN)
      if (filters.length === 0 && hasElectronTests()) {
        const inElectron = await attempt(() => electronTests(reports))
        counts.push(inElectron.ok ? inElectron.value : BROKEN)
      }
    }
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
  const { passed, failed, skipped } = total(counts)
  if (skipped > 0) console.log(`${skipped} skipped`)
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
})

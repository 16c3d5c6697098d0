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

/** Everything the running app needs: system packages, an Electron, the built app. */
async function prepareElectron() {
  await step('system packages', () => ensureSystemPackages(ELECTRON_PACKAGES))
  const runtime = await step('Electron', () => resolveRuntime(ROOT))
  await step('build', buildApp)
  return runtime
}

/**
 * The tests in the running app. They are told in the environment what to start: LATCHKEY_ELECTRON is the executable,
 * and LATCHKEY_SQLITE_ADDON, if set, goes on to the app.
 * @param {string} reports folder for the report
 * @param {import('./electron-runtime/resolve.mjs').Runtime} runtime
 */
async function electronTests(reports, runtime) {
  const display = await openDisplay()
  try {
    const file = join(reports, 'playwright.json')
    const env = {
      ...electronEnv(runtime),
      ...display.env,
      LATCHKEY_ELECTRON: runtime.electronPath,
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    }
    const args = ['test', '--reporter=list,json']
    const code = await runTool('@playwright/test', args, { command: 'playwright', env })
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
      const withElectron = filters.length === 0 && hasElectronTests()
      const prepared = withElectron ? await attempt(prepareElectron) : null
      const inNode = await attempt(() => step('tests in Node', () => nodeTests(reports, filters)))
      counts.push(inNode.ok ? inNode.value : BROKEN)
      if (prepared !== null) {
        const inElectron = prepared.ok
          ? await attempt(() => step('tests in Electron', () => electronTests(reports, prepared.value)))
          : prepared
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

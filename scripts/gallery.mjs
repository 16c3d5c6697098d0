// npm run gallery: pictures of every screen in every state, light and dark, and a contact sheet of them, in gallery/.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { resolveRuntime } from './electron-runtime/resolve.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { openDisplay } from './lib/display.mjs'
import { electronEnv } from './lib/electron-launch.mjs'
import { runScript } from './lib/problem.mjs'
import { buildApp, ROOT, runTool } from './lib/project.mjs'
import { step } from './lib/steps.mjs'
import { ELECTRON_PACKAGES, ensureSystemPackages } from './lib/system-packages.mjs'

await runScript(async () => {
  await step('dependencies', () => ensureDependencies(ROOT))
  await step('system packages', () => ensureSystemPackages(ELECTRON_PACKAGES))
  const runtime = await step('Electron', () => resolveRuntime(ROOT))
  await step('build', buildApp)
  const folder = join(ROOT, 'gallery')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const display = await openDisplay()
  try {
    const env = {
      ...electronEnv(runtime),
      ...display.env,
      LATCHKEY_ELECTRON: runtime.electronPath,
      LATCHKEY_GALLERY: folder,
    }
    const args = ['test', '--config', 'playwright.gallery.config.ts', '--reporter=list']
    const code = await runTool('@playwright/test', args, { command: 'playwright', env })
    if (code === 0) console.log(`The contact sheets are contact-sheet-*.png and index.html in ${folder}`)
    return code
  } finally {
    await display.close()
  }
})

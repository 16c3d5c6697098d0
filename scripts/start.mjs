// npm start: brings a bare clone to a running window.
import { resolveRuntime } from './electron-runtime/resolve.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { openDisplay } from './lib/display.mjs'
import { launchElectron } from './lib/electron-launch.mjs'
import { runScript } from './lib/problem.mjs'
import { buildApp, ROOT } from './lib/project.mjs'
import { seconds } from './lib/steps.mjs'
import { ELECTRON_PACKAGES, ensureSystemPackages } from './lib/system-packages.mjs'

await runScript(async () => {
  await ensureDependencies(ROOT)
  await ensureSystemPackages(ELECTRON_PACKAGES)
  const runtime = await resolveRuntime(ROOT)
  const start = performance.now()
  await buildApp()
  console.log(`Built the app in ${seconds(performance.now() - start)}.`)
  const display = await openDisplay()
  try {
    return await launchElectron({ runtime, appDir: ROOT, args: process.argv.slice(2), display })
  } finally {
    await display.close()
  }
})

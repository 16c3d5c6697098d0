// npm run -s cli -- ...: the command line, straight from its sources. Prints nothing of its own on stdout.
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { ensureDependencies } from './lib/dependencies.mjs'
import { findNode, isNewEnough } from './lib/node.mjs'
import { runScript } from './lib/problem.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))

await runScript(async () => {
  await ensureDependencies(root, { say: console.error })
  if (!isNewEnough(process.versions.node)) {
    const { run } = await import('./lib/process.mjs')
    return run(findNode(root), process.argv.slice(1), { stdio: 'inherit', ownGroup: false })
  }
  // Not in the shared temporary folder, where another user could plant compiled code.
  module.enableCompileCache(
    fileURLToPath(new URL('../node_modules/.cache/latchkey/compiled', import.meta.url)),
  )
  await import('../src/main/cli/index.ts')
  return Number(process.exitCode ?? 0)
})

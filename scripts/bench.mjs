// npm run bench: how quick the engine is, measured against plain scripts in the same run. Exits 1 when a target is missed.
import { ensureDependencies } from './lib/dependencies.mjs'
import { findNode } from './lib/node.mjs'
import { runScript } from './lib/problem.mjs'
import { run } from './lib/process.mjs'
import { ROOT } from './lib/project.mjs'

await runScript(async () => {
  await ensureDependencies(ROOT)
  return run(findNode(ROOT), ['--expose-gc', 'test/bench/refresh.ts'], { cwd: ROOT, stdio: 'inherit' })
})

// npm run check: everything that is quick to know, two things at a time. Shows the output of what failed only.
import { cpus } from 'node:os'
import { ensureDependencies } from './lib/dependencies.mjs'
import { commandFile, findNode, toolEnv } from './lib/node.mjs'
import { runScript } from './lib/problem.mjs'
import { capture } from './lib/process.mjs'
import { ROOT } from './lib/project.mjs'
import { seconds } from './lib/steps.mjs'

/** The longest first, so that the short ones fill the gaps. @returns {{ name: string, args: string[] }[]} */
const steps = () => [
  { name: 'unit tests', args: [commandFile(ROOT, 'vitest'), 'run', '--project', 'unit', '--reporter=dot'] },
  { name: 'unused code', args: [commandFile(ROOT, 'knip')] },
  { name: 'type-aware lint', args: [commandFile(ROOT, 'oxlint'), '--quiet', '--type-aware'] },
  { name: 'imports', args: ['scripts/check-imports.mjs'] },
  { name: 'types', args: [commandFile(ROOT, 'typescript-native', 'tsc'), '-b', '.', 'scripts'] },
  { name: 'format and lint', args: [commandFile(ROOT, '@biomejs/biome', 'biome'), 'check', '.'] },
]

await runScript(async () => {
  await ensureDependencies(ROOT)
  const node = findNode(ROOT)
  const env = { ...toolEnv(ROOT, node), NO_COLOR: '1' }
  const start = performance.now()
  const waiting = steps()
  /** @type {string[]} */
  const failed = []

  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const stepStart = performance.now()
      const { code, stdout, stderr } = await capture(node, step.args, { cwd: ROOT, env })
      const line = `${code === 0 ? 'ok  ' : 'FAIL'}  ${step.name.padEnd(16)} ${seconds(performance.now() - stepStart)}`
      console.log(code === 0 ? line : `${line}\n${stdout}${stderr}`.trimEnd())
      if (code !== 0) failed.push(step.name)
    }
  }
  await Promise.all(Array.from({ length: Math.max(2, Math.floor(cpus().length / 2)) }, worker))
  const took = seconds(performance.now() - start)
  console.log(failed.length === 0 ? `All good in ${took}.` : `Failed: ${failed.join(', ')} (${took}).`)
  return failed.length === 0 ? 0 : 1
})

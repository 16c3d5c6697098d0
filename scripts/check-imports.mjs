// npm run check:imports: who may import whom, and how long a file may be.
import rules from '../.dependency-cruiser.mjs'
import { findLongFiles } from './checks/file-sizes.mjs'
import { checkImports } from './checks/imports.mjs'
import { runScript } from './lib/problem.mjs'
import { ROOT } from './lib/project.mjs'

const LONGEST_FILE = 400

await runScript(async () => {
  const { cruised, problems } = await checkImports(ROOT, rules)
  const long = findLongFiles(ROOT, ['src', 'test', 'scripts'], LONGEST_FILE)
  for (const problem of problems) console.log(problem)
  for (const file of long) console.log(`longer than ${LONGEST_FILE} lines: ${file}`)
  console.log(`${cruised} modules, ${problems.length} import problems, ${long.length} files too long`)
  return cruised > 0 && problems.length + long.length === 0 ? 0 : 1
})

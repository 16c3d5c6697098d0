import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'

/**
 * Checks the imports of a source tree against a rule set.
 * @param {string} root folder with package.json and src
 * @param {import('dependency-cruiser').IConfiguration} rules
 * @returns {Promise<{ cruised: number, problems: string[] }>} how many modules of src were looked at, and one line for
 *   each broken rule and for each TypeScript file that was not looked at (a check that sees nothing must not pass)
 */
export async function checkImports(root, rules) {
  const { forbidden, options } = rules
  const { output } = await cruise(
    ['src'],
    { ...options, ruleSet: { forbidden: forbidden ?? [] }, validate: true, baseDir: root },
    options?.enhancedResolveOptions ?? {},
  )
  const result = /** @type {import('dependency-cruiser').ICruiseResult} */ (output)
  const cruised = new Set(
    result.modules.map((module) => module.source).filter((source) => source.startsWith('src/')),
  )
  const problems = result.summary.violations.map(describe)
  if (cruised.size === 0) {
    problems.push('not a single module was looked at: dependency-cruiser needs a TypeScript older than 7')
    return { cruised: 0, problems }
  }
  for (const file of sourceFiles(root)) {
    if (!cruised.has(file)) problems.push(`not looked at: ${file}`)
  }
  return { cruised: cruised.size, problems }
}

/** @param {import('dependency-cruiser').IViolation} violation */
function describe({ rule, from, to, cycle }) {
  const path = cycle === undefined ? to : cycle.map((step) => step.name).join(' -> ')
  return from === to && cycle === undefined ? `${rule.name}: ${from}` : `${rule.name}: ${from} -> ${path}`
}

/** @param {string} root */
function sourceFiles(root) {
  if (!existsSync(join(root, 'src'))) return []
  return readdirSync(join(root, 'src'), { recursive: true })
    .map((name) => `src/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
}

import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandFile, findNode, toolEnv } from './node.mjs'
import { messageOf, Problem } from './problem.mjs'
import { capture, run } from './process.mjs'

/** The project's folder. */
export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)))

/**
 * Runs a command of an installed package on the project's Node, with its output shown, and resolves to its exit code.
 * Throws a `Problem` when there is no such command.
 * @param {string} packageName
 * @param {readonly string[]} args
 * @param {{ command?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export function runTool(packageName, args, options = {}) {
  const node = findNode(ROOT)
  return run(node, [commandFile(ROOT, packageName, options.command), ...args], {
    cwd: ROOT,
    env: toolEnv(ROOT, node, options.env),
  })
}

/**
 * Builds the app into out/. Throws a `Problem` with the builder's output when that fails.
 */
export async function buildApp() {
  const node = findNode(ROOT)
  const args = [commandFile(ROOT, 'electron-vite'), 'build', '--logLevel', 'warn']
  const { code, stdout, stderr } = await capture(node, args, { cwd: ROOT, env: toolEnv(ROOT, node) })
  if (code !== 0) throw new Problem(`${stdout}${stderr}\nThe app could not be built.`)
}

/**
 * Runs a step that may fail and tells whether it did, instead of throwing.
 * @template T
 * @param {() => Promise<T>} body
 * @param {(line: string) => void} [complain]
 * @returns {Promise<{ ok: true, value: T } | { ok: false }>}
 */
export async function attempt(body, complain = console.error) {
  try {
    return { ok: true, value: await body() }
  } catch (error) {
    complain(
      error instanceof Problem ? messageOf(error) : String(error instanceof Error ? error.stack : error),
    )
    return { ok: false }
  }
}

import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Problem } from './problem.mjs'

/** The oldest Node that runs the TypeScript sources and the database addon. */
const OLDEST = [22, 18]

/**
 * Whether a Node of this version can run the program's sources.
 * @param {string} version such as "24.21.0"
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

/**
 * The path of a Node that runs the program's sources: the one installed with the dependencies, else the one this
 * process runs on. Throws a `Problem` when both are missing or too old.
 * @param {string} root the project's folder
 * @param {{ platform: string, arch: string, version: string, execPath: string }} [host]
 */
export function findNode(root, host = ownHost()) {
  const system = host.platform === 'win32' ? 'win' : host.platform
  const file = host.platform === 'win32' ? 'node.exe' : 'node'
  const installed = join(root, 'node_modules', `node-${system}-${host.arch}`, 'bin', file)
  if (existsSync(installed)) return installed
  if (isNewEnough(host.version)) return host.execPath
  throw new Problem(
    `Node ${OLDEST.join('.')} or newer is needed, and this is Node ${host.version}: npm has no newer one for ` +
      `${host.platform} ${host.arch}, so please install it from nodejs.org and try again.`,
  )
}

/**
 * The environment in which tools of the project run: `node_modules/.bin` and the folder of the given Node come first
 * on PATH, so that whatever they start finds the same Node.
 * @param {string} root
 * @param {string} node path of the Node to run with
 * @param {NodeJS.ProcessEnv} [base]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnv(root, node, base = process.env) {
  // On Windows the variable is usually called "Path", and only one spelling may remain.
  const name = Object.keys(base).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const folders = [join(root, 'node_modules', '.bin'), join(node, '..'), base[name] ?? '']
  return { ...base, [name]: folders.join(delimiter) }
}

/**
 * The JavaScript file behind a command of an installed package. Throws a `Problem` when the package is not installed
 * or has no such command.
 * @param {string} root
 * @param {string} packageName
 * @param {string} [command] default: the package's name
 */
export function commandFile(root, packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName)
  let description
  try {
    description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch {
    throw new Problem(`The package ${packageName} is not installed; please run npm ci.`)
  }
  const bin = typeof description.bin === 'string' ? description.bin : description.bin?.[command]
  if (typeof bin !== 'string') throw new Problem(`The package ${packageName} has no command ${command}.`)
  return join(folder, bin)
}

function ownHost() {
  return {
    platform: process.platform,
    arch: process.arch,
    version: process.versions.node,
    execPath: process.execPath,
  }
}

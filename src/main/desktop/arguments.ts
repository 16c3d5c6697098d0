import { resolve } from 'node:path'

/**
 * The folder after `--vault`, as `--vault DIR` or `--vault=DIR`; null = not given. Throws when the switch stands there
 * without a folder: another vault than the one that was meant must not open.
 * @param argv of the process, whose program and page are no folders
 * @param cwd what a relative folder starts from
 */
export function vaultArgument(argv: readonly string[], cwd: string): string | null {
  const at = argv.findIndex((argument) => argument === '--vault' || argument.startsWith('--vault='))
  if (at < 0) return null
  const given = argv[at] === '--vault' ? argv[at + 1] : argv[at]?.slice('--vault='.length)
  if (!given || given.startsWith('--')) throw new Error('After --vault the name of a folder is missing.')
  return resolve(cwd, given)
}

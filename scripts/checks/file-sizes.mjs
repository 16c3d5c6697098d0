import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The text files that are longer than a reader's patience, as "path: N lines".
 * @param {string} root
 * @param {readonly string[]} folders below root; one that is missing is passed over
 * @param {number} limit in lines
 */
export function findLongFiles(root, folders, limit) {
  const found = []
  for (const folder of folders) {
    if (!existsSync(join(root, folder))) continue
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.([cm]?[jt]s|tsx|css|html)$/.test(entry.name)) continue
      const path = join(entry.parentPath, entry.name)
      const lines = readFileSync(path, 'utf8').split('\n').length - 1
      if (lines > limit) found.push(`${path.slice(join(root, '/').length)}: ${lines} lines`)
    }
  }
  return found
}

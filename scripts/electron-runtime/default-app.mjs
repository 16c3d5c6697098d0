import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/**
 * The files of the small app that stands in for Electron's own default app, with their place in a runtime.
 * @returns {{ name: string, content: Buffer, sha256: string }[]}
 */
export function defaultAppFiles() {
  const folder = new URL('./default-app/', import.meta.url)
  return readdirSync(folder).map((name) => {
    const content = readFileSync(new URL(name, folder))
    return {
      name: `resources/app/${name}`,
      content,
      sha256: createHash('sha256').update(content).digest('hex'),
    }
  })
}

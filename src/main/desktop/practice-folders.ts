import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const prefix = 'practice-'

/** The folders of practice vaults: one at a time, none that outlives its practice. */
export interface PracticeFolders {
  /** A new, empty one, mode 0700. */
  create(): Promise<string>
  /** With everything in it. Never rejects. */
  remove(folder: string): Promise<void>
}

/**
 * @param parent the app's own folder. Practices of an earlier run that was killed are removed from it at once; only one
 *   program may work there at a time.
 */
export function createPracticeFolders(parent: string, onError: (error: unknown) => void): PracticeFolders {
  const remove = async (folder: string): Promise<void> => {
    try {
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    } catch (error) {
      onError(error)
    }
  }
  const removeLeftOvers = async (): Promise<void> => {
    try {
      const names = await readdir(parent)
      await Promise.all(
        names.filter((name) => name.startsWith(prefix)).map((name) => remove(join(parent, name))),
      )
    } catch (error) {
      onError(error)
    }
  }
  const cleaned = removeLeftOvers()
  return {
    create: async () => {
      await cleaned
      return mkdtemp(join(parent, prefix))
    },
    remove,
  }
}

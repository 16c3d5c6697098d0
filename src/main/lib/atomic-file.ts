import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Replaces a small file so that a kill at any moment leaves the old or the new content, never a part. Mode
 * 0600. Throws what the file system throws; the old file is then untouched.
 */
export async function writeFileAtomically(path: string, content: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`
  await rm(temporary, { force: true })
  try {
    await writeDurably(temporary, content)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Creates a file that must not exist yet, mode 0600, and waits until it is on the disk. */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  await finish(file, async () => {
    await file.writeFile(content)
    await file.sync()
  })
}

/** Waits until names created, renamed or removed in a folder are on the disk. Windows has no such call. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  await finish(folder, () => folder.sync())
}

async function finish(file: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } finally {
    await file.close()
  }
}

import { randomFillSync } from 'node:crypto'
import { lstatSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { writeDurably } from '../lib/atomic-file.ts'
import type { VaultFiles } from './files.ts'
import { hasSqliteCode } from './sqlite-error.ts'

/**
 * Room on the disk that is set aside before a secret is asked for, so that a disk that fills up meanwhile can
 * not lose it. The longest secret takes 1 MiB, and its record and the pages around it far less than another one.
 */
const reserveBytes = 2 * 1024 * 1024

/** Throws what the file system throws when there is no room; nothing was sent by then. */
export async function ensureReserve(files: VaultFiles): Promise<void> {
  if (lstatSync(files.reserve, { throwIfNoEntry: false })?.size === reserveBytes) return
  await rm(files.reserve, { force: true })
  try {
    // Random, because zeros take no room on a file system that compresses.
    await writeDurably(files.reserve, randomFillSync(new Uint8Array(reserveBytes)))
  } catch (error) {
    await rm(files.reserve, { force: true })
    throw error
  }
}

/** Runs a commit; when the disk is full, gives the reserve back to it and runs the commit once more. */
export function withReserve<T>(files: VaultFiles, commit: () => T): T {
  try {
    return commit()
  } catch (error) {
    if (!hasSqliteCode(error, 'SQLITE_FULL', 'SQLITE_IOERR')) throw error
    rmSync(files.reserve, { force: true })
    return commit()
  }
}

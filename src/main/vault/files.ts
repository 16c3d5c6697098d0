import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { writeDurably, writeFileAtomically } from '../lib/atomic-file.ts'
import { type Header, headerMaxBytes, parseHeader, serialiseHeader } from './header.ts'

/** The files of a vault folder. */
export interface VaultFiles {
  readonly folder: string
  readonly header: string
  readonly headerCopy: string
  readonly database: string
  readonly lock: string
  readonly reserve: string
  readonly unfinishedHeader: string
  readonly unfinishedDatabase: string
}

export function vaultFiles(folder: string): VaultFiles {
  return {
    folder,
    header: join(folder, 'vault.hdr'),
    headerCopy: join(folder, 'vault.hdr.bak'),
    database: join(folder, 'vault.db'),
    lock: join(folder, 'vault.lock'),
    reserve: join(folder, 'vault.reserve'),
    unfinishedHeader: join(folder, 'vault.hdr.creating'),
    unfinishedDatabase: join(folder, 'vault.db.creating'),
  }
}

/** `unfinished`: a creation that was killed before anything was acknowledged; its files are moved aside by the next one. */
export type Presence = 'none' | 'unfinished' | 'present' | 'header-missing'

export function presence(files: VaultFiles): Presence {
  if (existsSync(files.header)) return 'present'
  if (existsSync(files.unfinishedHeader)) return 'unfinished'
  if (existsSync(files.headerCopy) || existsSync(files.database)) return 'header-missing'
  return existsSync(files.unfinishedDatabase) ? 'unfinished' : 'none'
}

/**
 * The header. Throws `vault-missing`, `vault-newer`, or `vault-damaged` with what is wrong and, when the second
 * copy is whole, how to put it in place. Nothing is repaired here: that is the person's decision.
 */
export function readHeader(files: VaultFiles): Header {
  switch (presence(files)) {
    case 'none':
    case 'unfinished':
      throw new AppError(
        'vault-missing',
        `There is no vault in ${files.folder}. Create one with “vault create”.`,
      )
    case 'header-missing':
      throw damagedHeader(files, 'The header file vault.hdr is missing.')
    case 'present':
      try {
        return parseHeader(readSmallFile(files.header))
      } catch (error) {
        if (error instanceof AppError && error.code === 'vault-newer') throw error
        throw damagedHeader(
          files,
          error instanceof AppError ? error.message : 'The header file cannot be read.',
          error,
        )
      }
  }
}

function damagedHeader(files: VaultFiles, why: string, cause?: unknown): AppError {
  const remedy = isHeaderWhole(files.headerCopy)
    ? 'Its second copy vault.hdr.bak is whole: keep the bad file under another name, copy vault.hdr.bak to vault.hdr and try again.'
    : 'Put the file back from a copy of the vault folder.'
  return new AppError('vault-damaged', `${why} Nothing was changed. ${remedy}`, { cause })
}

/** Whether a header file parses and its checksum fits. */
export function isHeaderWhole(path: string): boolean {
  try {
    parseHeader(readSmallFile(path))
    return true
  } catch {
    return false
  }
}

function readSmallFile(path: string): Uint8Array {
  const stat = lstatSync(path)
  if (!stat.isFile()) throw new AppError('vault-damaged', 'The header is not a regular file.')
  if (stat.size > headerMaxBytes) throw new AppError('vault-damaged', 'The header file is far too large.')
  return readFileSync(path)
}

export async function makeFolder(files: VaultFiles): Promise<void> {
  await mkdir(files.folder, { recursive: true, mode: 0o700 })
}

/** Makes an empty file for SQLite to fill, so that it and its log get mode 0600 from the start. */
export async function makeEmptyDatabase(path: string): Promise<void> {
  await writeDurably(path, new Uint8Array(0))
}

/** Puts a finished vault in place: database first, header last. Before the last step there is no vault. */
export async function publish(files: VaultFiles, header: Header): Promise<void> {
  const content = serialiseHeader(header)
  await writeFileAtomically(files.unfinishedHeader, content)
  await rename(files.unfinishedDatabase, files.database)
  await writeFileAtomically(files.headerCopy, content)
  await writeFileAtomically(files.header, content)
  await rm(files.unfinishedHeader, { force: true })
}

/** Moves the files of a killed creation aside. They are kept: nothing in a vault folder is ever deleted unasked. */
export async function setAsideUnfinished(files: VaultFiles): Promise<void> {
  const prefix = ['vault.hdr', 'vault.db']
  for (const name of readdirSync(files.folder)) {
    if (name.includes('.unfinished-') || !prefix.some((start) => name.startsWith(start))) continue
    const path = join(files.folder, name)
    await rename(path, `${path}.unfinished-${lstatSync(path).mtimeMs.toFixed(0)}`)
  }
}

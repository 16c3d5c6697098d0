import { AppError } from '../../shared/errors.ts'

/** True for an error of SQLite whose code is one of `codes` or an extended form of it. */
export function hasSqliteCode(error: unknown, ...codes: readonly string[]): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  const { code } = error
  return typeof code === 'string' && codes.some((known) => code === known || code.startsWith(`${known}_`))
}

/** Turns what the file system or SQLite throws while the vault is used into a sentence; passes `AppError` through. */
export function toVaultError(error: unknown): unknown {
  if (error instanceof AppError) return error
  if (hasSqliteCode(error, 'SQLITE_FULL') || isFileError(error, 'ENOSPC', 'EDQUOT')) {
    return new AppError(
      'storage-full',
      'The disk is full. The vault is as it was before; make room and try again.',
      { cause: error },
    )
  }
  if (hasSqliteCode(error, 'SQLITE_CORRUPT', 'SQLITE_NOTADB')) {
    return new AppError(
      'vault-damaged',
      'A part of vault.db cannot be read: it was altered or damaged outside Latchkey. The file was left as it is.',
      { cause: error },
    )
  }
  if (
    hasSqliteCode(error, 'SQLITE_IOERR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN') ||
    isFileError(error, 'EACCES', 'EPERM', 'EROFS', 'EIO')
  ) {
    return new AppError(
      'internal',
      'The vault folder cannot be written to (rights, a read-only disk, or a disk error). The vault is as it was before.',
      { cause: error },
    )
  }
  return error
}

function isFileError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

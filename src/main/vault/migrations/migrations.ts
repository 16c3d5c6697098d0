import { AppError } from '../../../shared/errors.ts'
import type { Db } from '../db.ts'
import { initial } from './001-initial.ts'
import { temporaryTokens } from './002-temporary-tokens.ts'
import { connection } from './003-connection.ts'
import { longerSecrets } from './004-longer-secrets.ts'
import type { Migration } from './migration.ts'

/** In order, without gaps, starting at 1. */
export const migrations: readonly Migration[] = [initial, temporaryTokens, connection, longerSecrets]

export const schemaVersion = migrations.length

function readSchemaVersion(db: Db): number {
  return Number(db.pragma('user_version', { simple: true }))
}

/** Throws `vault-newer` for a file from the future. Reads only: such a file must not be touched. */
export function assertNotNewer(db: Db): void {
  if (readSchemaVersion(db) <= schemaVersion) return
  throw new AppError(
    'vault-newer',
    'A newer Latchkey wrote this vault. Nothing was changed; open it with that version.',
  )
}

/** Runs all pending steps in one transaction. The file must not be newer. */
export function migrate(db: Db): void {
  const current = readSchemaVersion(db)
  if (current === schemaVersion) return
  db.transaction(() => {
    for (const step of migrations.slice(current)) step.up(db)
    db.pragma(`user_version=${schemaVersion}`)
  }).immediate()
}

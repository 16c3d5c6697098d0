import type { Db } from '../db.ts'

/** One step forward. A shipped step is never edited; there are no steps back. */
export interface Migration {
  readonly version: number
  up(db: Db): void
}

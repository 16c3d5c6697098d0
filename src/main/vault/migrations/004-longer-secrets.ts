import type { Migration } from './migration.ts'

/** Room for the longest token of any kind, 1 MiB: a secret that a server gave must never be too long to be kept. */
export const longerSecrets: Migration = {
  version: 4,
  up: (db) => {
    // SQLite changes no CHECK in place, so the table is made anew.
    db.exec(`
      CREATE TABLE secret_4 (
        token_id TEXT PRIMARY KEY REFERENCES token (id) ON DELETE CASCADE,
        -- 1 MiB, and what sealing adds.
        sealed BLOB NOT NULL CHECK (length(sealed) <= 1048605),
        stored_at_ms INTEGER NOT NULL,
        change INTEGER NOT NULL
      ) STRICT;
      INSERT INTO secret_4 (token_id, sealed, stored_at_ms, change)
        SELECT token_id, sealed, stored_at_ms, change FROM secret;
      DROP TABLE secret;
      ALTER TABLE secret_4 RENAME TO secret;
    `)
  },
}

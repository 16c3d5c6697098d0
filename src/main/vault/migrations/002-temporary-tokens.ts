import type { Migration } from './migration.ts'

/** Tokens that only the vault knows, used-up invitations, labels, the server's whole record, and the age of what a credential may do. */
export const temporaryTokens: Migration = {
  version: 2,
  up: (db) => {
    db.exec(`
      ALTER TABLE token ADD COLUMN is_temporary INTEGER NOT NULL DEFAULT 0 CHECK (is_temporary IN (0, 1));
      ALTER TABLE token ADD COLUMN is_spent INTEGER NOT NULL DEFAULT 0 CHECK (is_spent IN (0, 1));
      -- JSON: [{name, value}]; null = this kind has none.
      ALTER TABLE token ADD COLUMN labels TEXT;
      -- JSON of the server's own record, without the secret. No list query reads it.
      ALTER TABLE token ADD COLUMN details TEXT CHECK (length(details) <= 65536);

      -- Counting a server's rows reads no row.
      DROP INDEX token_server;
      CREATE INDEX token_server ON token (server_id, gone_at_ms);

      -- When the server was last asked what this credential may do; null = to be asked again.
      ALTER TABLE server ADD COLUMN capabilities_at_ms INTEGER;
    `)
  },
}

import type { Migration } from './migration.ts'

/** The way to a server: proxy, plain http, the proxy's own credential, and a certificate that was seen changed. */
export const connection: Migration = {
  version: 3,
  up: (db) => {
    db.exec(`
      -- JSON: {proxy, plainHttp}
      ALTER TABLE server ADD COLUMN connection TEXT NOT NULL DEFAULT '{"proxy":"environment","plainHttp":false}';
      -- Nothing is sent any more until somebody confirms a certificate.
      ALTER TABLE server ADD COLUMN certificate_changed INTEGER NOT NULL DEFAULT 0 CHECK (certificate_changed IN (0, 1));

      CREATE TABLE proxy_credential (
        server_id TEXT PRIMARY KEY REFERENCES server (id) ON DELETE CASCADE,
        sealed BLOB NOT NULL
      ) STRICT;
    `)
  },
}

import type { Migration } from './migration.ts'

/** The first tables. Secrets stand alone in `secret`; no list query joins its blob. */
export const initial: Migration = {
  version: 1,
  up: (db) => {
    db.exec(`
      CREATE TABLE meta (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        vault_id TEXT NOT NULL,
        dek_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        change_counter INTEGER NOT NULL DEFAULT 0,
        is_clean INTEGER NOT NULL DEFAULT 1 CHECK (is_clean IN (0, 1)),
        checked_at_ms INTEGER,
        journal_seq INTEGER NOT NULL DEFAULT 0,
        journal_mac BLOB
      ) STRICT;

      CREATE TABLE server (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(name) BETWEEN 1 AND 200),
        url TEXT NOT NULL CHECK (length(url) <= 2000),
        endpoint TEXT NOT NULL,
        fields TEXT NOT NULL,
        trust TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'unknown',
        state_message TEXT,
        identity TEXT,
        version TEXT,
        capabilities TEXT NOT NULL DEFAULT '[]',
        checked_at_ms INTEGER,
        refresh_started_change INTEGER,
        refreshed_at_ms INTEGER,
        change INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE credential (
        server_id TEXT PRIMARY KEY REFERENCES server (id) ON DELETE CASCADE,
        sealed BLOB NOT NULL
      ) STRICT;

      CREATE TABLE token (
        id TEXT PRIMARY KEY,
        endpoint TEXT NOT NULL,
        server_id TEXT NOT NULL REFERENCES server (id),
        owner_id TEXT NOT NULL,
        owner_name TEXT,
        remote_id TEXT NOT NULL,
        name TEXT,
        creator_id TEXT,
        creator_name TEXT,
        created_at TEXT,
        created_at_ms INTEGER,
        expires_at TEXT,
        expires_at_ms INTEGER,
        last_used_at TEXT,
        last_used_at_ms INTEGER,
        is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
        seen_at_ms INTEGER NOT NULL,
        seen_change INTEGER NOT NULL,
        gone_at_ms INTEGER,
        gone_change INTEGER,
        is_orphan INTEGER NOT NULL DEFAULT 0 CHECK (is_orphan IN (0, 1)),
        change INTEGER NOT NULL,
        UNIQUE (endpoint, owner_id, remote_id)
      ) STRICT;
      CREATE INDEX token_server ON token (server_id);

      -- Which servers (credentials) see a token; the one in token.server_id acts on it.
      CREATE TABLE sighting (
        token_id TEXT NOT NULL REFERENCES token (id) ON DELETE CASCADE,
        server_id TEXT NOT NULL REFERENCES server (id) ON DELETE CASCADE,
        seen_change INTEGER NOT NULL,
        PRIMARY KEY (token_id, server_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sighting_server ON sighting (server_id);

      CREATE TABLE secret (
        token_id TEXT PRIMARY KEY REFERENCES token (id) ON DELETE CASCADE,
        sealed BLOB NOT NULL CHECK (length(sealed) <= 65565),
        stored_at_ms INTEGER NOT NULL,
        change INTEGER NOT NULL
      ) STRICT;

      -- A create that was sent, until its secret is stored or reading back has settled it.
      CREATE TABLE create_intent (
        id TEXT PRIMARY KEY,
        server_id TEXT NOT NULL REFERENCES server (id) ON DELETE CASCADE,
        owner_id TEXT NOT NULL,
        fields TEXT NOT NULL,
        seen_ids TEXT NOT NULL,
        sent_at_ms INTEGER NOT NULL,
        change INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE journal (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        verb TEXT NOT NULL,
        target TEXT NOT NULL,
        result TEXT NOT NULL,
        mac BLOB NOT NULL
      ) STRICT;
    `)
  },
}

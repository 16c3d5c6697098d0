import { associated, deriveSubkey, seal, unseal } from './crypto.ts'

/** Everything derived from the data key while a vault is open. The data key itself is wiped after this. */
export interface VaultKeys {
  readonly database: Uint8Array
  readonly record: Uint8Array
  readonly header: Uint8Array
  readonly journal: Uint8Array
  readonly lookup: Uint8Array
}

/** Derives all keys and wipes `dataKey`. */
export function deriveVaultKeys(dataKey: Uint8Array): VaultKeys {
  const keys = {
    database: deriveSubkey(dataKey, 'db/sqlcipher/v1'),
    record: deriveSubkey(dataKey, 'record/v1'),
    header: deriveSubkey(dataKey, 'header-mac/v1'),
    journal: deriveSubkey(dataKey, 'journal/v1'),
    lookup: deriveSubkey(dataKey, 'token-lookup/v1'),
  }
  dataKey.fill(0)
  return keys
}

export function wipeVaultKeys(keys: VaultKeys): void {
  for (const key of Object.values(keys)) key.fill(0)
}

/** What a sealed record holds; part of its associated data. */
export type RecordClass = 'token' | 'credential' | 'proxy' | 'backup-passphrase'

/** Seals and opens records under one vault's record key. */
export interface RecordSealer {
  seal(recordClass: RecordClass, rowId: string, serverId: string, plain: Uint8Array): Uint8Array
  /** null when the record was altered, or belongs to another row, server, class or vault. */
  unseal(recordClass: RecordClass, rowId: string, serverId: string, sealed: Uint8Array): Uint8Array | null
}

export function createRecordSealer(recordKey: Uint8Array, vaultId: string): RecordSealer {
  const bind = (recordClass: RecordClass, rowId: string, serverId: string) =>
    associated('latchkey/secret/1', vaultId, recordClass, rowId, serverId)
  return {
    seal: (recordClass, rowId, serverId, plain) => seal(recordKey, plain, bind(recordClass, rowId, serverId)),
    unseal: (recordClass, rowId, serverId, sealed) =>
      unseal(recordKey, sealed, bind(recordClass, rowId, serverId)),
  }
}

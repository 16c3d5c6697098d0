import { z } from 'zod'
import { check } from '../model/server.ts'
import { journalEntry, vaultStatus } from '../model/vault.ts'
import { type Method, nothing, secretInput } from './method.ts'

export const vaultMethods = {
  /** What stands in the vault folder. Never throws for a bad vault: that is a state. */
  'vault.status': { input: nothing, output: vaultStatus },
  /**
   * Makes a vault in an empty place and leaves it unlocked. Codes: `invalid-input` (password too weak, field
   * `password`), `conflict` (there is one already, or files of one), `vault-in-use`, `storage-full`.
   */
  'vault.create': { input: z.object({ password: secretInput }), output: vaultStatus },
  /** Codes: the whole vault group. */
  'vault.unlock': { input: z.object({ password: secretInput }), output: vaultStatus },
  /** Closes the file and forgets every key. Does nothing when it is not unlocked. */
  'vault.lock': { input: nothing, output: vaultStatus },
  /** Reads every page and every sealed record. Works locked (files and header only) and unlocked. */
  'vault.check': {
    input: nothing,
    output: z.object({ ok: z.boolean(), checks: z.array(check) }),
  },
  /** The newest entries first, at most `limit`, older than `before` when given. */
  'journal.list': {
    input: z.object({ limit: z.int().min(1).max(1000).default(200), before: z.int().optional() }),
    output: z.array(journalEntry),
  },
  /** Recomputes the whole chain. `firstBad` is the sequence number where it breaks; null = whole. */
  'journal.verify': {
    input: nothing,
    output: z.object({ ok: z.boolean(), entries: z.number(), firstBad: z.number().nullable() }),
  },
} satisfies Record<string, Method>

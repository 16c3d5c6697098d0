import { z } from 'zod'

/**
 * `missing` no vault in the folder · `locked` there is one · `unlocked` this process has it open · `in-use`
 * another process has it open · `damaged` its files cannot be right · `newer` written by a newer Latchkey.
 */
export const vaultState = z.enum(['missing', 'locked', 'unlocked', 'in-use', 'damaged', 'newer'])
export type VaultState = z.infer<typeof vaultState>

export const vaultStatus = z.object({
  state: vaultState,
  folder: z.string(),
  /** What is wrong and what to do; null when nothing is. */
  message: z.string().nullable(),
  /** It is the vault of the practice, never the person's. Locking it ends the practice. */
  practice: z.boolean(),
})
export type VaultStatus = z.infer<typeof vaultStatus>

/** One entry of the journal. It never holds a secret. */
export const journalEntry = z.object({
  seq: z.number(),
  at: z.string(),
  actor: z.string(),
  verb: z.string(),
  target: z.string(),
  result: z.string(),
})
export type JournalEntry = z.infer<typeof journalEntry>

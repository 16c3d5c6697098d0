import { AppError } from '../../shared/errors.ts'
import type { CallContext, EventData } from '../../shared/ipc/contract.ts'
import type { Log } from '../lib/log.ts'
import { isoTime } from '../lib/time.ts'
import { appendEntry } from '../vault/tables/journal.ts'
import type { OpenVault, Vault } from '../vault/vault.ts'
import type { Creations } from './creations.ts'
import type { Sessions } from './sessions.ts'

/** What every service works with. */
export interface Core {
  readonly vault: Vault
  readonly sessions: Sessions
  readonly creations: Creations
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly log: Log
  /** Fires when the vault is locked: reads stop, a create already sent does not. */
  readonly untilLock: () => AbortSignal
  /** Tell the front doors. */
  readonly announce: {
    servers(): void
    inventory(): void
    /** Rows changed, and front doors hear of it later: what is asked from now on sees them. */
    rows(): void
    /** The servers that are being read now, and how far that is. */
    refresh(running: EventData<'refresh.changed'>): void
    /** What of ours is on the clipboard. */
    clipboard(held: EventData<'clipboard.changed'>): void
  }
}

/** Who does it: a front door, or the engine by itself. */
export type Actor = CallContext['actor'] | 'engine'

/** Writes an entry inside the transaction of what it tells of. */
export function writeEntry(
  open: OpenVault,
  nowMs: number,
  actor: Actor,
  verb: string,
  target: string,
  result = 'done',
): void {
  appendEntry(open.db, open.journalKey, { at: isoTime(nowMs), actor, verb, target, result })
}

/** Runs an action and, when it fails, writes its code into the journal. Success is written by the action itself. */
export async function journalFailure<T>(
  core: Pick<Core, 'vault' | 'now' | 'log'>,
  actor: Actor,
  verb: string,
  target: string,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action()
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'internal'
    if (code !== 'confirmation-missing' && core.vault.status().state === 'unlocked') {
      try {
        core.vault.withDb((open) => writeEntry(open, core.now(), actor, verb, target, code))
      } catch (journalError) {
        // The failure itself is what the person must hear of.
        core.log.error('journal.write', {
          code: journalError instanceof AppError ? journalError.code : 'internal',
        })
      }
    }
    throw error
  }
}

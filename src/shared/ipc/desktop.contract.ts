import { z } from 'zod'
import { tokenId } from '../model/token.ts'
import { type Method, nothing, secretInput } from './method.ts'

/** What only a host with a desktop can do; elsewhere these answer `unsupported`. */
export const desktopMethods = {
  /**
   * Puts a secret that the front door has already (a token made weaker, which is stored nowhere) on the system's
   * clipboard and takes it off again, as `tokens.copy` does. Codes: `vault-locked`, `unsupported` where the host has no
   * clipboard.
   */
  'clipboard.put': {
    input: z.object({ secret: secretInput }),
    output: z.object({ clearsAtMs: z.number(), seconds: z.number() }),
  },
  /** Takes our secret off the clipboard now. Does nothing when none of ours is on it. */
  'clipboard.clear': { input: nothing, output: nothing },
  /**
   * Locks the vault and opens a fresh window on a practice vault with one invented server of each kind. Does nothing
   * when the practice is running already. When it cannot be started, `app.notice` tells `practice-ended`.
   */
  'practice.start': { input: nothing, output: nothing },
  /**
   * Ends the practice, removes all of it and opens a fresh window on the person's own vault. Does nothing when no
   * practice is running.
   */
  'practice.stop': { input: nothing, output: nothing },
} satisfies Record<string, Method>

/**
 * `engine-ended`: the process that holds the vault ended without being asked to. Every confirmed change is in the
 * vault; it must be unlocked again, and what was under way then is found by the next refresh. `practice-ended`: the
 * practice could not start, or ended the same way; the person's own vault was not touched.
 */
export const noticeKind = z.enum(['engine-ended', 'practice-ended'])
export type NoticeKind = z.infer<typeof noticeKind>

export const desktopEvents = {
  /**
   * When our secret is taken off the clipboard, epoch milliseconds, and the token it is of. `clearsAtMs` null = nothing
   * of ours is there; `tokenId` null with a time = a secret of no stored token.
   */
  'clipboard.changed': z.object({ tokenId: tokenId.nullable(), clearsAtMs: z.number().nullable() }),
  /** What the person must hear of how the app came to this point; null = nothing, or not any more: the vault was opened. */
  'app.notice': z.object({ kind: noticeKind.nullable() }),
} satisfies Record<string, z.ZodType>

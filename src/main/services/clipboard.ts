import { AppError } from '../../shared/errors.ts'
import type { EventData, Returned } from '../../shared/ipc/contract.ts'
import type { Clipboard } from '../ports.ts'
import type { Actor, Core } from './core.ts'
import type { Tokens } from './tokens.ts'

/** How long a secret stays on the clipboard. */
const clipboardMs = 30_000

type Held = EventData<'clipboard.changed'>

/** Copies secrets past the front door. Throws `unsupported` when the host has no clipboard. */
export interface ClipboardDesk {
  copy(id: string, actor: Actor): Promise<Returned<'tokens.copy'>>
  /** Copies a secret that is no stored token's. The bytes stay the caller's to wipe. Throws `vault-locked`. */
  put(secret: Uint8Array): Promise<Returned<'clipboard.put'>>
  clear(): Promise<void>
  /** What of ours is there now. */
  held(): Held
}

const nothingHeld: Held = { tokenId: null, clearsAtMs: null }

export function createClipboardDesk(
  core: Pick<Core, 'announce' | 'vault'>,
  tokens: Pick<Tokens, 'handOut'>,
  clipboard: Clipboard | null,
): ClipboardDesk {
  let held = nothingHeld
  /** Copies happen one after the other, so that what is told is what is there. */
  let turn: Promise<unknown> = Promise.resolve()

  const hold = (next: Held) => {
    if (next.tokenId === held.tokenId && next.clearsAtMs === held.clearsAtMs) return
    held = next
    core.announce.clipboard(held)
  }
  clipboard?.onCleared(() => hold(nothingHeld))

  const write = async (port: Clipboard, tokenId: string | null, secret: Uint8Array) => {
    const clearsAtMs = await port.write(secret, clipboardMs)
    hold({ tokenId, clearsAtMs })
    return { clearsAtMs, seconds: clipboardMs / 1000 }
  }
  const copy = async (port: Clipboard, id: string, actor: Actor) => {
    const secret = tokens.handOut(id, actor, 'token.copy')
    try {
      return await write(port, id, secret)
    } finally {
      secret.fill(0)
    }
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work)
    turn = next.catch(() => undefined)
    return next
  }

  return {
    copy: async (id, actor) => {
      const port = required(clipboard)
      return inTurn(() => copy(port, id, actor))
    },
    put: async (secret) => {
      const port = required(clipboard)
      // What a lock took off the clipboard does not come back after it.
      core.vault.withDb(() => undefined)
      return inTurn(() => write(port, null, secret))
    },
    clear: async () => required(clipboard).clear(),
    held: () => held,
  }
}

function required(clipboard: Clipboard | null): Clipboard {
  if (clipboard) return clipboard
  throw new AppError(
    'unsupported',
    'There is no clipboard here. On the command line, “token secret” prints it.',
  )
}

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
  clear(): Promise<void>
  /** What of ours is there now. */
  held(): Held
}

const nothingHeld: Held = { tokenId: null, clearsAtMs: null }

export function createClipboardDesk(
  core: Pick<Core, 'announce'>,
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

  const copy = async (port: Clipboard, id: string, actor: Actor) => {
    const secret = tokens.handOut(id, actor, 'token.copy')
    try {
      const clearsAtMs = await port.write(secret, clipboardMs)
      hold({ tokenId: id, clearsAtMs })
      return { clearsAtMs, seconds: clipboardMs / 1000 }
    } finally {
      secret.fill(0)
    }
  }

  return {
    copy: async (id, actor) => {
      const port = required(clipboard)
      const copied = turn.then(() => copy(port, id, actor))
      turn = copied.catch(() => undefined)
      return copied
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

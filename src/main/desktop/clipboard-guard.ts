import { createHash, timingSafeEqual } from 'node:crypto'
import type { After } from '../lib/timer.ts'

/** The system's clipboard, as the guard needs it. */
export interface SystemClipboard {
  /** Puts a text there, marked for clipboard histories to leave it out where the system has such marks. */
  write(text: string): Promise<void>
  /** Empty when there is no text. */
  readText(): Promise<string>
  clear(): Promise<void>
}

/** Sees to it that a secret does not stay on the clipboard. It remembers a hash of it, never the secret. */
export interface ClipboardGuard {
  /**
   * Puts a secret there for `ms` milliseconds, in place of an earlier one, and wipes the bytes. Resolves with when it is
   * taken off, epoch milliseconds. Rejects when it is not on the clipboard; an earlier one then keeps its time.
   */
  write(secret: Uint8Array, ms: number): Promise<number>
  /** Takes our secret off now, unless something else was copied since. Never rejects. */
  clear(): Promise<void>
}

export interface ClipboardGuardDeps {
  readonly clipboard: SystemClipboard
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly after: After
  /** Gets rid of what this program's own memory still holds of the text. */
  readonly tidy: () => void
  /** None of our secrets is there any more. */
  readonly onCleared: () => void
  /** It could not be taken off in any way. */
  readonly onStuck: () => void
}

/** Some desktops refuse a program in the background; it is tried again so often, at this distance. */
const attempts = 30
const retryMs = 1_000

const overwrites = 3

interface Copy {
  readonly hash: Uint8Array
  readonly length: number
}

export function createClipboardGuard(deps: ClipboardGuardDeps): ClipboardGuard {
  const { clipboard, now, after } = deps
  let held: Copy | null = null
  let cancelTimer: () => void = () => undefined
  /** What is done to the clipboard is done in the order it was asked for. */
  let turn: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work)
    turn = next.catch(() => undefined)
    return next
  }

  const isThere = async (hash: Uint8Array) => timingSafeEqual(hashOf(await clipboard.readText()), hash)

  /** Whether our text is gone. What was copied since stays. */
  const takeOff = async ({ hash, length }: Copy): Promise<boolean> => {
    try {
      if (!(await isThere(hash))) return true
      // Blanks of the same length come to lie where the system and this program kept the text.
      for (let round = 0; round < overwrites; round += 1) {
        await clipboard.write(' '.repeat(length))
        await clipboard.readText()
      }
      await clipboard.clear()
      return !(await isThere(hash))
    } catch {
      return false
    }
  }

  const clear = async (copy: Copy | null, attempt: number): Promise<void> => {
    // A later copy has a time of its own.
    if (copy === null || copy !== held) return
    cancelTimer()
    const isGone = await takeOff(copy)
    if (!isGone && attempt < attempts) {
      cancelTimer = after(retryMs, () => void inTurn(() => clear(copy, attempt + 1)))
      return
    }
    held = null
    deps.tidy()
    if (!isGone) deps.onStuck()
    deps.onCleared()
  }

  return {
    write: (secret, ms) =>
      inTurn(async () => {
        try {
          await clipboard.write(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(secret))
          const copy = { hash: hashOf(secret), length: secret.length }
          held = copy
          cancelTimer()
          cancelTimer = after(ms, () => void inTurn(() => clear(copy, 1)))
          return now() + ms
        } finally {
          secret.fill(0)
        }
      }),
    clear: () => inTurn(() => clear(held, 1)),
  }
}

function hashOf(content: string | Uint8Array): Uint8Array {
  return createHash('sha256').update(content).digest()
}

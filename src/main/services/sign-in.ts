import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import type { Parsed, Returned } from '../../shared/ipc/contract.ts'
import type { KindId } from '../../shared/model/kind.ts'
import type { ServerConfig, SignIn } from '../providers/provider.ts'
import type { Core } from './core.ts'
import { completeWay } from './diagnosis.ts'
import { getServer } from './records.ts'
import { changedWay, newWay, storedWay, type Way, type WayInput, withWay } from './ways.ts'

/** What of a call says which server is meant, and with what credential. */
interface Wanted extends WayInput {
  readonly server?: string | undefined
  readonly kind?: KindId | undefined
  readonly url?: string | undefined
  readonly fields?: Readonly<Record<string, string>> | undefined
  readonly secret?: Uint8Array | undefined
  readonly signIn?: string | undefined
}

/**
 * Sign-ins in the browser, and what they brought until a server is saved with it. Both are in memory only, belong to
 * the settings they were begun for, and end at lock.
 */
export interface SignIns {
  start(input: Parsed<'servers.signInStart'>): Promise<Returned<'servers.signInStart'>>
  finish(id: string, code: string): Promise<Returned<'servers.signInFinish'>>
  cancel(id: string): Promise<void>
  /**
   * Runs an action with the call's credential: its `secret`, or what its `signIn` brought, which is forgotten when the
   * action succeeds. The bytes are wiped afterwards. Throws `invalid-input` unless there is exactly one of the
   * two, when the sign-in is not finished, and when it was begun for other settings.
   */
  withCredential<T>(input: Wanted, action: (secret: Uint8Array) => Promise<T>): Promise<T>
  /** Ends all of them and wipes what they brought. */
  endAll(): void
}

const mostAtOnce = 4
/** How long a credential waits for its server to be saved. */
const keptMs = 10 * 60 * 1000

interface Entry {
  readonly kind: KindId
  readonly config: ServerConfig
  readonly signIn: SignIn
  /** null = not finished. */
  credential: Uint8Array | null
  /** Epoch milliseconds. */
  endsAtMs: number
}

export function createSignIns(core: Core): SignIns {
  /** By id, oldest first. */
  const entries = new Map<string, Entry>()

  const end = async (id: string) => {
    const entry = entries.get(id)
    entries.delete(id)
    entry?.credential?.fill(0)
    // Nothing depends on the server hearing of it.
    if (entry && entry.credential === null) await entry.signIn.cancel().catch(() => undefined)
  }
  const endAll = () => {
    for (const id of [...entries.keys()]) void end(id)
  }
  /** Ends what has run out, and the oldest beyond `most`. */
  const sweep = (most: number) => {
    const now = core.now()
    for (const [id, entry] of entries) if (entry.endsAtMs <= now) void end(id)
    for (const id of [...entries.keys()].slice(0, Math.max(0, entries.size - most))) void end(id)
  }
  const get = (id: string): Entry => {
    const entry = entries.get(id)
    if (entry && entry.endsAtMs > core.now()) return entry
    if (entry) void end(id)
    throw entry
      ? new AppError('expired', 'The time for this sign-in in the browser has run out. Begin it again.')
      : new AppError(
          'not-found',
          'There is no such sign-in in the browser. It may have ended: begin it again.',
        )
  }

  const settingsOf = (input: Wanted) => {
    const saved =
      input.server === undefined ? null : core.vault.withDb(({ db }) => getServer(db, input.server ?? ''))
    const kind = saved?.kind ?? input.kind
    const url = input.url ?? saved?.url
    if (kind === undefined || url === undefined) {
      throw new AppError('invalid-input', 'Say which kind of server it is, and its URL.', {
        field: kind === undefined ? 'kind' : 'url',
      })
    }
    const fields = { ...saved?.fields, ...input.fields }
    return { kind, config: core.sessions.provider(kind).parse({ url, fields }) }
  }

  const wayOf = (input: Wanted): Way => {
    const { server } = input
    if (server === undefined) return newWay(input)
    return changedWay(
      core.vault.withDb((open) => storedWay(open, getServer(open.db, server))),
      input,
    )
  }

  const brought = (id: string, input: Wanted): Uint8Array => {
    const entry = get(id)
    if (entry.credential === null) {
      throw new AppError('invalid-input', 'The sign-in in the browser is not finished yet.', {
        field: 'signIn',
      })
    }
    const { kind, config } = settingsOf(input)
    // What a server gave goes to no other, and is understood with the same settings only.
    if (kind !== entry.kind || JSON.stringify(inOrder(config)) !== JSON.stringify(inOrder(entry.config))) {
      throw new AppError(
        'invalid-input',
        'The sign-in in the browser was made for another URL or other settings. Begin it again for these.',
        { field: 'signIn' },
      )
    }
    return Uint8Array.from(entry.credential)
  }

  return {
    start: async (input) => {
      // Locked, there is nothing to sign in for.
      core.vault.withDb(() => undefined)
      const signal = core.untilLock()
      const { kind, config } = settingsOf(input)
      const signIn = await withWay(wayOf(input), async (given) => {
        const way = await completeWay(core, config.url, given)
        return await core.sessions.startSignIn(kind, config, way, signal)
      })
      if (signal.aborted) {
        await signIn.cancel()
        throw new AppError('vault-locked', 'The vault was locked meanwhile. Unlock it and begin again.')
      }
      sweep(mostAtOnce - 1)
      const id = randomUUID()
      const { url, expiresAtMs } = signIn
      entries.set(id, { kind, config, signIn, credential: null, endsAtMs: expiresAtMs })
      return { id, url, expiresAtMs }
    },

    finish: async (id, code) => {
      core.vault.withDb(() => undefined)
      const entry = get(id)
      if (entry.credential !== null) return { done: true }
      try {
        const credential = await entry.signIn.finish(code.trim(), core.untilLock())
        if (credential === null) return { done: false }
        // Ended while it was asked for: nobody can use it any more.
        if (entries.get(id) !== entry) {
          credential.fill(0)
          return { done: get(id).credential !== null }
        }
        entry.credential = credential
        entry.endsAtMs = core.now() + keptMs
        return { done: true }
      } catch (error) {
        // Another call that ran at the same time got it.
        if (entry.credential !== null && entries.get(id) === entry) return { done: true }
        const isOver =
          error instanceof AppError && ['expired', 'not-found', 'unsupported'].includes(error.code)
        if (isOver) await end(id)
        throw error
      }
    },

    cancel: end,
    endAll,

    withCredential: async (input, action) => {
      const { secret, signIn } = input
      try {
        if ((secret === undefined) === (signIn === undefined)) {
          throw new AppError(
            'invalid-input',
            'Give the credential, or sign in with the browser: one of the two.',
            { field: 'secret' },
          )
        }
        if (signIn === undefined) return await action(secret ?? new Uint8Array())
        sweep(mostAtOnce)
        const credential = brought(signIn, input)
        try {
          const result = await action(credential)
          await end(signIn)
          return result
        } finally {
          credential.fill(0)
        }
      } finally {
        secret?.fill(0)
      }
    },
  }
}

function inOrder({ url, fields }: ServerConfig): unknown {
  return [url, Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1))]
}

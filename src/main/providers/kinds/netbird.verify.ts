import { AppError } from '../../../shared/errors.ts'
import { plainText } from '../../../shared/text.ts'
import { epochMs } from '../../lib/time.ts'
import type { Verification } from '../provider.ts'
import type { NetbirdApi } from './netbird.api.ts'
import { type Caller, readCaller } from './netbird.caller.ts'
import type { NetbirdToken } from './netbird.schema.ts'

/** What the check of a secret needs. */
export interface VerifyInput {
  /** Calls under the session's own credential. */
  readonly own: NetbirdApi
  /** Calls under the secret in question. */
  readonly pasted: NetbirdApi
  /** Whether the secret is the session's own credential. */
  readonly isOwnCredential: boolean
  readonly expected: { readonly ownerId: string; readonly remoteId: string } | null
}

/**
 * Uses a secret once. NetBird tells whose it is, but not which token. It notes the use of every token, though: the
 * expected owner's tokens are read before and after, and when another one was used and the expected one was not,
 * the secret belongs to that other one. Without such evidence the secret is accepted.
 */
export async function verifyNetbirdSecret(input: VerifyInput, signal?: AbortSignal): Promise<Verification> {
  const { own, expected } = input
  if (expected !== null && input.pasted.sort === 'jwt') {
    return refused('This is a sign-in of the identity provider (JWT), not a personal access token.')
  }
  const before = expected === null ? null : await readUses(input, expected.ownerId, signal)
  const caller = await callerOrRefusal(input.pasted, signal)
  if ('refusal' in caller) return refused(caller.refusal)
  const owner = caller.id === null ? null : { id: caller.id, name: caller.name }
  if (expected === null) return { ok: true, owner, remoteId: null, reason: null }
  if (owner !== null && owner.id !== expected.ownerId) {
    return {
      ok: false,
      owner,
      remoteId: null,
      reason: `It works, but it belongs to ${plainText(owner.name, 100)}.`,
    }
  }
  const after = before === null ? null : await tokensIfVisible(own, expected.ownerId, signal)
  if (before === null || after === null) return { ok: true, owner, remoteId: null, reason: null }
  return judge(before, after, expected.remoteId, owner)
}

/** The owner's tokens before the use, and those among them that our own calls use. */
interface Uses {
  readonly tokens: readonly NetbirdToken[]
  readonly usedByUs: ReadonlySet<string>
}

async function readUses(input: VerifyInput, ownerId: string, signal?: AbortSignal): Promise<Uses | null> {
  const first = await tokensIfVisible(input.own, ownerId, signal)
  if (first === null) return null
  // With the very same secret, what our calls use is what the secret belongs to.
  if (input.isOwnCredential) return { tokens: first, usedByUs: new Set() }
  // Reading is a use as well. What changes between two readings with nothing in between is our own credential.
  const second = await tokensIfVisible(input.own, ownerId, signal)
  if (second === null) return null
  return { tokens: second, usedByUs: new Set(changed(first, second).map((token) => token.id)) }
}

function judge(
  before: Uses,
  after: readonly NetbirdToken[],
  remoteId: string,
  owner: Verification['owner'],
): Verification {
  const used = changed(before.tokens, after)
  const expectedToken = after.find((token) => token.id === remoteId)
  const others = used.filter((token) => token.id !== remoteId && !before.usedByUs.has(token.id))
  // When the expected token is our own credential and the secret is not, our own calls explain its use.
  const isOurs = before.usedByUs.size === 1 && before.usedByUs.has(remoteId)
  if (!isOurs && used.some((token) => token.id === remoteId)) {
    const isOnlyOne = others.length === 0 && !before.usedByUs.has(remoteId)
    return { ok: true, owner, remoteId: isOnlyOne ? remoteId : null, reason: null }
  }
  const [other] = isOurs ? others : others.filter((token) => !isSameMoment(token, expectedToken))
  if (other === undefined) return { ok: true, owner, remoteId: null, reason: null }
  return {
    ok: false,
    owner,
    remoteId: others.length === 1 ? other.id : null,
    reason: `It works, but it is the secret of another token of this user: “${plainText(other.name, 100)}” was used, the expected one was not.`,
  }
}

/** The tokens of `after` whose last use is not the one in `before`. */
function changed(before: readonly NetbirdToken[], after: readonly NetbirdToken[]): NetbirdToken[] {
  const lastUses = new Map(before.map((token) => [token.id, token.last_used]))
  return after.filter((token) => lastUses.has(token.id) && lastUses.get(token.id) !== token.last_used)
}

// With times in whole seconds a second use within the same second leaves no trace, so it proves nothing.
function isSameMoment(token: NetbirdToken, expected: NetbirdToken | undefined): boolean {
  const texts = [token.last_used, expected?.last_used ?? null]
  const [one, two] = texts.map(epochMs)
  if (typeof one !== 'number' || typeof two !== 'number') return false
  return texts.every((text) => text?.includes('.') === false) && Math.abs(one - two) <= 1_000
}

async function tokensIfVisible(
  api: NetbirdApi,
  ownerId: string,
  signal?: AbortSignal,
): Promise<readonly NetbirdToken[] | null> {
  try {
    return await api.tokens(ownerId, signal)
  } catch (error) {
    // The evidence is a help, not a condition: without the right to see the tokens there is none.
    if (error instanceof AppError && (error.code === 'forbidden' || error.code === 'not-found')) return null
    throw error
  }
}

async function callerOrRefusal(
  api: NetbirdApi,
  signal?: AbortSignal,
): Promise<Caller | { readonly refusal: string }> {
  try {
    return (await readCaller(api, signal)).caller
  } catch (error) {
    const isRefusal = error instanceof AppError && (error.code === 'rejected' || error.code === 'forbidden')
    if (!isRefusal) throw error
    return { refusal: error.message }
  }
}

function refused(reason: string): Verification {
  return { ok: false, owner: null, remoteId: null, reason }
}

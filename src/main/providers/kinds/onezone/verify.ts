import { AppError } from '../../../../shared/errors.ts'
import { membersOf } from '../../../../shared/model/caveats.ts'
import { plainText } from '../../../../shared/text.ts'
import type { RemoteParty, Verification } from '../../provider.ts'
import type { OnezoneApi, Verdict } from './api.ts'
import { isRefusal } from './caller.ts'
import { isTemporaryId } from './create.ts'
import type { Examined } from './schema.ts'
import type { Subjects } from './subjects.ts'
import { sortOfType } from './types.ts'

/** What is expected of a secret; null = nothing. */
export type Expected = { readonly ownerId: string; readonly remoteId: string } | null

/**
 * Whether a token's text works, whose it is and which token. It is read first, then verified by the call for its type:
 * only the second says that it works. A restriction that depends on place or circumstances may refuse it here although
 * it works elsewhere; then the text is compared with that of the expected token.
 */
export async function verifyOnezoneSecret(
  api: OnezoneApi,
  subjects: Subjects,
  text: string,
  expected: Expected,
  signal?: AbortSignal,
): Promise<Verification> {
  let inside: Examined
  try {
    inside = await api.examine(text, { signal })
  } catch (error) {
    if (!isUnreadable(error)) throw error
    return { ok: false, owner: null, remoteId: null, reason: error.message }
  }
  const { subject } = inside
  const name = subject ? await subjects.findName(subject, signal) : null
  const owner = subject ? { id: subject.id, name } : null
  const isTemporary = inside.persistence === 'temporary'
  // The vault has a made-up id for those.
  const remoteId = isTemporary ? null : (inside.id ?? null)
  const refuse = (reason: string, isTheirs: boolean): Verification => ({
    ok: false,
    owner: isTheirs ? owner : null,
    remoteId: isTheirs ? remoteId : null,
    reason,
  })

  const verdict = await verdictOn(api, text, inside, signal)
  const problem = expected === null ? null : contradiction({ owner, remoteId, isTemporary }, expected)
  if (verdict.ok) {
    return problem === null
      ? { ok: true, owner, remoteId, reason: null }
      : refuse(`It works, but ${problem}`, true)
  }
  // What is inside a text that the server does not confirm is not to be believed.
  if (problem !== null || expected === null || !elsewhere.includes(verdict.caveat ?? '')) {
    return refuse(verdict.reason, false)
  }
  if (!(await isTextOf(api, text, expected, signal))) return refuse(verdict.reason, false)
  return {
    ok: true,
    owner,
    remoteId,
    reason: `It is the secret of this token. Whether it works could not be tried from here: ${verdict.reason}`,
  }
}

/** Caveats that may be fulfilled where the token is used, and are not here. */
const elsewhere: readonly string[] = [
  'ip',
  'asn',
  'geo.country',
  'geo.region',
  'service',
  'consumer',
  'interface',
]

async function verdictOn(
  api: OnezoneApi,
  text: string,
  inside: Examined,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const sort = sortOfType(inside.type)
  if (sort === null) return { ok: false, reason: 'It is of a type that is not known here.', caveat: null }
  if (sort === 'invite') return api.verify(sort, { token: text }, signal)
  const used = (inside.caveats ?? []).map(membersOf).find(({ type }) => type === 'interface')?.['interface']
  const circumstances = typeof used === 'string' ? { interface: used } : {}
  if (sort === 'identity') return api.verify(sort, { token: text, ...circumstances }, signal)
  return api.verify(sort, { token: text, ...circumstances, allowDataAccessCaveats: true }, signal)
}

function contradiction(
  found: {
    readonly owner: RemoteParty | null
    readonly remoteId: string | null
    readonly isTemporary: boolean
  },
  expected: { readonly ownerId: string; readonly remoteId: string },
): string | null {
  const { owner, remoteId, isTemporary } = found
  if (owner !== null && owner.id !== expected.ownerId) {
    return `it belongs to ${plainText(owner.name ?? owner.id, 100)}.`
  }
  if (isTemporary !== isTemporaryId(expected.remoteId)) {
    return isTemporary
      ? 'it is the secret of a temporary token.'
      : 'it is not the secret of a temporary token.'
  }
  if (remoteId !== null && remoteId !== expected.remoteId) {
    return `it is the secret of another token of this owner: ${plainText(remoteId, 60)}.`
  }
  return null
}

/** Whether the server gives this very text for the expected token. Where it may not be asked, the answer is no. */
async function isTextOf(
  api: OnezoneApi,
  text: string,
  expected: { readonly ownerId: string; readonly remoteId: string },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    const { token, subject } = await api.tokenWithSecret(expected.remoteId, signal)
    return token === text && subject.id === expected.ownerId
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

function isUnreadable(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false
  return error.code === 'rejected' || error.code === 'expired' || error.code === 'invalid-input'
}

import { AppError } from '../../../shared/errors.ts'
import { plainText } from '../../../shared/text.ts'
import type { Verification } from '../provider.ts'
import type { QumuloApi } from './qumulo.api.ts'

/**
 * Uses a secret once: `who-am-i` tells whose it is and which token it is. An answer without the token's id comes
 * from a session, or from an old server.
 *
 * @param pasted calls under the secret in question.
 * @param isSession whether the secret has the form of a session, which is not a token.
 */
export async function verifyQumuloSecret(
  pasted: QumuloApi,
  isSession: boolean,
  expected: { readonly ownerId: string; readonly remoteId: string } | null,
  signal?: AbortSignal,
): Promise<Verification> {
  const self = await pasted.whoAmI(signal).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error
    // The sentence about a credential asks for another one; here nobody is to enter anything.
    if (error.code === 'rejected')
      return 'The server does not accept it: it is unknown there, deleted, disabled or expired.'
    if (error.code === 'forbidden') return error.message
    throw error
  })
  if (typeof self === 'string') return { ok: false, owner: null, remoteId: null, reason: self }

  const owner = { id: self.id, name: self.name ?? null }
  const remoteId = self.access_token_id ?? null
  const refused = (reason: string): Verification => ({ ok: false, owner, remoteId, reason })
  if (expected === null) return { ok: true, owner, remoteId, reason: null }
  if (owner.id !== expected.ownerId) {
    return refused(`It works, but it belongs to ${plainText(owner.name ?? owner.id, 100)}.`)
  }
  if (remoteId !== null && remoteId !== expected.remoteId) {
    return refused(
      `It works, but it is the secret of another token of this user: ${plainText(remoteId, 60)}.`,
    )
  }
  if (remoteId === null && isSession)
    return refused('It works, but it is the session of a login, not an access token.')
  return { ok: true, owner, remoteId, reason: null }
}

import { AppError } from '../../../shared/errors.ts'
import type { Verification } from '../provider.ts'
import type { AstraApi } from './astra.api.ts'
import { notPermittedProblem } from './astra.explain.ts'

/**
 * Uses a secret once. Astra Control tells whether it works, never whose it is or which token it is: nothing of that
 * is guessed.
 *
 * @param pasted calls under the secret in question.
 * @param own calls under the session's own credential, to tell a wrong secret from a wrong account.
 */
export async function verifyAstraSecret(
  pasted: AstraApi,
  own: AstraApi,
  signal?: AbortSignal,
): Promise<Verification> {
  try {
    const answer = await pasted.probeUsers(signal)
    // Whoever is let in and only may not list users has an API token that works.
    if (!answer.isRefused || answer.problem === notPermittedProblem) {
      return { ok: true, owner: null, remoteId: null, reason: null, isCertain: false }
    }
    if (answer.problem === null && answer.error.code === 'forbidden') throw answer.error
    return refused(answer.error.message)
  } catch (error) {
    if (!(error instanceof AppError) || error.field !== 'account_id') throw error
    // The account is not there for this secret. Is it there at all?
    await own.probeUsers(signal)
    return refused('It is not an API token of this account.')
  }
}

function refused(reason: string): Verification {
  return { ok: false, owner: null, remoteId: null, reason }
}

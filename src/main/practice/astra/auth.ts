import type { Answer, Received } from '../kind.ts'
import { problem } from './problems.ts'
import { type AstraState, type AstraUser, hashOf, stamp } from './state.ts'

/** Who is calling, or the 401 that refuses. Astra source: astra.json (securitySchemes, problems 3, 4 and 166). */
export function authenticate(state: AstraState, request: Received): AstraUser | Answer {
  const [, secret] = /^Bearer +(\S+)$/i.exec(request.headers['authorization'] ?? '') ?? []
  if (secret === undefined) return problem(state, 3)
  const token = state.tokens.get(state.byHash.get(hashOf(secret)) ?? '')
  const user = token === undefined ? undefined : state.users.get(token.userId)
  return user ?? problem(state, state.settings.invalidToken)
}

/**
 * The answer to a caller who is not let in although its token is right; `null`: it is let in, which is noted. A pending
 * user may read its own record and nothing else. Astra source: problem 14; that it is raised here is inferred.
 */
export function refuseInactive(state: AstraState, caller: AstraUser, request: Received): Answer | null {
  const ownRecord = `/accounts/${state.account.id}/core/v1/users/${caller.id}`
  const mayPass =
    caller.state === 'active'
      ? caller.isEnabled
      : caller.state === 'pending' && request.method === 'GET' && request.pathname === ownRecord
  if (!mayPass) return problem(state, 14)
  caller.lastActive = stamp(state)
  return null
}

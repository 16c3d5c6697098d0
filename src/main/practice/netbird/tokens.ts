import { formatInstant } from '../instant.ts'
import type { Answer } from '../kind.ts'
import { isAtLeast } from '../versions.ts'
import { badJson, fail, ok } from './answers.ts'
import { decodeBody } from './body.ts'
import { type Call, param, type SignedInRoute, signedIn } from './context.ts'
import { recordEvent, tokenEvent } from './events.ts'
import { hasAdminPower, refuse } from './permissions.ts'
import {
  dropToken,
  issueToken,
  type NetbirdState,
  type NetbirdToken,
  type NetbirdUser,
  tokensOf,
} from './state.ts'

/** The four calls on personal access tokens. NetBird source: pat_handler, user.go. */
export const tokenRoutes: readonly SignedInRoute[] = [
  signedIn('GET', 'api/users/{userId}/tokens', listTokens),
  signedIn('POST', 'api/users/{userId}/tokens', createToken),
  signedIn('GET', 'api/users/{userId}/tokens/{tokenId}', getToken),
  signedIn('DELETE', 'api/users/{userId}/tokens/{tokenId}', deleteToken),
]

function listTokens(call: Call): Answer {
  const target = reachTarget(call, 'read')
  if ('status' in target) return target
  const { state } = call
  const tokens = tokensOf(state, target.id).map((token) => showToken(state, token))
  return ok(tokens.length === 0 && state.settings.emptyList === 'null' ? null : tokens)
}

function createToken(call: Call): Answer {
  const { state, caller } = call
  const body = decodeBody(call.request.body, { name: 'text', expires_in: 'integer' })
  if (body === null) return badJson()
  if (body.name === '') return fail(422, "token name can't be empty")
  if (body.expires_in < 1 || body.expires_in > 365) return fail(422, 'expiration has to be between 1 and 365')
  const target = reachTarget(call, 'create')
  if ('status' in target) return target
  const { token, plain } = issueToken(state, {
    userId: target.id,
    name: body.name,
    days: body.expires_in,
    createdBy: caller.id,
  })
  recordEvent(state, tokenEvent('create', caller.id, target, token))
  return ok({ plain_token: plain, personal_access_token: showToken(state, token) })
}

function getToken(call: Call): Answer {
  const target = reachTarget(call, 'read')
  if ('status' in target) return target
  const token = findToken(call, target)
  return 'status' in token ? token : ok(showToken(call.state, token))
}

function deleteToken(call: Call): Answer {
  const target = reachTarget(call, 'delete')
  if ('status' in target) return target
  const token = findToken(call, target)
  if ('status' in token) return token
  dropToken(call.state, token.id)
  recordEvent(call.state, tokenEvent('delete', call.caller.id, target, token))
  return ok({})
}

/**
 * The user whose tokens are meant, when the caller may: first its role, then whether the user exists, then that it is
 * the caller itself, or a service user and the caller owner or admin.
 */
function reachTarget(call: Call, operation: 'create' | 'read' | 'delete'): NetbirdUser | Answer {
  const { state, caller } = call
  const refused = refuse(state, caller, 'pats', operation)
  if (refused !== null) return refused
  const id = param(call, 'userId')
  const target = state.users.get(id)
  if (target === undefined) return fail(404, `user: ${id} not found`)
  if (caller.id === target.id || (hasAdminPower(caller) && target.isServiceUser)) return target
  // Up to 0.37 an admin could look at anybody's tokens.
  if (operation === 'read' && hasAdminPower(caller) && !isAtLeast(state.version, '0.38.0')) return target
  return fail(403, 'admin role required to perform this action')
}

function findToken(call: Call, owner: NetbirdUser): NetbirdToken | Answer {
  const id = param(call, 'tokenId')
  const token = call.state.tokens.get(id)
  return token === undefined || token.userId !== owner.id ? fail(404, `PAT: ${id} not found`) : token
}

function showToken(state: NetbirdState, token: NetbirdToken): Record<string, string> {
  const zone = state.settings.timeZone
  return {
    id: token.id,
    name: token.name,
    expiration_date: formatInstant(token.expires, zone),
    created_by: token.createdBy,
    created_at: formatInstant(token.createdAt, zone),
    ...(token.lastUsed === null ? {} : { last_used: formatInstant(token.lastUsed, zone) }),
  }
}

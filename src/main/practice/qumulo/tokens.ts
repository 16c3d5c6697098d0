import { compareInstants, formatInstant, type Instant, parseInstant } from '../instant.ts'
import type { Answer } from '../kind.ts'
import { isAtLeast } from '../versions.ts'
import { badBody, badRequest, notAuthorized, notFound, ok, okEmpty, tooManyTokens } from './answers.ts'
import { identityMember, readMembers } from './body.ts'
import { type Call, param, type SignedInRoute, signedIn } from './context.ts'
import { resolveIdentity, showIdentity } from './identity.ts'
import { TOKENS_READ, TOKENS_WRITE } from './privileges.ts'
import { dropToken, issueToken, type QumuloState, type QumuloToken, stamp, tokensOf } from './state.ts'
import { listTokens } from './token-list.ts'

/** The calls on access tokens; the collection has a slash at its end. Qumulo source: REST API guide, openapi.json. */
export const tokenRoutes: readonly SignedInRoute[] = [
  signedIn('GET', 'v1/auth/access-tokens/', (call) => listTokens(call, mayServeItself(call), showToken)),
  signedIn('POST', 'v1/auth/access-tokens/', createToken),
  signedIn('GET', 'v1/auth/access-tokens/{id}', (call) =>
    withToken(call, TOKENS_READ, (token) => ok(showToken(call.state, token))),
  ),
  signedIn('PATCH', 'v1/auth/access-tokens/{id}', (call) =>
    withToken(call, TOKENS_WRITE, (token) => changeToken(call, token)),
  ),
  signedIn('DELETE', 'v1/auth/access-tokens/{id}', (call) =>
    withToken(call, TOKENS_WRITE, (token) => deleteToken(call, token)),
  ),
]

const MOST_TOKENS = 2

function createToken(call: Call): Answer {
  const { state, caller } = call
  const read = readMembers(state, call.request, ['user', ...(knowsExpiry(state) ? ['expiration_time'] : [])])
  if ('status' in read) return read
  const named = identityMember(state, read.members['user'])
  if ('status' in named) return named
  const user = resolveIdentity(state, named.query)
  if ('status' in user) return user
  if (!mayActFor(call, user.authId, TOKENS_WRITE)) return notAuthorized(state, TOKENS_WRITE)
  if (user.type === 'GROUP') return badRequest(state, 'A group cannot own an access token.')
  const expiry = readExpiry(state, read.members)
  if ('status' in expiry) return expiry
  if (tokensOf(state, user.authId).length >= MOST_TOKENS) return tooManyTokens(state)
  const { token, plain } = issueToken(state, {
    userId: user.authId,
    creatorId: caller.identity.authId,
    expires: expiry.value === 'unchanged' ? null : expiry.value,
  })
  return ok({ id: token.id, bearer_token: plain })
}

function changeToken(call: Call, token: QumuloToken): Answer {
  const { state } = call
  const known = [
    ...(knowsExpiry(state) ? ['expiration_time'] : []),
    ...(knowsEnabled(state) ? ['enabled'] : []),
  ]
  const read = readMembers(state, call.request, known)
  if ('status' in read) return read
  const enabled = knowsEnabled(state) ? (read.members['enabled'] ?? token.enabled) : token.enabled
  if (typeof enabled !== 'boolean')
    return badBody(state, 'Error decoding the request: enabled must be true or false.')
  const expiry = readExpiry(state, read.members)
  if ('status' in expiry) return expiry
  if (expiry.value !== 'unchanged') token.expires = expiry.value
  token.enabled = enabled
  return ok(showToken(state, token))
}

function deleteToken({ state }: Call, token: QumuloToken): Answer {
  dropToken(state, token.id)
  return okEmpty()
}

/** Does something with the token of the path, when it exists and the caller may. */
function withToken(call: Call, privilege: string, run: (token: QumuloToken) => Answer): Answer {
  const { state } = call
  const id = param(call, 'id')
  const token = state.tokens.get(id)
  const privileged = call.caller.privileges.has(privilege)
  // Somebody without the privilege learns nothing about ids that are not theirs.
  if (token === undefined) {
    return privileged || mayServeItself(call)
      ? notFound(state, `There is no access token ${id}.`)
      : notAuthorized(state, privilege)
  }
  return mayActFor(call, token.userId, privilege) ? run(token) : notAuthorized(state, privilege)
}

function mayActFor(call: Call, authId: string, privilege: string): boolean {
  return (
    call.caller.privileges.has(privilege) || (mayServeItself(call) && call.caller.identity.authId === authId)
  )
}

/** Newer releases let everybody look after their own tokens. */
function mayServeItself({ state }: Call): boolean {
  const { selfService } = state.settings
  return selfService === 'by-version' ? isAtLeast(state.version, '7.4.0') : selfService === 'yes'
}

function knowsExpiry(state: QumuloState): boolean {
  return isAtLeast(state.version, '5.3.2')
}

function knowsEnabled(state: QumuloState): boolean {
  return isAtLeast(state.version, '5.3.3')
}

type Expiry = { readonly value: Instant | null | 'unchanged' }

function readExpiry(state: QumuloState, members: Readonly<Record<string, unknown>>): Expiry | Answer {
  const given = members['expiration_time']
  if (given === undefined || !knowsExpiry(state)) return { value: 'unchanged' }
  if (given === null || given === '') {
    if (state.settings.clearExpiry === 'ignore') return { value: 'unchanged' }
    if (state.settings.clearExpiry === 'clear') return { value: null }
  }
  const value = typeof given === 'string' ? parseInstant(given) : null
  if (value === null)
    return badBody(state, 'Error decoding the request: expiration_time is not a time with a zone.')
  if (state.settings.pastExpiry === 'refuse' && compareInstants(value, stamp(state)) <= 0) {
    return badRequest(state, 'The expiration time is in the past.')
  }
  return { value }
}

function showToken(state: QumuloState, token: QumuloToken): Record<string, unknown> {
  const show = (authId: string): Record<string, unknown> => {
    const identity = state.identities.get(authId)
    return identity === undefined ? { auth_id: authId } : showIdentity(identity)
  }
  return {
    id: token.id,
    user: show(token.userId),
    creator: show(token.creatorId),
    creation_time: formatInstant(token.createdAt),
    ...(knowsExpiry(state) ? showExpiry(state, token.expires) : {}),
    ...(knowsEnabled(state) ? { enabled: token.enabled } : {}),
  }
}

function showExpiry(state: QumuloState, expires: Instant | null): Record<string, unknown> {
  if (expires !== null) return { expiration_time: formatInstant(expires) }
  const { never } = state.settings
  return never === 'missing' ? {} : { expiration_time: never === 'null' ? null : '' }
}

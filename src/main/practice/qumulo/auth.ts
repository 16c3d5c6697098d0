import { compareInstants, HOUR } from '../instant.ts'
import type { Answer, Received } from '../kind.ts'
import { badBody, fail, ok, unauthorized } from './answers.ts'
import { readMembers, textMember } from './body.ts'
import { parseIdentity, resolveIdentity } from './identity.ts'
import { privilegesOf } from './privileges.ts'
import { bearerText, hashOf, type QumuloIdentity, type QumuloState, stamp } from './state.ts'

/** Who is calling, with what rights. */
export interface Caller {
  readonly identity: QumuloIdentity
  readonly roles: readonly string[]
  readonly privileges: ReadonlySet<string>
  /** The access token that was used; `null`: a session. */
  readonly tokenId: string | null
}

/** Sessions last ten hours. Qumulo source: bearer token guide. */
const SESSION_LENGTH = 10 * HOUR

/** Who is calling, or the 401 for everybody who is not let in. */
export function authenticate(state: QumuloState, request: Received): Caller | Answer {
  const [, bearer = ''] = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '') ?? []
  const hash = hashOf(bearer)
  const now = stamp(state)
  const session = state.sessions.get(hash)
  if (session !== undefined) {
    const identity = state.identities.get(session.authId)
    if (identity === undefined || compareInstants(now, session.expires) >= 0) return unauthorized(state)
    return { identity, roles: session.roles, privileges: session.privileges, tokenId: null }
  }
  const token = [...state.tokens.values()].find((candidate) => candidate.hash === hash)
  const identity = token === undefined ? undefined : state.identities.get(token.userId)
  if (token === undefined || identity === undefined || !token.enabled) return unauthorized(state)
  if (token.expires !== null && compareInstants(now, token.expires) >= 0) return unauthorized(state)
  return { identity, roles: identity.roles, privileges: privilegesOf(identity), tokenId: token.id }
}

/** `POST /v1/session/login`: a session for a user name and password. */
export function login(state: QumuloState, request: Received): Answer {
  const read = readMembers(state, request, ['username', 'password'])
  if ('status' in read) return read
  const username = textMember(read.members, 'username')
  const password = textMember(read.members, 'password')
  if (username === null || password === null) return badBody(state, 'username and password are required.')
  const query = parseIdentity(username)
  const identity = query === null ? null : resolveIdentity(state, query)
  if (
    identity === null ||
    'status' in identity ||
    identity.password === null ||
    identity.password !== password
  ) {
    return fail(state, 401, 'auth_invalid_credentials_error', 'Incorrect username or password.')
  }
  return ok({ bearer_token: startSession(state, identity) })
}

/** Starts a session of ten hours with the rights that the identity has now; returns its text. */
export function startSession(state: QumuloState, identity: QumuloIdentity): string {
  const plain = bearerText(state, 'session-v1')
  const now = stamp(state)
  state.sessions.set(hashOf(plain), {
    authId: identity.authId,
    roles: identity.roles,
    privileges: privilegesOf(identity),
    expires: { ms: now.ms + SESSION_LENGTH, nanos: now.nanos },
  })
  return plain
}

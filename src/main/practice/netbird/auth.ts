import { compareInstants, MINUTE } from '../instant.ts'
import type { Answer, Received } from '../kind.ts'
import { isAtLeast } from '../versions.ts'
import { fail } from './answers.ts'
import { hashOf, isWellFormedPat } from './pat.ts'
import { type NetbirdState, type NetbirdUser, stamp } from './state.ts'

/**
 * Who is calling, or the answer that refuses. A token that lets its owner in is marked as used now, whatever the
 * request comes to later. NetBird source: auth_middleware.go and the rate limiter beside it.
 */
export function authenticate(state: NetbirdState, request: Received): NetbirdUser | Answer {
  const parts = (request.headers['authorization'] ?? '').split(' ')
  const [scheme = '', secret = ''] = parts
  const bearerPat =
    scheme.toLowerCase() === 'bearer' && secret.startsWith('nbp_') && isAtLeast(state.version, '0.30.0')
  const kind = bearerPat ? 'token' : scheme.toLowerCase()
  if (kind !== 'token' && kind !== 'bearer') return fail(401, 'no valid authentication provided')
  if (parts.length !== 2) return fail(401, 'token invalid')
  if (kind === 'bearer') {
    const jwt = state.jwts.get(secret)
    const signedIn = jwt === undefined || state.now() >= jwt.endsMs ? undefined : state.users.get(jwt.userId)
    return signedIn ?? fail(401, 'token invalid')
  }
  if (state.limit?.by === 'credential' && !isExempt(request) && !mayPass(state, secret)) {
    return fail(429, 'too many requests')
  }
  if (!isWellFormedPat(secret)) return fail(401, 'token invalid')

  const hash = hashOf(secret)
  const token = [...state.tokens.values()].find((candidate) => candidate.hash === hash)
  const user = token === undefined ? undefined : state.users.get(token.userId)
  if (token === undefined || user === undefined) return unknownToken(state, hash)
  const now = stamp(state)
  if (compareInstants(now, token.expires) > 0) return fail(401, 'token invalid')
  token.lastUsed = now
  return user
}

/** The refusal by address, which comes before anything else; `null`: go on. */
export function refuseAddress(state: NetbirdState, request: Received): Answer | null {
  if (state.limit?.by !== 'address' || mayPass(state, request.address)) return null
  return fail(429, 'rate limit exceeded, please try again later')
}

function unknownToken(state: NetbirdState, hash: string): Answer {
  const setting = state.settings.unknownToken
  const told = setting === 'by-version' ? isAtLeast(state.version, '0.59.13') : setting === '404'
  return told ? fail(404, `invalid Token: PAT: ${hash} not found`) : fail(401, 'token invalid')
}

function isExempt(request: Received): boolean {
  return (request.headers['user-agent'] ?? '').toLowerCase().includes('terraform')
}

/** Takes one from the bucket of a caller; `false`: it is empty. */
function mayPass(state: NetbirdState, caller: string): boolean {
  const { limit } = state
  if (limit === null) return true
  const ms = state.now()
  const bucket = state.buckets.get(caller) ?? { left: limit.burst, ms }
  const gained = (Math.max(0, ms - bucket.ms) / MINUTE) * limit.perMinute
  const left = Math.min(limit.burst, bucket.left + gained)
  state.buckets.set(caller, { left: left < 1 ? left : left - 1, ms })
  return left >= 1
}

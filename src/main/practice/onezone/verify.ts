import { type Circumstances, isMet } from './caveat-check.ts'
import { type Caveat, endOf, isSupported, readCaveat } from './caveats.ts'
import {
  badConsumerToken,
  badServiceToken,
  notAnAccessToken,
  notAnIdentityToken,
  notAnInviteToken,
  type OzError,
  tokenCaveatUnknown,
  tokenCaveatUnverified,
  tokenInvalid,
  tokenRevoked,
  tokenServiceForbidden,
  tokenSessionInvalid,
  tokenSubjectInvalid,
  userBlocked,
} from './errors.ts'
import { isSignedWith } from './macaroon.ts'
import { isServiceAllowed } from './rights.ts'
import { exists, type OnezoneState, seconds } from './state.ts'
import { isSame, keyOf, type Subject } from './subject.ts'
import { readTokenText, type TokenText } from './token-text.ts'

/** What a valid token carries. */
export interface Verified {
  readonly subject: Subject
  readonly caveats: readonly Caveat[]
  /** Seconds until it ends; `null`: never. */
  readonly ttl: number | null
}

/** The service that answers here. */
export const THIS_SERVICE = 'ozw-onezone'

/** Either what was asked for, or why not. */
export type Or<T> = T | { readonly error: OzError }

/** Checks an access token. */
export function verifyAccess(state: OnezoneState, token: TokenText, at: Circumstances): Or<Verified> {
  return token.type.is === 'access' ? verify(state, token, at) : { error: notAnAccessToken(token.type) }
}

/** Checks an identity token; access tokens of Oneproviders still count as such. */
export function verifyIdentity(state: OnezoneState, token: TokenText, at: Circumstances): Or<Verified> {
  const legacy =
    token.type.is === 'access' && token.type.sessionId === null && token.subject.type === 'oneprovider'
  if (token.type.is !== 'identity' && !legacy) return { error: notAnIdentityToken(token.type) }
  return verify(state, token, at)
}

/** Checks an invite token; `expected`: the invite type, or `any`. */
export function verifyInvite(
  state: OnezoneState,
  token: TokenText,
  expected: string,
  at: Circumstances,
): Or<Verified> {
  const { type } = token
  const fits = type.is === 'invite' && (expected === 'any' || type.invite.inviteType === expected)
  return fits ? verify(state, token, at) : { error: notAnInviteToken(expected, type) }
}

/** Who proves to be the consumer of another token. */
export function verifyConsumer(state: OnezoneState, text: string, at: Circumstances): Or<Subject> {
  const token = readTokenText(text, state.settings.maxTokenSize)
  const verified = 'error' in token ? token : verifyIdentity(state, token, at)
  return 'error' in verified ? { error: badConsumerToken(verified.error) } : verified.subject
}

/** Which service proves to be the one that uses another token. */
export function verifyService(
  state: OnezoneState,
  text: string,
  at: Circumstances,
): Or<{ readonly service: string }> {
  const token = readTokenText(text, state.settings.maxTokenSize)
  if ('error' in token) return { error: badServiceToken(token.error) }
  const verified = verifyIdentity(state, token, at)
  if ('error' in verified) return { error: badServiceToken(verified.error) }
  if (verified.subject.type !== 'oneprovider') return { error: badServiceToken(tokenInvalid()) }
  return { service: `${token.indication ?? 'opw'}-${verified.subject.id}` }
}

/** The caveats inside a token, or the one that is not known. */
export function caveatsOf(token: TokenText): Or<{ readonly caveats: readonly Caveat[] }> {
  const caveats: Caveat[] = []
  for (const text of token.macaroon.caveats) {
    const caveat = readCaveat(text)
    if (caveat === null) return { error: tokenCaveatUnknown(text) }
    caveats.push(caveat)
  }
  return { caveats }
}

/** Whether a subject may use a token at all and with this service; `null`: yes. */
export function wrongSubject(
  state: OnezoneState,
  token: Pick<TokenText, 'type' | 'subject'>,
  service: string,
): OzError | null {
  const { type, subject } = token
  if (!exists(state, subject)) return tokenSubjectInvalid()
  if (subject.type === 'user' && state.users.get(subject.id)?.blocked === true) return userBlocked()
  if (type.is !== 'access') return null
  // Nobody has a session of the web page here.
  if (type.sessionId !== null) return tokenSessionInvalid()
  return isServiceAllowed(state, subject, service) ? null : tokenServiceForbidden(service)
}

/** Onezone source: token_auth.erl, also for the order of the checks. */
function verify(state: OnezoneState, token: TokenText, at: Circumstances): Or<Verified> {
  const kept = findSecret(state, token)
  if ('error' in kept) return kept
  const read = caveatsOf(token)
  if ('error' in read) return read
  const caveats = [...read.caveats, ...kept.added]
  const unmet = caveats.find((caveat) => !isSupported(token.type.is, caveat) || !isMet(state, caveat, at))
  if (unmet !== undefined) return { error: tokenCaveatUnverified(unmet) }
  if (!isSignedWith(token.macaroon, kept.secret)) return { error: tokenInvalid() }
  const wrong = wrongSubject(state, token, at.service === 'any' ? THIS_SERVICE : at.service)
  if (wrong !== null) return { error: wrong }
  const end = endOf(caveats)
  return { subject: token.subject, caveats, ttl: end === null ? null : end - seconds(state) }
}

/** `added`: caveats that came to a named token from outside, which its text does not know. */
function findSecret(
  state: OnezoneState,
  token: TokenText,
): Or<{ readonly secret: string; readonly added: readonly Caveat[] }> {
  if (token.persistence === 'named') {
    const named = state.tokens.get(token.id)
    if (named === undefined) return { error: tokenInvalid() }
    if (named.revoked) return { error: tokenRevoked() }
    if (!isSame(named.subject, token.subject)) return { error: tokenSubjectInvalid() }
    return { secret: named.secret, added: named.caveats }
  }
  if (!exists(state, token.subject)) return { error: tokenSubjectInvalid() }
  const entry = state.temporary.get(keyOf(token.subject))
  if (entry === undefined || entry.generation < token.persistence) return { error: tokenInvalid() }
  if (entry.generation > token.persistence) return { error: tokenRevoked() }
  return { secret: entry.secret, added: [] }
}

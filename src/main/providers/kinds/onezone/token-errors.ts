import { membersOf } from '../../../../shared/model/caveats.ts'
import { plainText } from '../../../../shared/text.ts'
import type { Explanation } from '../../http.ts'
import { nestedError, type OnezoneError, ownEntry } from './errors.ts'
import { typeWords } from './types.ts'

/**
 * Which token an error speaks of: `credential` the session's own · `pasted` a text to be looked at · `request` a
 * token that is to be made, or the request as a whole.
 */
export type TokenRole = 'credential' | 'pasted' | 'request'

/** Whether an id is about a token or a way to sign in, and explained by {@link explainTokenError}. */
export function isTokenError(id: string): boolean {
  return Object.hasOwn(reasons, id)
}

/** What an error about a token means. An id that is not known is a token that is not accepted. */
export function explainTokenError(host: string, role: TokenRole, error: OnezoneError): Explanation {
  if (role === 'request') {
    const refusal = ownEntry(requestRefusals, error.id)
    if (refusal !== undefined) return refusal(host, error.details)
  }
  const { reason, remedy } = ownEntry(reasons, error.id)?.(error) ?? {
    reason: 'it is not accepted there',
    remedy: enterAnother,
  }
  const isExpired = error.id === 'tokenCaveatUnverified' && caveatTypeOf(error) === 'time'
  const what = role === 'pasted' ? 'the token' : 'the credential'
  // What to do about a credential is of no help for a text that is only looked at.
  const end = role === 'pasted' ? '' : ` ${remedy}`
  return {
    code: isExpired ? 'expired' : 'rejected',
    message: `${host} does not accept ${what}: ${reason}.${end}`,
  }
}

/** The type of the caveat that an error is about; null = it is not about one. */
export function caveatTypeOf(error: OnezoneError): string | null {
  const { type } = membersOf(error.details['caveat'])
  return typeof type === 'string' ? type : null
}

/** The sentence about an expiry that a temporary token must have. */
export function timeRequiredSentence(host: string, maxTtl: unknown): string {
  const longest =
    typeof maxTtl === 'number' && Number.isFinite(maxTtl) && maxTtl > 0
      ? ` at most ${durationWords(maxTtl)} from now`
      : ''
  return `A temporary token on ${host} needs a time caveat${longest}. Add one, or choose an earlier time.`
}

const enterAnother = 'Enter another one.'

interface Reason {
  /** The end of a sentence. */
  readonly reason: string
  /** A sentence. */
  readonly remedy: string
}

function because(reason: string, remedy = enterAnother): () => Reason {
  return () => ({ reason, remedy })
}

const onlyAccess = 'Enter an access token.'
const byToken = 'Sign in with an access token instead.'

const reasons: Readonly<Record<string, (error: OnezoneError) => Reason>> = {
  badToken: because('it cannot be read as a token; it may be cut off, or belong to another product'),
  tokenInvalid: because('it was not made there, or it was deleted'),
  tokenRevoked: because(
    'it is revoked, or it is a temporary one and all temporary tokens of its owner were revoked',
    'Un-revoke it, or enter another one.',
  ),
  tokenTooLarge: because('it is too large'),
  notAnAccessToken: ({ details }) => ({
    reason: `it is ${receivedWords(details)}, and not an access token`,
    remedy: onlyAccess,
  }),
  notAnIdentityToken: ({ details }) => ({
    reason: `it is ${receivedWords(details)}, and not an identity token`,
    remedy: 'Enter an identity token.',
  }),
  notAnInviteToken: ({ details }) => ({
    reason: `it is ${receivedWords(details)}, and not the invite token that is wanted`,
    remedy: 'Enter an invite token.',
  }),
  tokenCaveatUnknown: (error) => ({
    reason: `it has a restriction that this version does not know${quotedCaveat(error)}`,
    remedy: enterAnother,
  }),
  tokenCaveatUnverified: (error) => unverified(error),
  tokenTimeCaveatRequired: because('it has no expiry, or one too far away'),
  tokenSubjectInvalid: because('the user or Oneprovider it belongs to is gone'),
  tokenServiceForbidden: because('it is restricted to a service that its owner may not use'),
  tokenSessionInvalid: because(
    'it belongs to a session of the web interface and works only there',
    onlyAccess,
  ),
  badConsumerToken: (error) => proofReason(error, 'of who uses it'),
  badServiceToken: (error) => proofReason(error, 'of the service that uses it'),
  inviteTokenSubjectNotAuthorized: because('whoever made it may no longer invite'),
  inviteTokenUsageLimitReached: because('it was used as often as it may be'),
  inviteTokenConsumerInvalid: because('who wants to join is not of the sort that is invited'),
  inviteTokenTargetIdInvalid: because('what it invites to does not exist'),
  badBasicCredentials: because('user name or password is wrong', 'Check both, then try again.'),
  basicAuthNotSupported: because('signing in with a password is switched off there', byToken),
  basicAuthDisabled: because('this user may not sign in with a password', byToken),
  badIdpAccessToken: because('the identity provider that made it does not confirm it'),
  userBlocked: because('its user is blocked', 'Have the user unblocked by an administrator.'),
}

const caveatReasons: Readonly<Record<string, string>> = {
  time: 'it has expired',
  ip: 'it works only from other addresses than this computer’s',
  asn: 'it works only from other networks than this computer’s',
  'geo.country': 'it does not work from the country this computer is in',
  'geo.region': 'it does not work from the part of the world this computer is in',
  service: 'it works only with certain services',
  consumer: 'it works only for certain users, who have to prove who they are',
  interface: 'it works only on another interface',
  api: 'it permits only other operations',
  'data.readonly': 'it is for reading data only',
  'data.path': 'it is for certain files and folders only',
  'data.objectid': 'it is for certain files and folders only',
}

function unverified(error: OnezoneError): Reason {
  const type = caveatTypeOf(error) ?? ''
  const reason = ownEntry(caveatReasons, type) ?? `a restriction of it is not fulfilled${quotedCaveat(error)}`
  const isData = type.startsWith('data.') || type === 'interface'
  return { reason, remedy: isData ? 'Enter one without data-access caveats.' : enterAnother }
}

function quotedCaveat(error: OnezoneError): string {
  const type = caveatTypeOf(error)
  return type === null ? '' : ` (“${plainText(type, 60)}”)`
}

function receivedWords({ received }: OnezoneError['details']): string {
  const type = membersOf(received)
  return Object.keys(type).length === 0 ? 'of another type' : typeWords(type)
}

function proofReason(error: OnezoneError, what: string): Reason {
  const nested = nestedError(error, 'tokenError')
  const inner = nested === null ? undefined : ownEntry(reasons, nested.id)?.(nested).reason
  return {
    reason: `the proof ${what} is not valid${inner === undefined ? '' : `: ${inner}`}`,
    remedy: enterAnother,
  }
}

/** What is about the request rather than about a token that exists. */
const requestRefusals: Readonly<
  Record<string, (host: string, details: OnezoneError['details']) => Explanation>
> = {
  tokenTimeCaveatRequired: (host, { maxTtl }) => ({
    code: 'invalid-input',
    field: 'caveats',
    message: timeRequiredSentence(host, maxTtl),
  }),
  tokenServiceForbidden: (host) => ({
    code: 'invalid-input',
    field: 'caveats',
    message: `${host} refuses the service caveat: the owner of the token may not use one of the services in it. Remove that service.`,
  }),
  inviteTokenSubjectNotAuthorized: (host) => ({
    code: 'forbidden',
    message: `${host} refuses the invitation: its owner lacks the right to invite there, or to give these privileges.`,
  }),
  inviteTokenTargetIdInvalid: (host) => ({
    code: 'invalid-input',
    field: 'target',
    message: `What the token is to invite to does not exist on ${host}. Choose another target.`,
  }),
}

function durationWords(seconds: number): string {
  const hours = Math.floor(seconds / 3_600)
  if (hours < 1) return `${Math.floor(seconds)} seconds`
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`
}

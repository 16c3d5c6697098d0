import { type Subject, showSubject } from './subject.ts'
import { type TokenType, typeToJson } from './token-types.ts'

/** The inside of an error answer. Onezone source: errors.erl. */
export interface OzError {
  readonly id: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly description: string
}

/** A request that is refused with an error; only ever thrown and caught inside this stand-in. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly error: OzError

  constructor(error: OzError) {
    super(error.id)
    this.error = error
  }
}

/** Refuses the request. */
export function refuse(error: OzError): never {
  throw new Refusal(error)
}

function error(id: string, description: string, details?: OzError['details']): OzError {
  return { id, ...(details === undefined ? {} : { details }), description }
}

/** No credential was sent, or the one that was is not valid, with the reason nested. */
export const unauthorized = (authError?: OzError): OzError =>
  authError === undefined
    ? error('unauthorized', 'This operation needs authentication.')
    : error('unauthorized', 'The authentication is not valid, see the details.', { authError })
export const forbidden = (hint?: string): OzError =>
  error('forbidden', 'You may not do this.', hint === undefined ? undefined : { hint })
export const notFound = (): OzError => error('notFound', 'There is no such resource.')
export const alreadyExists = (): OzError => error('alreadyExists', 'The resource exists already.')
export const internalServerError = (reference: string): OzError =>
  error('internalServerError', `The server failed, reference ${reference}.`, { reference })
export const notImplemented = (): OzError => error('notImplemented', 'This is not implemented.')
export const serviceUnavailable = (): OzError =>
  error('serviceUnavailable', 'The service is not available at the moment.')
export const limitReached = (limit: number, resourceDescription: string): OzError =>
  error('limitReached', `The limit for ${resourceDescription} is reached.`, { limit, resourceDescription })

export const userBlocked = (): OzError => error('userBlocked', 'The administrator has blocked this account.')
export const badBasicCredentials = (): OzError =>
  error('badBasicCredentials', 'The user name or the password is wrong.')
export const basicAuthNotSupported = (): OzError =>
  error('basicAuthNotSupported', 'This Onezone does not know basic authentication.')
export const basicAuthDisabled = (): OzError =>
  error('basicAuthDisabled', 'Basic authentication is switched off for this user.')
export const badIdpAccessToken = (idp: string): OzError =>
  error('badIdpAccessToken', `The access token of ${idp} is not valid.`, { idp })

export const badToken = (): OzError => error('badToken', 'The token cannot be understood.')
export const tokenInvalid = (): OzError => error('tokenInvalid', 'The token is not valid.')
export const tokenRevoked = (): OzError => error('tokenRevoked', 'The token is revoked.')
export const tokenTooLarge = (limit: number): OzError =>
  error('tokenTooLarge', `A token has at most ${limit} characters.`, { limit })
export const notAnAccessToken = (type: TokenType): OzError =>
  error('notAnAccessToken', 'An access token was expected.', { received: typeToJson(type) })
export const notAnIdentityToken = (type: TokenType): OzError =>
  error('notAnIdentityToken', 'An identity token was expected.', { received: typeToJson(type) })
export const notAnInviteToken = (expectedInviteType: string, type: TokenType): OzError =>
  error('notAnInviteToken', 'An invite token was expected.', {
    expectedInviteType,
    received: typeToJson(type),
  })
export const tokenCaveatUnknown = (caveat: string): OzError =>
  error('tokenCaveatUnknown', 'The token has a caveat that is not known here.', { caveat })
export const tokenCaveatUnverified = (caveat: object): OzError =>
  error('tokenCaveatUnverified', 'A caveat of the token is not met, see the details.', { caveat })
export const tokenTimeCaveatRequired = (maxTtl: number): OzError =>
  error('tokenTimeCaveatRequired', `A time caveat of at most ${maxTtl} seconds is required.`, { maxTtl })
export const tokenSubjectInvalid = (): OzError =>
  error('tokenSubjectInvalid', 'The subject of the token does not exist or is another one.')
export const tokenServiceForbidden = (service: string): OzError =>
  error('tokenServiceForbidden', 'The service is not open to this subject.', {
    service: showService(service),
  })
export const tokenSessionInvalid = (): OzError =>
  error('tokenSessionInvalid', 'The token belongs to a session that is not this one.')
export const badConsumerToken = (tokenError: OzError): OzError =>
  error('badConsumerToken', 'The consumer token is not valid, see the details.', { tokenError })
export const badServiceToken = (tokenError: OzError): OzError =>
  error('badServiceToken', 'The service token is not valid, see the details.', { tokenError })
export const inviteTokenSubjectNotAuthorized = (): OzError =>
  error('inviteTokenSubjectNotAuthorized', 'The subject may not, or may no longer, invite to this target.')
export const inviteTokenUsageLimitReached = (): OzError =>
  error('inviteTokenUsageLimitReached', 'The token has been used as often as it may be.')
export const inviteTokenConsumerInvalid = (consumer: Subject | null): OzError =>
  error('inviteTokenConsumerInvalid', 'This consumer cannot use such an invite token.', {
    consumer: showSubject(consumer),
  })
export const inviteTokenTargetIdInvalid = (id: string): OzError =>
  error('inviteTokenTargetIdInvalid', 'There is no such target for this type of invite token.', { id })

export const malformedData = (): OzError => error('malformedData', 'The data cannot be understood.')
export const missingRequiredValue = (key: string): OzError =>
  error('missingRequiredValue', `A value for ${key} is required.`, { key })
export const missingAtLeastOneValue = (keys: readonly string[]): OzError =>
  error('missingAtLeastOneValue', `At least one of ${keys.join(', ')} is required.`, { keys })
export const badData = (key: string): OzError =>
  error('badData', `The value of ${key} makes no sense.`, { key })
/** `badValue…`: String, Boolean, Integer, JSON, TokenType, InviteType, IPv4Address, Empty, ListOfStrings, and so on. */
export const badValue = (what: string, key: string): OzError =>
  error(`badValue${what}`, `The value of ${key} is not acceptable.`, { key })
export const badValueName = (key: string | null): OzError =>
  error(
    'badValueName',
    'A name has 2 to 128 characters of certain kinds.',
    key === null ? undefined : { key },
  )
/** Without a key: `badValuePassword`, `badValueUsername`, `badValueFullName`. */
export const badText = (what: string): OzError => error(`badValue${what}`, 'The value is not acceptable.')
export const badValueTooLow = (key: string, limit: number): OzError =>
  error('badValueTooLow', `The value of ${key} must be at least ${limit}.`, { key, limit })
export const badValueNotAllowed = (key: string, allowed: readonly string[]): OzError =>
  error('badValueNotAllowed', `The value of ${key} is not one of those allowed.`, { key, allowed })
export const badValueListNotAllowed = (key: string, allowed: readonly string[]): OzError =>
  error('badValueListNotAllowed', `A value in ${key} is not one of those allowed.`, { key, allowed })
export const badValueToken = (key: string, tokenError: OzError): OzError =>
  error('badValueToken', `The value of ${key} is not a valid token, see the details.`, { key, tokenError })
export const badValueCaveat = (caveat: unknown): OzError =>
  error('badValueCaveat', 'The caveat is not valid.', { caveat })

/** How a service is written in an error; that it is an object is inferred. */
function showService(service: string): Record<string, string> {
  const types: Readonly<Record<string, string>> = {
    ozw: 'oz_worker',
    ozp: 'oz_panel',
    opw: 'op_worker',
    opp: 'op_panel',
  }
  return { type: types[service.slice(0, 3)] ?? '', id: service.slice(4) }
}

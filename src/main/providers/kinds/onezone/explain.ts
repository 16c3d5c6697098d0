import { membersOf } from '../../../../shared/model/caveats.ts'
import { plainText } from '../../../../shared/text.ts'
import type { Explanation, Refusal } from '../../http.ts'
import { retryAfterMs } from '../../refusal.ts'
import { nestedError, type OnezoneError, ownEntry, readError } from './errors.ts'
import { explainTokenError, isTokenError } from './token-errors.ts'

/**
 * What a call is about: `call` anything made with the session's credential · `pasted` a token's text that was sent to be
 * looked at, which refusals are about then.
 */
export type Topic = 'call' | 'pasted'

/**
 * What a refusal of Onezone means: by the id of its error, never by a text, which differs between releases; by the status
 * when the id is not known. Onedata source: ctool, errors; oz-worker, token_auth.
 */
export function explainOnezone(host: string, topic: Topic): (refusal: Refusal) => Explanation {
  return (refusal) => {
    const error = readError(refusal.body)
    // Whatever stands in front of the server says so by the status alone.
    if (error === null || refusal.status === 429) return byStatus(host, refusal, false)
    const { id } = error
    if (id === 'unauthorized') return explainUnauthorized(host, error)
    if (id === 'badValueToken') return explainBadToken(host, error)
    if (isTokenError(id)) return explainTokenError(host, topic === 'pasted' ? 'pasted' : 'request', error)
    return explainById(host, error) ?? byStatus(host, refusal, true)
  }
}

function explainUnauthorized(host: string, error: OnezoneError): Explanation {
  const reason = nestedError(error, 'authError')
  if (reason === null) {
    return {
      code: 'rejected',
      message: `${host} asks for a credential and takes none from this one. Enter a valid access token or password.`,
    }
  }
  return explainTokenError(host, 'credential', reason)
}

function explainBadToken(host: string, error: OnezoneError): Explanation {
  const reason = nestedError(error, 'tokenError')
  if (reason !== null && reason.id !== 'badToken') {
    return { ...explainTokenError(host, 'pasted', reason), field: 'secret' }
  }
  return {
    code: 'invalid-input',
    field: 'secret',
    message: `${host} cannot read this text as a token. It may be cut off, or belong to another product.`,
  }
}

/** Fields of our forms by the member that the server names as wrong. */
const fieldsByKey: Readonly<Record<string, string>> = {
  name: 'name',
  type: 'type',
  inviteType: 'type',
  caveats: 'caveats',
  customMetadata: 'customMetadata',
  revoked: 'revoked',
  privileges: 'privileges',
  usageLimit: 'usageLimit',
  groupId: 'target',
  spaceId: 'target',
  clusterId: 'target',
  harvesterId: 'target',
  atmInventoryId: 'target',
  adminUserId: 'target',
  token: 'secret',
}

function fieldOf(error: OnezoneError): { readonly field?: string } {
  const { key } = error.details
  const field = typeof key === 'string' ? ownEntry(fieldsByKey, key.split('.', 1)[0] ?? '') : undefined
  return field === undefined ? {} : { field }
}

function invalid(error: OnezoneError, message: string): Explanation {
  return { code: 'invalid-input', message, ...fieldOf(error) }
}

const wrongValues: Readonly<Record<string, string>> = {
  badData: 'has the wrong form',
  badValueString: 'must be a text',
  badValueBoolean: 'must be true or false',
  badValueInteger: 'must be a whole number',
  badValueJSON: 'must be JSON',
  badValueName:
    'must have 2 to 128 characters: letters, digits, brackets and underscores, and inside also dashes, spaces and dots',
  badValueTokenType: 'must be one of the known token types',
  badValueInviteType: 'must be one of the known invitations',
  badValueIPv4Address: 'must be an IPv4 address',
}

function explainById(host: string, error: OnezoneError): Explanation | null {
  const { id, details } = error
  const wrong = ownEntry(wrongValues, id)
  if (wrong !== undefined) return invalid(error, `${host} refuses ${valueWords(error)}: it ${wrong}.`)
  switch (id) {
    case 'forbidden':
      return { code: 'forbidden', message: forbiddenSentence(host) }
    case 'notFound':
      return { code: 'not-found', message: `It is not on ${host}, or no longer. Refresh to see what is.` }
    case 'alreadyExists':
      return { code: 'conflict', message: `${host} already has such an entry. Refresh, then decide again.` }
    case 'badValueIdentifierOccupied':
      return {
        code: 'conflict',
        message: `Its owner already has a token of this name on ${host}. Choose another name.`,
        ...fieldOf(error),
      }
    case 'limitReached': {
      const { limit } = details
      const how = typeof limit === 'number' ? ` of ${limit}` : ''
      return {
        code: 'limit-reached',
        message: `${host} permits no more of these: the limit${how} is reached. Delete some first.`,
      }
    }
    case 'missingRequiredValue':
    case 'missingAtLeastOneValue':
      return invalid(error, `${host} misses ${valueWords(error)}. Fill it in.`)
    case 'badValueTooLow':
    case 'badValueTooHigh': {
      const { limit } = details
      const bound = id === 'badValueTooLow' ? 'small' : 'large'
      const end = typeof limit === 'number' ? `; the limit is ${limit}` : ''
      return invalid(error, `${host} refuses ${valueWords(error)}: it is too ${bound}${end}.`)
    }
    case 'badValueListNotAllowed':
    case 'badValueNotAllowed':
      return invalid(error, `${host} refuses ${valueWords(error)}: ${allowedWords(details)}.`)
    case 'badValueCaveat':
      return { code: 'invalid-input', field: 'caveats', message: caveatSentence(host, details) }
    case 'malformedData':
      return {
        code: 'bad-response',
        message: `${host} does not understand the request. Its version may not fit; check the URL and the version.`,
      }
    case 'notImplemented':
      return {
        code: 'unsupported',
        message: `The version of ${host} cannot do this. It may have to be updated.`,
      }
    case 'internalServerError':
      return {
        code: 'bad-response',
        message: `${host} reports a fault of its own. Try again later; its log tells more.`,
      }
    case 'serviceUnavailable':
    case 'temporaryFailure':
    case 'timeout':
    case 'externalServiceOperationFailed':
      return unavailable(host)
    default:
      return id.startsWith('noConnectionTo') ? unavailable(host) : null
  }
}

function unavailable(host: string): Explanation {
  return { code: 'bad-response', message: `${host} cannot do this at the moment. Try again later.` }
}

/** How a sentence names the value that is wrong. */
function valueWords(error: OnezoneError): string {
  const { key } = error.details
  return typeof key === 'string' ? `the value “${plainText(key, 60)}”` : 'a value'
}

function allowedWords({ allowed }: OnezoneError['details']): string {
  const names: readonly unknown[] = Array.isArray(allowed) ? allowed : []
  const texts = names.filter((name) => typeof name === 'string').map((name) => plainText(name, 60))
  return texts.length === 0 ? 'it is not permitted here' : `permitted are ${texts.slice(0, 60).join(', ')}`
}

function caveatSentence(host: string, { caveat }: OnezoneError['details']): string {
  const { type } = membersOf(caveat)
  const which = typeof type === 'string' ? `the caveat of the type “${plainText(type, 60)}”` : 'a caveat'
  return `${host} refuses ${which}. Check its values; a type that this version does not know cannot be used.`
}

function forbiddenSentence(host: string): string {
  return `${host} refuses: this credential lacks the right. Tokens of others need the privilege oz_tokens_manage, those of a Oneprovider also cluster_update in its cluster; an invitation needs the right to invite.`
}

function byStatus(host: string, refusal: Refusal, isOnezone: boolean): Explanation {
  const { status } = refusal
  switch (status) {
    case 400:
    case 422:
      return { code: 'invalid-input', message: `${host} refuses the request as invalid. Check the values.` }
    case 401:
      return { code: 'rejected', message: `${host} does not accept the credential. Enter a valid one.` }
    case 403:
      return { code: 'forbidden', message: forbiddenSentence(host) }
    case 404:
      if (isOnezone) return { code: 'not-found', message: `It is not on ${host}, or no longer.` }
      return notAnApi(host)
    case 405:
      return notAnApi(host)
    case 409:
      return { code: 'conflict', message: `${host} reports a conflict. Refresh, then decide again.` }
    case 429: {
      const waitMs = retryAfterMs(refusal.headers)
      return {
        code: 'rate-limited',
        message: `${host} asks for fewer requests. Wait a little, then try again.`,
        ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
      }
    }
    case 501:
      return {
        code: 'unsupported',
        message: `The version of ${host} cannot do this. It may have to be updated.`,
      }
    case 503:
      return unavailable(host)
    default:
      return {
        code: 'bad-response',
        message:
          status >= 500
            ? `${host} reports a fault of its own (status ${status}). Try again later.`
            : `${host} refuses the request (status ${status}). Check URL and version.`,
      }
  }
}

function notAnApi(host: string): Explanation {
  return {
    code: 'not-an-api',
    message: `${host} does not know this address. Check the URL: it is that of the Onezone web interface, without a path.`,
  }
}

import type { Explanation, Refusal } from '../http.ts'
import { retryAfterMs } from '../refusal.ts'
import type { CredentialSort } from './netbird.credential.ts'
import { netbirdError } from './netbird.schema.ts'

/**
 * What a refusal of NetBird means. Status first, then the message, which the server writes in lower case.
 * NetBird source: util.go, error.go, auth_middleware.go, user.go.
 */
export function explainNetbird(host: string, sort: CredentialSort): (refusal: Refusal) => Explanation {
  return (refusal) => {
    const body = netbirdError.safeParse(refusal.body)
    const message = body.success ? body.data.message.slice(0, 2_000).toLowerCase() : ''
    switch (refusal.status) {
      case 400:
        return explainBadRequest(host, message)
      case 401:
        return rejected(host, message, sort)
      case 403:
        return { code: 'forbidden', message: forbiddenSentence(host, message) }
      case 404:
        return explainNotFound(host, message, sort)
      case 405:
        return notAnApi(host)
      case 409:
        return { code: 'conflict', message: `${host} already has such an entry. Refresh, then decide again.` }
      case 412:
        return {
          code: 'conflict',
          message: `${host} is not in the state this needs, or it has changed meanwhile. Refresh, then try again.`,
        }
      case 422:
        return explainInvalid(host, message)
      case 429:
        return explainTooMany(host, refusal)
      default:
        return explainOther(host, refusal.status)
    }
  }
}

/**
 * Whether a refusal is surely of another product: a JSON object, which NetBird never refuses with but in its own form.
 * Text and an empty body tell nothing: NetBird's own router and proxies before it answer so.
 */
export function isForeignRefusal({ body }: Pick<Refusal, 'body'>): boolean {
  return typeof body === 'object' && body !== null && !netbirdError.safeParse(body).success
}

function rejected(host: string, message: string, sort: CredentialSort): Explanation {
  if (sort === 'jwt') {
    return {
      code: 'rejected',
      message: `${host} does not accept the sign-in of the identity provider (JWT): such a sign-in is short and may have ended. Enter a new one, or a personal access token.`,
    }
  }
  const why = message.includes('expired') ? 'it has expired' : 'it is unknown there, expired or deleted'
  return {
    code: 'rejected',
    message: `${host} does not accept the personal access token: ${why}. Enter a valid one.`,
  }
}

function explainBadRequest(host: string, message: string): Explanation {
  if (message.includes("couldn't parse json")) {
    return {
      code: 'bad-response',
      message: `${host} does not understand the request. Its version may not fit; check the URL and the version.`,
    }
  }
  return { code: 'invalid-input', message: `${host} refuses the request as invalid. Check the values.` }
}

function forbiddenSentence(host: string, message: string): string {
  if (message.includes('non-deletable')) {
    return `${host} refuses: NetBird marks this service user as one that cannot be deleted, because an integration needs it.`
  }
  if (message.includes('owner role')) {
    return `${host} refuses: a user with the role owner cannot be deleted.`
  }
  if (message.includes('blocked')) {
    return `${host} refuses: the user of this credential is blocked. Have the user unblocked in NetBird.`
  }
  if (message.includes('pending approval')) {
    return `${host} refuses: the user of this credential is waiting for approval by an administrator.`
  }
  if (message.includes('admin role required')) {
    return `${host} refuses: NetBird lets one manage only one's own tokens and, as owner or admin, those of service users.`
  }
  if (message.includes('failed to validate user permissions')) {
    return `${host} refuses: this server does not know the rights of the user's role. Use the token of another user.`
  }
  return `${host} refuses: the role of this user does not permit it. Use the token of a user with more rights.`
}

function explainNotFound(host: string, message: string, sort: CredentialSort): Explanation {
  // A well-formed token that was deleted is answered with 404, since v0.59.13.
  if (message.startsWith('invalid token')) return rejected(host, message, sort)
  if (/\b(pat|token)\b.*not found/.test(message)) {
    return { code: 'not-found', message: `The token is not on ${host}, or not under this user.` }
  }
  if (/\buser\b.*not found/.test(message)) {
    return { code: 'not-found', message: `The user is not on ${host}.` }
  }
  // Anything else is not NetBird speaking of a token, so it must not count as one that is gone.
  return notAnApi(host)
}

function explainInvalid(host: string, message: string): Explanation {
  if (message.includes('expiration')) {
    return {
      code: 'invalid-input',
      field: 'expires_in',
      message: `${host} refuses the validity: it must be a whole number of days from 1 to 365.`,
    }
  }
  if (message.includes('self deletion')) {
    return {
      code: 'invalid-input',
      field: 'owner',
      message: `${host} refuses: nobody can delete the user whose credential is in use.`,
    }
  }
  if (message.includes('role')) {
    return {
      code: 'invalid-input',
      field: 'role',
      message: `${host} refuses the role: its version may not have it, and a service user cannot be an owner.`,
    }
  }
  if (message.includes('group')) {
    return {
      code: 'invalid-input',
      field: 'auto_groups',
      message: `${host} refuses the groups: one of them is not there. Give the ids of groups.`,
    }
  }
  if (message.includes('name')) {
    return {
      code: 'invalid-input',
      field: 'name',
      message: `${host} refuses the name: it must not be empty.`,
    }
  }
  return { code: 'invalid-input', message: `${host} refuses a value as invalid. Check the values.` }
}

function explainTooMany(host: string, refusal: Refusal): Explanation {
  const waitMs = retryAfterMs(refusal.headers)
  return {
    code: 'rate-limited',
    message: `${host} has had too many requests from this token. Wait a little, then try again.`,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  }
}

function explainOther(host: string, status: number): Explanation {
  if (status >= 500) {
    return {
      code: 'bad-response',
      message: `${host} reports a fault of its own (status ${status}). Try again later.`,
    }
  }
  return {
    code: 'bad-response',
    message: `${host} refuses the request (status ${status}). Check URL and version.`,
  }
}

/** What answers is no API of NetBird. */
export function notAnApi(host: string): Explanation {
  return {
    code: 'not-an-api',
    message: `${host} does not know this address. Check the URL: it is that of the management service, without /api.`,
  }
}

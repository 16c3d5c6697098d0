import type { Explanation, Refusal } from '../http.ts'
import { retryAfterMs } from '../refusal.ts'

/** What a call is about, which decides what 401 and 404 mean. */
export type Topic = 'login' | 'token' | 'user' | 'service'

/** What signs a call in, which decides what a 401 means. */
export type CredentialSort = 'token' | 'password' | 'session'

/** How many tokens one user may have. Qumulo source: administrator guide, access tokens. */
export const qumuloTokensPerOwner = 2

/** The sentence for a user who has no free slot for another token. */
export function limitSentence(host: string): string {
  return `This user already has ${qumuloTokensPerOwner} access tokens, and ${host} permits no more. Delete one first; disabled and expired ones may count too.`
}

/**
 * What a refusal of Qumulo means. Status first: no error is documented per call, and a body may be missing. Then
 * the error class, looked for in the whole body, because it is not certain which member holds it.
 */
export function explainQumulo(
  host: string,
  topic: Topic,
  sort: CredentialSort = 'token',
): (refusal: Refusal) => Explanation {
  return (refusal) => {
    const { status, text } = refusal
    if (status < 500 && text.includes('too_many_access_tokens_error')) {
      return { code: 'limit-reached', message: limitSentence(host) }
    }
    if (status < 500 && status !== 401 && text.includes('auth_no_such_user_error')) {
      return { code: 'not-found', message: `The user is not known at ${host}.` }
    }
    if (status < 500 && status !== 401 && text.includes('auth_user_already_exists_error')) {
      return {
        code: 'conflict',
        message: `${host} has a user of this name or uid already. Choose another.`,
      }
    }
    switch (status) {
      case 400:
      case 422:
        return explainBadRequest(host, text, topic)
      case 401:
        return { code: 'rejected', message: rejectedSentence(host, topic, sort) }
      case 403:
        return { code: 'forbidden', message: forbiddenSentence(host, topic) }
      case 404:
        if (topic === 'token') return { code: 'not-found', message: `The token is not on ${host}.` }
        if (topic === 'user') return { code: 'not-found', message: `The user is not known at ${host}.` }
        return notAnApi(host)
      case 405:
        return notAnApi(host)
      case 409:
        return { code: 'conflict', message: `${host} reports a conflict. Refresh, then decide again.` }
      case 412:
        return {
          code: 'conflict',
          message: `It has been changed on ${host} meanwhile. Refresh, then try again.`,
        }
      case 429:
        return explainTooMany(host, refusal)
      default:
        return explainOther(host, status)
    }
  }
}

function rejectedSentence(host: string, topic: Topic, sort: CredentialSort): string {
  if (topic === 'login')
    return `${host} does not accept the user name or the password. Check both, then try again.`
  if (sort === 'session') {
    return `The sign-in with the browser at ${host} has ended: it lasts ten hours at most. Edit the server and sign in with the browser again (server edit NAME --browser), or give it an access token.`
  }
  return `${host} does not accept the credential: it is unknown there, deleted, disabled or expired. Enter a valid one.`
}

function forbiddenSentence(host: string, topic: Topic): string {
  if (topic === 'login') return `${host} does not let this user sign in. Ask its administrator.`
  if (topic === 'token') {
    return `${host} refuses: this user lacks the right. Tokens of others need PRIVILEGE_ACCESS_TOKENS_READ and PRIVILEGE_ACCESS_TOKENS_WRITE, on older versions one's own too.`
  }
  if (topic === 'user') {
    return `${host} refuses: this user lacks the right. Making and deleting local users needs PRIVILEGE_LOCAL_USER_WRITE.`
  }
  return `${host} refuses: this user lacks the right. Have a role with that right given to it.`
}

function explainBadRequest(host: string, text: string, topic: Topic): Explanation {
  if (text.includes('decode_error')) {
    return {
      code: 'bad-response',
      message: `${host} does not understand the request. Its version may not fit; check the URL and the version.`,
    }
  }
  if (topic === 'user') {
    return {
      code: 'invalid-input',
      message: `${host} refuses the user as invalid. Check name, primary group, uid and home directory.`,
    }
  }
  if (/expir/i.test(text)) {
    return {
      code: 'invalid-input',
      field: 'expiration_time',
      message: `${host} refuses the expiry. Give a time with a zone that lies in the future.`,
    }
  }
  return { code: 'invalid-input', message: `${host} refuses the request as invalid. Check owner and values.` }
}

function explainTooMany(host: string, refusal: Refusal): Explanation {
  const waitMs = retryAfterMs(refusal.headers)
  return {
    code: 'rate-limited',
    message: `${host} asks for fewer requests. Wait a little, then try again.`,
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

function notAnApi(host: string): Explanation {
  return {
    code: 'not-an-api',
    message: `${host} does not know this address. Check the URL: the REST API of Qumulo Core is at port 8000, without a path.`,
  }
}

import type { ErrorCode } from '../../../shared/errors.ts'
import type { Explanation, Refusal } from '../http.ts'
import { retryAfterMs } from '../refusal.ts'
import { type AstraProblem, astraProblem } from './astra.schema.ts'

/** What a call is about, which decides what is missing when something is. */
export type AstraTopic = 'account' | 'users' | 'tokens' | 'token'

/** The number of a problem of Astra Control's catalogue; null = the answer does not come from it. */
export function problemNumber(body: unknown): number | null {
  const problem = astraProblem.safeParse(body)
  return problem.success ? numberOf(problem.data) : null
}

/** Of 401 and 403: whether the user behind a token is known and let in, and only lacks a right. */
export const notPermittedProblem = 11

/**
 * What a refusal of Astra Control means: first the number of the problem, then the HTTP status. Its texts are not
 * looked at. Astra source: astra.json 24.02, catalogue of problems.
 */
export function explainAstra(host: string, topic: AstraTopic): (refusal: Refusal) => Explanation {
  return (refusal) => {
    const parsed = astraProblem.safeParse(refusal.body)
    const problem = parsed.success ? parsed.data : null
    const number = problem === null ? null : numberOf(problem)
    const entry = number === null ? undefined : (catalogue[number] ?? byStatus(refusal.status, true))
    const found = isAboutAccount(refusal) ? account : (entry ?? byStatus(refusal.status, false))
    const meaning = typeof found === 'function' ? found(topic) : found
    const several = number === 68 && problem !== null ? firstOfSeveral(problem, topic) : null
    const { code, says, field } = several ?? meaning
    const named = code === 'invalid-input' || code === 'conflict' ? fieldOf(problem) : undefined
    const faulty = field ?? named
    const waitMs = retryAfterMs(refusal.headers)
    return {
      code,
      message: `${host} ${says}${supportNumber(code, problem)}`,
      ...(faulty === undefined ? {} : { field: faulty }),
      ...(waitMs === undefined || (refusal.status !== 429 && refusal.status !== 503)
        ? {}
        : { retryAfterMs: waitMs }),
    }
  }
}

/**
 * A wrong account with a valid token was seen to be refused by the name of an internal header, without saying where in
 * the body. Astra source: actoolkit.
 */
function isAboutAccount({ status, text }: Refusal): boolean {
  return status >= 400 && status < 500 && status !== 401 && /x-pcloud-accountid/i.test(text)
}

interface Meaning {
  readonly code: ErrorCode
  /** The sentence after the host's name. */
  readonly says: string
  readonly field?: string
}

const account: Meaning = {
  code: 'invalid-input',
  field: 'account_id',
  // It answers the same to a path that does not exist.
  says: 'does not know this account. Check the account id: Astra Control shows it under API access. The URL must be without a path.',
}
const token: Meaning = {
  code: 'not-found',
  says: 'does not have this token, or not under this user.',
}
const owner: Meaning = {
  code: 'not-found',
  says: 'does not have this user, or not in this account or group.',
}
const missing = (topic: AstraTopic): Meaning => {
  switch (topic) {
    case 'token':
      return token
    case 'tokens':
      return owner
    default:
      return account
  }
}
const rejected: Meaning = {
  code: 'rejected',
  says: 'does not accept the API token: it is invalid, revoked or unknown there. Enter a valid one.',
}
const notUnderstood: Meaning = {
  code: 'bad-response',
  says: 'does not accept the form of the request. Its version may not fit: this was made for the API of 24.02.',
}
const invalid: Meaning = {
  code: 'invalid-input',
  says: 'refuses a value as invalid. Names have 1 to 63 characters, and some signs are not let through. Check the values.',
}
const busy: Meaning = {
  code: 'bad-response',
  says: 'is not ready at the moment. Try again later.',
}
const fault: Meaning = {
  code: 'bad-response',
  says: 'reports a fault of its own. Try again later.',
}

const catalogue: Readonly<Record<number, Meaning | ((topic: AstraTopic) => Meaning)>> = {
  1: missing,
  2: missing,
  3: rejected,
  4: rejected,
  5: notUnderstood,
  6: notUnderstood,
  7: notUnderstood,
  8: invalid,
  9: invalid,
  10: {
    code: 'conflict',
    says: 'refuses: a value conflicts with one that is there already. Choose another one, or refresh first.',
  },
  11: {
    code: 'forbidden',
    says: 'refuses: the role of this API token’s user does not permit it. Use the API token of a user with more rights.',
  },
  12: notUnderstood,
  13: owner,
  14: {
    code: 'forbidden',
    says: 'refuses: the user of this API token is suspended or not enabled. Have the user enabled in Astra Control.',
  },
  18: account,
  24: busy,
  30: {
    code: 'unsupported',
    says: 'does not offer version 1 of the API. Its version may not fit: this was made for the API of 24.02.',
  },
  32: notUnderstood,
  33: account,
  34: fault,
  35: {
    code: 'invalid-input',
    says: 'does not take one of the ids in the request. Check the account id and the group id of the server.',
  },
  38: {
    code: 'conflict',
    says: 'has it in another state than the one this was meant for. Refresh, then try again.',
  },
  40: {
    code: 'bad-response',
    says: 'could not reach another part of Astra Control. Try again later.',
  },
  41: busy,
  68: invalid,
  69: notUnderstood,
  85: {
    code: 'invalid-input',
    says: 'refuses the request because it is too large. Use fewer or shorter labels.',
  },
  166: rejected,
}

/** @param isAstra whether the answer is a problem of Astra Control, only not one that is known here. */
function byStatus(status: number, isAstra: boolean): Meaning {
  switch (status) {
    case 400:
    case 422:
      return invalid
    case 401:
      return rejected
    case 403:
      return { code: 'forbidden', says: 'refuses: this API token does not have the right to do that.' }
    case 404:
    case 405:
      // Whatever is missing here, it is not known to be a token, so nothing may count as gone because of it.
      return isAstra ? { code: 'bad-response', says: 'does not have what the request is about.' } : notAnApi
    case 409:
      return { code: 'conflict', says: 'reports a conflict. Refresh, then decide again.' }
    case 412:
      return { code: 'conflict', says: 'reports that it has changed meanwhile. Refresh, then try again.' }
    case 413:
      return { code: 'invalid-input', says: 'refuses the request because it is too large.' }
    case 429:
      return { code: 'rate-limited', says: 'asks for fewer requests. Wait a little, then try again.' }
    case 503:
      return busy
    default:
      return status >= 500
        ? { code: 'bad-response', says: `reports a fault of its own (status ${status}). Try again later.` }
        : {
            code: 'bad-response',
            says: `refuses the request (status ${status}). Check the URL and the version.`,
          }
  }
}

const notAnApi: Meaning = {
  code: 'not-an-api',
  says: 'does not know this address. Check the URL: it is that of Astra Control itself, without a path.',
}

function numberOf(problem: AstraProblem): number | null {
  const digits = /\/problems\/(\d{1,5})\/?$/.exec(problem.type)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** Problem 68 tells several at once: the first that is known is the one to tell. */
function firstOfSeveral(problem: AstraProblem, topic: AstraTopic): Meaning | null {
  for (const detail of (problem.problemDetails ?? []).slice(0, 100)) {
    const parsed = astraProblem.safeParse(detail)
    const number = parsed.success ? numberOf(parsed.data) : null
    const found = number === null || number === 68 ? undefined : catalogue[number]
    if (found === undefined || !parsed.success) continue
    const meaning = typeof found === 'function' ? found(topic) : found
    const field = meaning.field ?? (meaning.code === 'invalid-input' ? fieldOf(parsed.data) : undefined)
    return field === undefined ? meaning : { ...meaning, field }
  }
  return null
}

/** The first of our own fields that the server names; undefined = none. */
function fieldOf(problem: AstraProblem | null): string | undefined {
  for (const { name } of (problem?.invalidFields ?? []).slice(0, 100)) {
    if (/(^|[./])name$/.test(name) && !name.includes('labels')) return 'name'
    if (/(^|[./])labels\b/.test(name)) return 'labels'
  }
  return undefined
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What the vendor's support asks for. Nothing but a UUID is taken over: a server must not write our sentences. */
function supportNumber(code: ErrorCode, problem: AstraProblem | null): string {
  const id = problem?.correlationID ?? ''
  return code === 'bad-response' && uuid.test(id) ? ` For the vendor’s support: ${id}.` : ''
}

import type { Answer } from '../kind.ts'
import type { AstraState } from './state.ts'
import { makeUuid } from './uuid.ts'

// Astra source: astra.json (problem details); numbers, statuses and members are theirs, the sentences are not.
const CATALOGUE: ReadonlyMap<number, readonly [status: number, title: string, detail: string]> = new Map([
  [1, [404, 'Resource not found', 'There is no such resource.']],
  [2, [404, 'Collection not found', 'There is no such collection.']],
  [3, [401, 'Missing bearer token', 'This request needs a bearer token.']],
  [4, [401, 'Invalid bearer token', 'The bearer token is invalid, revoked or does not exist.']],
  [5, [400, 'Invalid query parameters', 'A query parameter has an invalid value.']],
  [6, [400, 'Unsupported query parameters', 'A query parameter is not supported here.']],
  [7, [400, 'Invalid JSON', 'The request body is not JSON.']],
  [8, [400, 'Invalid JSON schema', 'The request body does not fit the schema.']],
  [9, [400, 'Invalid JSON resource', 'Request body failed validation.']],
  [10, [409, 'JSON resource conflict', 'A field conflicts with an existing value.']],
  [11, [403, 'Operation not permitted', 'The role of this user does not permit the operation.']],
  [12, [400, 'Invalid headers', 'A request header has an invalid value.']],
  [13, [404, 'User not found', 'There is no such user.']],
  [14, [403, 'Unauthorized access', 'This user is not enabled.']],
  [18, [404, 'Account not found', 'There is no such account.']],
  [24, [503, 'Service unavailable', 'The service is unavailable.']],
  [30, [404, 'API version not available', 'This version of the API is not available.']],
  [32, [406, 'Unsupported content type', 'The content type is not supported.']],
  [33, [400, 'Invalid account ID', 'The account ID is not valid.']],
  [34, [500, 'Internal server error', 'Something went wrong inside.']],
  [35, [400, 'Invalid resource ID', 'The resource ID is not valid.']],
  [38, [412, 'Precondition not met', 'The resource is not as the request expects it.']],
  [40, [502, 'Communication failed', 'Another service did not answer.']],
  [68, [400, 'Multiple problems', 'The request has several problems.']],
  [69, [405, 'Method not supported', 'This method is not supported here.']],
  [85, [413, 'Request body too large', 'The request body is too large.']],
  [166, [401, 'Unauthorized access', 'This request is not authorized.']],
])

/** A part of the request that is wrong, and why. */
export interface Wrong {
  readonly name: string
  readonly reason: string
}

/** What some problems tell besides. */
export interface ProblemMembers {
  /** Of problems 9 and 10. */
  readonly invalidFields?: readonly Wrong[]
  /** Of problems 5, 6 and 12. */
  readonly invalidParams?: readonly Wrong[]
  /** Of problem 8. */
  readonly schemaValidationFailure?: string
}

/** One entry of the catalogue with what it tells besides. */
export interface Problem extends ProblemMembers {
  readonly number: number
}

/** The answer for a problem of the catalogue. */
export function problem(state: AstraState, number: number, members: ProblemMembers = {}): Answer {
  const { status } = describe({ number })
  return answer(state, Number(status), describe({ number, ...members }))
}

/** The answer for one problem or more; several are wrapped into problem 68. */
export function problems(state: AstraState, found: readonly [Problem, ...Problem[]]): Answer {
  const [first, ...others] = found
  if (others.length === 0) return problem(state, first.number, first)
  return answer(state, 400, { ...describe({ number: 68 }), problemDetails: found.map(describe) })
}

const USUAL: Readonly<Record<number, number>> = {
  400: 5,
  401: 4,
  403: 11,
  404: 1,
  405: 69,
  406: 32,
  409: 10,
  412: 38,
  413: 85,
  500: 34,
  502: 40,
  503: 24,
}

/** What this kind of server says for a status when nothing more is known. */
export function failure(state: AstraState, status: number): Answer {
  const number = USUAL[status]
  if (number !== undefined) return problem(state, number)
  const detail = `Status ${status} was played.`
  return answer(state, status, { type: 'about:blank', title: 'Problem', detail, status: String(status) })
}

function describe(found: Problem): Record<string, unknown> & { readonly status: string } {
  const { number, ...members } = found
  const [status, title, detail] = CATALOGUE.get(number) ?? [500, 'Problem', 'Something went wrong.']
  return {
    type: `https://astra.netapp.io/problems/${number}`,
    title,
    detail,
    status: String(status),
    ...members,
  }
}

function answer(state: AstraState, status: number, members: Readonly<Record<string, unknown>>): Answer {
  const body = { ...members, correlationID: makeUuid(state.chatter, 4) }
  return { status, headers: { 'Content-Type': 'application/problem+json' }, body: JSON.stringify(body) }
}

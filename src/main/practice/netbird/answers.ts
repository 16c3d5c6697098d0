import type { Answer } from '../kind.ts'

// NetBird source: http util (WriteJSONObject, WriteError), status/error.go.
const JSON_TYPE = { 'Content-Type': 'application/json; charset=UTF-8' }

/** 200 with a JSON body; Go's encoder ends it with a line break. */
export function ok(body: unknown): Answer {
  return { status: 200, headers: JSON_TYPE, body: `${JSON.stringify(body)}\n` }
}

/** An error whose message keeps its letters as they are. */
export function exactError(status: number, message: string): Answer {
  return { status, headers: JSON_TYPE, body: `${JSON.stringify({ message, code: status })}\n` }
}

/** An error the usual way: the whole message in lower case, ids and hashes included. */
export function fail(status: number, message: string): Answer {
  return exactError(status, message.toLowerCase())
}

/** The body was not JSON, or of the wrong types. */
export function badJson(): Answer {
  return exactError(400, "couldn't parse JSON request")
}

/** The role does not allow it. */
export function denied(): Answer {
  return fail(403, 'permission denied')
}

/** The router of the real server answers these by itself, in plain text or with nothing. */
export function notRouted(why: 'no-path' | 'wrong-method' | 'bad-path'): Answer {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }
  if (why === 'wrong-method') return { status: 405, headers: {}, body: '' }
  if (why === 'bad-path') return { status: 400, headers, body: '400 Bad Request' }
  return { status: 404, headers, body: '404 page not found\n' }
}

const USUAL_MESSAGES: Readonly<Record<number, string>> = {
  401: 'token invalid',
  403: 'permission denied',
  404: 'not found',
  409: 'resource already exists',
  412: 'precondition failed',
  429: 'too many requests',
}

/** What this kind of server says for a status when nothing more is known. */
export function failure(status: number): Answer {
  return fail(status, USUAL_MESSAGES[status] ?? 'internal server error')
}

import type { Answer } from '../kind.ts'
import type { QumuloState } from './state.ts'

// Qumulo source: openapi.json (shape of an error), qumulo_api request.py (how it is read), a CSI/COSI driver (classes).
const JSON_TYPE = { 'Content-Type': 'application/json' }

/** 200 with a JSON body. */
export function ok(body: unknown): Answer {
  return { status: 200, headers: JSON_TYPE, body: JSON.stringify(body) }
}

/** 200 with nothing in it. */
export function okEmpty(): Answer {
  return { status: 200, headers: {}, body: '' }
}

/** An error in the shape that all of them have. */
export function fail(state: QumuloState, status: number, errorClass: string, description: string): Answer {
  const trace = ['rest_dispatch', 'rest_handler', errorClass]
  const body = {
    module: errorClass.startsWith('auth_') ? 'auth' : errorClass.startsWith('too_many') ? 'api' : 'rest',
    error_class: errorClass,
    description,
    stack: state.settings.stack === 'list' ? trace : trace.join('\n'),
    user_visible: true,
  }
  return { status, headers: JSON_TYPE, body: JSON.stringify(body) }
}

/** No credential, or one that is unknown, disabled or expired. */
export function unauthorized(state: QumuloState): Answer {
  if (state.settings.unauthorizedBody === 'empty') return { status: 401, headers: {}, body: '' }
  return fail(state, 401, 'http_unauthorized_error', 'Need to log in first to establish credentials.')
}

/** The caller lacks a privilege. */
export function notAuthorized(state: QumuloState, privilege: string): Answer {
  return fail(state, 403, 'auth_not_authorized_error', `${privilege} is required for this request.`)
}

/** The body, or one of its members, cannot be read. */
export function badBody(state: QumuloState, description: string): Answer {
  return fail(state, 400, 'decode_error', description)
}

/** The request can be read and makes no sense. */
export function badRequest(state: QumuloState, description: string): Answer {
  return fail(state, 400, 'rest_invalid_request_error', description)
}

/** Nothing at this path, or no such thing. */
export function notFound(state: QumuloState, description: string): Answer {
  return fail(state, 404, 'rest_not_found_error', description)
}

/** No such user or group. */
export function noSuchUser(state: QumuloState, wanted: string): Answer {
  const { unknownUserStatus } = state.settings
  return fail(state, unknownUserStatus, 'auth_no_such_user_error', `Could not find the identity ${wanted}.`)
}

/** The user has two tokens already. */
export function tooManyTokens(state: QumuloState): Answer {
  const text = 'A user can have at most two access tokens.'
  if (state.settings.tooManyIn === 'error_class')
    return fail(state, 400, 'too_many_access_tokens_error', text)
  return fail(state, 400, 'rest_invalid_request_error', `too_many_access_tokens_error: ${text}`)
}

const USUAL_CLASSES: Readonly<Record<number, string>> = {
  400: 'rest_invalid_request_error',
  403: 'auth_not_authorized_error',
  404: 'rest_not_found_error',
  412: 'rest_precondition_failed_error',
}

/** What this kind of server says for a status when nothing more is known. */
export function failure(state: QumuloState, status: number): Answer {
  if (status === 401) return unauthorized(state)
  return fail(
    state,
    status,
    USUAL_CLASSES[status] ?? 'http_internal_server_error',
    `Status ${status} was played.`,
  )
}

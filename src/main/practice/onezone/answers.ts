import type { Answer } from '../kind.ts'
import { HEX } from '../random.ts'
import { isAtLeast } from '../versions.ts'
import * as errors from './errors.ts'
import type { OnezoneState } from './state.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }

/** 200 with a JSON body. */
export function ok(body: unknown): Answer {
  return { status: 200, headers: JSON_TYPE, body: JSON.stringify(body) }
}

/** 201; `location`: path below the API, made absolute with the domain of this Onezone. `body`: `null` for none. */
export function created(state: OnezoneState, location: string | null, body: unknown): Answer {
  const headers = {
    ...(body === null ? {} : JSON_TYPE),
    ...(location === null ? {} : { Location: `https://${state.domain}/api/v3/onezone/${location}` }),
  }
  return { status: 201, headers, body: body === null ? '' : JSON.stringify(body) }
}

/** 204. */
export function noContent(): Answer {
  return { status: 204, headers: {}, body: '' }
}

const STATUSES: Readonly<Record<string, number>> = {
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  alreadyExists: 409,
  internalServerError: 500,
  notImplemented: 501,
  serviceUnavailable: 503,
  temporaryFailure: 503,
  timeout: 503,
}

/** An error with the status that belongs to it; newer releases say a little more. */
export function fail(state: OnezoneState, error: errors.OzError, status = STATUSES[error.id] ?? 400): Answer {
  const newer = isAtLeast(state.version, '25')
  const said =
    newer && error.id === 'forbidden' && error.details === undefined
      ? errors.forbidden('a privilege is missing')
      : error
  const body = { error: newer ? { ...said, ctx: { service: 'oz_worker' } } : said }
  return { status, headers: JSON_TYPE, body: JSON.stringify(body) }
}

/** The framework in front of the API answers these without a body. */
export function bare(status: 400 | 405 | 406 | 415, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: '' }
}

/** What this kind of server says for a status when nothing more is known. */
export function failure(state: OnezoneState, status: number): Answer {
  if (status === 500 && state.settings.serverErrorBody === 'empty') return { status, headers: {}, body: '' }
  const usual: Readonly<Record<number, () => errors.OzError>> = {
    400: () => errors.badData('data'),
    401: () => errors.unauthorized(errors.tokenInvalid()),
    403: () => errors.forbidden(),
    404: () => errors.notFound(),
    409: () => errors.alreadyExists(),
    501: () => errors.notImplemented(),
    503: () => errors.serviceUnavailable(),
  }
  const make = usual[status] ?? (() => errors.internalServerError(state.random.text(HEX, 10)))
  return fail(state, make(), status)
}

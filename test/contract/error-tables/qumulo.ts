import type { ErrorRow } from './error-row.ts'

// The table of errors: docs §3.3 of the API facts, row by row, with the bodies composed there.

const problem = (errorClass: string, description = '…', more: object = {}) => ({
  module: 'api',
  error_class: errorClass,
  description,
  stack: [],
  user_visible: true,
  ...more,
})

const login = 'Need to log in first to establish credentials.'
const limit = { call: 'create', status: 400, code: 'limit-reached', says: /2 access tokens/ } as const
const rejected = { status: 401, code: 'rejected', says: /credential/ } as const

export const qumuloErrors: readonly ErrorRow[] = [
  {
    what: 'no credential, as composed',
    call: 'get',
    ...rejected,
    body: problem('http_unauthorized_error', login),
  },
  { what: 'no credential, without a body', call: 'list', ...rejected, body: null },
  { what: 'no credential, not JSON', call: 'get', ...rejected, body: 'Unauthorized' },
  {
    what: 'stack as one text',
    call: 'get',
    ...rejected,
    body: problem('http_unauthorized_error', login, { stack: 'x' }),
  },
  {
    what: 'wrong user name or password',
    status: 401,
    body: problem('auth_invalid_credentials_error'),
    call: 'login',
    code: 'rejected',
    says: /user name or the password/,
  },
  {
    what: 'a privilege is missing',
    status: 403,
    body: problem('auth_not_authorized_error'),
    call: 'list',
    code: 'forbidden',
    says: /PRIVILEGE_ACCESS_TOKENS_READ/,
  },
  { what: 'two tokens already, as the class', ...limit, body: problem('too_many_access_tokens_error') },
  {
    what: 'two tokens already, in the description',
    ...limit,
    body: problem('api_error', 'Error: too_many_access_tokens_error: no more'),
  },
  {
    what: 'invalid JSON',
    status: 400,
    body: problem('decode_error'),
    call: 'create',
    code: 'bad-response',
    says: /version/,
  },
  {
    what: 'unknown token id',
    status: 404,
    body: problem('rest_not_found_error'),
    call: 'delete',
    code: 'not-found',
    says: /token/,
  },
  ...[400, 404].map(
    (status): ErrorRow => ({
      what: `unknown user as ${status}`,
      status,
      body: problem('auth_no_such_user_error'),
      call: 'create',
      code: 'not-found',
      says: /user/,
    }),
  ),
  {
    what: 'changed meanwhile',
    status: 412,
    body: problem('rest_precondition_failed_error'),
    call: 'delete',
    code: 'conflict',
    says: /Refresh/,
  },
  {
    what: 'a user of that name',
    status: 409,
    body: problem('auth_user_already_exists_error'),
    call: 'owner',
    code: 'conflict',
    says: /already|conflict/,
  },
  {
    what: 'an invalid request',
    status: 400,
    body: problem('rest_invalid_request_error'),
    call: 'create',
    code: 'invalid-input',
    says: /invalid/,
  },
  {
    what: 'too many requests, which is not documented',
    status: 429,
    body: null,
    call: 'get',
    code: 'rate-limited',
    says: /Wait/,
  },
  {
    what: 'a fault',
    status: 500,
    body: problem('fs_error'),
    call: 'get',
    code: 'bad-response',
    says: /later/,
  },
]

import type { ErrorRow } from './error-row.ts'

// The table of errors: docs §2.3 of the API facts, row by row.

const row = (
  status: number,
  message: string,
  expected: Pick<ErrorRow, 'code' | 'says'> & Partial<Pick<ErrorRow, 'call' | 'field' | 'what'>>,
): ErrorRow => ({ what: message, status, body: { message, code: status }, call: 'get', ...expected })

const rejected = { code: 'rejected', says: /personal access token/ } as const

export const netbirdErrors: readonly ErrorRow[] = [
  row(400, "couldn't parse JSON request", { call: 'create', code: 'bad-response', says: /version/ }),
  row(401, 'no valid authentication provided', rejected),
  row(401, 'token invalid', rejected),
  row(404, 'invalid token: pat: c2hhMjU2LW9mLWEtdG9rZW4= not found', rejected),
  row(403, 'permission denied', { code: 'forbidden', says: /role/ }),
  row(403, 'admin role required to perform this action', { code: 'forbidden', says: /service users/ }),
  row(403, 'user is blocked', { code: 'forbidden', says: /blocked/ }),
  row(403, 'user is pending approval', { code: 'forbidden', says: /approval/ }),
  row(403, 'failed to validate user permissions: unknown role', { code: 'forbidden', says: /rights/ }),
  row(404, 'user: google-oauth2|000 not found', { call: 'list', code: 'not-found', says: /user/ }),
  row(404, 'pat: ch8i54g6lnn4g9hqv7n0 not found', { call: 'delete', code: 'not-found', says: /token/ }),
  row(409, 'user already exists', { call: 'owner', code: 'conflict', says: /already/ }),
  row(412, 'setup already completed', { code: 'conflict', says: /state/ }),
  row(422, "token name can't be empty", {
    call: 'create',
    code: 'invalid-input',
    field: 'name',
    says: /name/,
  }),
  row(422, 'expiration has to be between 1 and 365', {
    call: 'create',
    code: 'invalid-input',
    field: 'expires_in',
    says: /1 to 365/,
  }),
  row(429, 'too many requests', { code: 'rate-limited', says: /Wait/ }),
  row(429, 'rate limit exceeded, please try again later', { code: 'rate-limited', says: /Wait/ }),
  row(500, 'internal server error', { code: 'bad-response', says: /later/ }),
  { what: 'no body at all', status: 401, body: null, call: 'list', ...rejected },
]

import type { ErrorRow } from './error-row.ts'

// The catalogue of problems: docs §1.3 of the API facts, row by row.

const problem = (number: number, status: number, more: object = {}) => ({
  type: `https://astra.netapp.io/problems/${number}`,
  title: 'Title of the server',
  detail: 'Detail of the server',
  status: String(status),
  ...more,
})

const row = (
  number: number,
  status: number,
  what: string,
  expected: Pick<ErrorRow, 'code' | 'says'> & Partial<Pick<ErrorRow, 'call' | 'field'>>,
  more: object = {},
): ErrorRow => ({
  what: `problem ${number}, ${what}`,
  status,
  body: problem(number, status, more),
  call: 'get',
  ...expected,
})

const version = { code: 'bad-response', says: /version/ } as const
const account = { code: 'invalid-input', field: 'account_id', says: /account id/ } as const
const later = { code: 'bad-response', says: /later/ } as const

export const astraErrors: readonly ErrorRow[] = [
  row(1, 404, 'resource not found', { call: 'delete', code: 'not-found', says: /token/ }),
  row(2, 404, 'collection not found, for one token', { code: 'not-found', says: /token/ }),
  row(2, 404, 'collection not found, for a user', { call: 'list', code: 'not-found', says: /user/ }),
  row(3, 401, 'missing bearer token', { code: 'rejected', says: /API token/ }),
  row(4, 401, 'invalid, revoked or non-existent bearer token', { code: 'rejected', says: /revoked/ }),
  row(5, 400, 'invalid query', version, { invalidParams: [{ name: 'limit', reason: 'x' }] }),
  row(6, 400, 'unsupported query', version, { invalidParams: [{ name: 'x', reason: 'x' }] }),
  row(7, 400, 'body is not JSON', { ...version, call: 'create' }),
  row(
    8,
    400,
    'schema validation',
    { call: 'create', code: 'invalid-input', says: /value/ },
    { schemaValidationFailure: 'x' },
  ),
  row(
    9,
    400,
    'extended validation, as documented',
    { call: 'create', code: 'invalid-input', field: 'name', says: /1 to 63/ },
    { invalidFields: [{ name: 'name', reason: 'Longer than 63 characters' }] },
  ),
  row(
    9,
    400,
    'extended validation of labels',
    { call: 'create', code: 'invalid-input', field: 'labels', says: /value/ },
    { invalidFields: [{ name: 'metadata.labels', reason: 'Not unique' }] },
  ),
  row(
    10,
    409,
    'conflict of a field, as documented',
    { call: 'create', code: 'conflict', field: 'name', says: /conflict/ },
    { invalidFields: [{ name: 'name', reason: '…' }] },
  ),
  row(11, 403, 'operation not permitted', { code: 'forbidden', says: /role/ }),
  row(12, 400, 'invalid headers', version, { invalidParams: [{ name: 'Accept', reason: 'x' }] }),
  row(13, 404, 'user not found', { call: 'list', code: 'not-found', says: /user/ }),
  row(14, 403, 'the user is not enabled', { code: 'forbidden', says: /not enabled/ }),
  row(18, 404, 'account not found', account),
  row(24, 503, 'service unavailable', later),
  row(30, 404, 'API version not available', { code: 'unsupported', says: /version/ }),
  row(32, 406, 'unsupported content type', version),
  row(33, 400, 'invalid account id', account),
  row(34, 500, 'internal server error', later),
  row(35, 400, 'invalid resource id', { code: 'invalid-input', says: /id/ }),
  row(38, 412, 'precondition not met', { call: 'delete', code: 'conflict', says: /Refresh/ }),
  row(40, 502, 'another service', later),
  row(41, 503, 'not ready', later),
  row(
    68,
    400,
    'several problems',
    { call: 'create', code: 'invalid-input', field: 'name', says: /value/ },
    {
      problemDetails: [problem(9, 400, { invalidFields: [{ name: 'name', reason: 'x' }] }), problem(8, 400)],
    },
  ),
  row(69, 405, 'method not supported', version),
  row(85, 413, 'body too large', { call: 'create', code: 'invalid-input', says: /large/ }),
  row(166, 401, 'unauthorized access', { code: 'rejected', says: /API token/ }),
  {
    what: 'no body at all',
    status: 401,
    body: null,
    call: 'list',
    code: 'rejected',
    says: /API token/,
  },
]

import type { ErrorCode } from '../../../src/shared/errors.ts'
import type { ErrorCall, ErrorRow } from './error-row.ts'

// The two tables of errors: docs §4.6 of the API facts, row by row. Texts differ between releases, so these are none
// of any release.

interface Wire {
  readonly id: string
  readonly details?: object
}

const wire = ({ id, details }: Wire) => ({
  id,
  ...(details === undefined ? {} : { details }),
  description: 'Text of the server',
  ctx: { future: true },
})
const body = (error: Wire) => ({ error: wire(error) })

const row = (
  status: number,
  error: Wire,
  expected: {
    readonly code: ErrorCode
    readonly says: RegExp
    readonly field?: string
    readonly call?: ErrorCall
  },
): ErrorRow => ({
  what: error.id,
  status,
  body: body(error),
  call: 'get',
  ...expected,
})

/** The reason why our own credential is not accepted, nested in a 401. */
const credential = (error: Wire, says: RegExp, code: ErrorCode = 'rejected'): ErrorRow => ({
  ...row(401, { id: 'unauthorized', details: { authError: wire(error) } }, { code, says }),
  what: `unauthorized because of ${error.id}${'details' in error ? ` ${JSON.stringify(error.details)}` : ''}`,
})

const caveat = (type: string, more: object = {}): Wire => ({
  id: 'tokenCaveatUnverified',
  details: { caveat: { type, ...more } },
})

const invalid = (id: string, key: string, field: string | undefined, more: object = {}): ErrorRow => ({
  ...row(
    400,
    { id, details: { key, ...more } },
    { code: 'invalid-input', says: new RegExp(key), call: 'create' },
  ),
  what: `${id} of ${key}`,
  ...(field === undefined ? {} : { field }),
})

const later = { code: 'bad-response', says: /later/ } as const

export const onezoneErrors: readonly ErrorRow[] = [
  // By status.
  row(401, { id: 'unauthorized' }, { code: 'rejected', says: /credential/ }),
  row(403, { id: 'forbidden' }, { code: 'forbidden', says: /oz_tokens_manage/ }),
  row(403, { id: 'forbidden', details: { hint: 'x' } }, { code: 'forbidden', says: /oz_tokens_manage/ }),
  row(404, { id: 'notFound' }, { code: 'not-found', says: /not on/, call: 'delete' }),
  row(409, { id: 'alreadyExists' }, { code: 'conflict', says: /already/ }),
  row(500, { id: 'internalServerError', details: { reference: 'x' } }, later),
  { what: 'a fault without a body', status: 500, body: null, call: 'get', ...later },
  row(501, { id: 'notImplemented' }, { code: 'unsupported', says: /version/ }),
  row(503, { id: 'serviceUnavailable' }, later),
  row(503, { id: 'temporaryFailure' }, later),
  row(503, { id: 'timeout' }, later),
  row(503, { id: 'noConnectionToNewOneproviderWorkers' }, later),
  row(503, { id: 'externalServiceOperationFailed', details: { serviceName: 'x' } }, later),

  // About tokens: our own credential.
  credential({ id: 'badToken' }, /cannot be read/),
  credential({ id: 'tokenInvalid' }, /deleted/),
  credential({ id: 'tokenRevoked' }, /revoked/),
  credential({ id: 'tokenTooLarge', details: { limit: 1_048_576 } }, /too large/),
  credential(
    { id: 'notAnAccessToken', details: { received: { identityToken: {} } } },
    /identity token.*access token/,
  ),
  credential({ id: 'notAnIdentityToken', details: { received: { accessToken: {} } } }, /identity token/),
  credential({ id: 'tokenCaveatUnknown', details: { caveat: { type: 'moon.phase' } } }, /moon\.phase/),
  credential(caveat('time', { validUntil: 1_735_689_600 }), /expired/, 'expired'),
  credential(caveat('ip', { whitelist: ['192.0.2.0/24'] }), /address/),
  credential(caveat('asn', { whitelist: [64_496] }), /network/),
  credential(caveat('geo.country', { filter: 'whitelist', list: ['PL'] }), /country/),
  credential(caveat('geo.region', { filter: 'blacklist', list: ['Asia'] }), /world/),
  credential(caveat('service', { whitelist: ['opw-*'] }), /services/),
  credential(caveat('consumer', { whitelist: ['usr-*'] }), /users/),
  credential(caveat('interface', { interface: 'oneclient' }), /interface/),
  credential(caveat('api', { whitelist: ['all/get/user.*.*:*'] }), /operations/),
  credential(caveat('data.readonly'), /reading data/),
  credential(caveat('data.path', { whitelist: ['L2Fi'] }), /files/),
  credential(caveat('data.objectid', { whitelist: ['00'] }), /files/),
  credential({ id: 'tokenSubjectInvalid' }, /gone/),
  credential({ id: 'tokenSessionInvalid' }, /web interface/),
  credential(
    { id: 'badConsumerToken', details: { tokenError: wire({ id: 'tokenInvalid' }) } },
    /who uses it/,
  ),
  credential({ id: 'badServiceToken', details: { tokenError: wire({ id: 'tokenRevoked' }) } }, /service/),
  credential({ id: 'badBasicCredentials' }, /password/),
  credential({ id: 'basicAuthNotSupported' }, /password/),
  credential({ id: 'basicAuthDisabled' }, /password/),
  credential({ id: 'badIdpAccessToken', details: { idp: 'x' } }, /identity provider/),
  credential({ id: 'userBlocked' }, /blocked/),
  credential({ id: 'neverHeardOf' }, /not accepted/),

  // About a token that is to be made.
  row(
    400,
    { id: 'tokenTimeCaveatRequired', details: { maxTtl: 2_592_000 } },
    { call: 'create', code: 'invalid-input', field: 'caveats', says: /30 days/ },
  ),
  row(
    400,
    { id: 'tokenServiceForbidden', details: { service: 'opw-x' } },
    { call: 'create', code: 'invalid-input', field: 'caveats', says: /service/ },
  ),
  row(400, { id: 'inviteTokenSubjectNotAuthorized' }, { call: 'create', code: 'forbidden', says: /invit/ }),
  row(
    400,
    { id: 'inviteTokenTargetIdInvalid', details: { id: 'x' } },
    { call: 'create', code: 'invalid-input', field: 'target', says: /exist/ },
  ),

  // About a text that is looked at.
  row(
    400,
    { id: 'tokenTooLarge', details: { limit: 1 } },
    { call: 'examine', code: 'invalid-input', field: 'secret', says: /too large/ },
  ),
  row(
    400,
    { id: 'badValueToken', details: { key: 'token', tokenError: wire({ id: 'badToken' }) } },
    { call: 'examine', code: 'invalid-input', field: 'secret', says: /token/ },
  ),
  row(
    400,
    { id: 'badValueToken', details: { key: 'token', tokenError: wire({ id: 'tokenTooLarge' }) } },
    { call: 'examine', code: 'invalid-input', field: 'secret', says: /too large/ },
  ),
  row(
    400,
    { id: 'notAnInviteToken', details: { expectedInviteType: 'any', received: { accessToken: {} } } },
    { call: 'examine', code: 'invalid-input', field: 'secret', says: /invite token/ },
  ),
  row(
    400,
    { id: 'inviteTokenUsageLimitReached' },
    { call: 'examine', code: 'invalid-input', field: 'secret', says: /as often/ },
  ),
  row(
    400,
    { id: 'inviteTokenConsumerInvalid', details: { consumer: { type: 'user', id: 'x' } } },
    { call: 'examine', code: 'invalid-input', field: 'secret', says: /join/ },
  ),

  // About values.
  row(400, { id: 'malformedData' }, { call: 'create', code: 'bad-response', says: /version/ }),
  invalid('missingRequiredValue', 'name', 'name'),
  {
    ...row(
      400,
      { id: 'missingAtLeastOneValue', details: { keys: ['name', 'customMetadata', 'revoked'] } },
      { call: 'create', code: 'invalid-input', says: /value|miss/ },
    ),
  },
  invalid('badData', 'type', 'type'),
  invalid('badValueString', 'name', 'name'),
  invalid('badValueBoolean', 'revoked', 'revoked'),
  invalid('badValueInteger', 'usageLimit', 'usageLimit'),
  invalid('badValueJSON', 'customMetadata', 'customMetadata'),
  invalid('badValueName', 'name', 'name'),
  invalid('badValueTokenType', 'type', 'type'),
  invalid('badValueInviteType', 'inviteType', 'type'),
  invalid('badValueIPv4Address', 'peerIp', undefined),
  invalid('badValueTooLow', 'usageLimit', 'usageLimit', { limit: 1 }),
  invalid('badValueListNotAllowed', 'privileges', 'privileges', { allowed: ['group_view'] }),
  row(
    400,
    { id: 'badValueCaveat', details: { caveat: { type: 'ip', whitelist: [] } } },
    { call: 'create', code: 'invalid-input', field: 'caveats', says: /caveat/ },
  ),
  row(
    400,
    { id: 'badValueIdentifierOccupied', details: { key: 'name' } },
    { call: 'create', code: 'conflict', field: 'name', says: /name/ },
  ),
  row(
    400,
    { id: 'limitReached', details: { limit: 100, resourceDescription: 'x' } },
    { call: 'create', code: 'limit-reached', says: /100/ },
  ),
  row(400, { id: 'neverHeardOf' }, { call: 'create', code: 'invalid-input', says: /invalid/ }),
]

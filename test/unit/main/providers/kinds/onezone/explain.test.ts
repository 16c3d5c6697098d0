import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Explanation } from '../../../../../../src/main/providers/http.ts'
import { explainOnezone } from '../../../../../../src/main/providers/kinds/onezone/explain.ts'
import { errorGroups } from '../../../../../../src/shared/errors.ts'
import { badAuth, error, marker } from './fixtures.ts'

const host = 'onezone.example.org'

function explain(status: number, body: unknown, topic: 'call' | 'pasted' = 'call'): Explanation {
  return explainOnezone(host, topic)({ status, headers: {}, body, text: JSON.stringify(body) ?? '' })
}

// Every row of the table of errors in the API's documentation, where it stands alone.
type Row = [status: number, id: string, details: unknown, code: string, field?: string]
const rows: Row[] = [
  [401, 'unauthorized', undefined, 'rejected'],
  [403, 'forbidden', { hint: 'x' }, 'forbidden'],
  [404, 'notFound', undefined, 'not-found'],
  [409, 'alreadyExists', undefined, 'conflict'],
  [500, 'internalServerError', { reference: 'abc' }, 'bad-response'],
  [501, 'notImplemented', undefined, 'unsupported'],
  [503, 'serviceUnavailable', undefined, 'bad-response'],
  [503, 'temporaryFailure', undefined, 'bad-response'],
  [503, 'timeout', undefined, 'bad-response'],
  [503, 'noConnectionToOneprovider', undefined, 'bad-response'],
  [503, 'externalServiceOperationFailed', undefined, 'bad-response'],
  [400, 'tokenTimeCaveatRequired', { maxTtl: 604_800 }, 'invalid-input', 'caveats'],
  [400, 'tokenServiceForbidden', { service: 'ozp-onezone' }, 'invalid-input', 'caveats'],
  [400, 'inviteTokenSubjectNotAuthorized', undefined, 'forbidden'],
  [400, 'inviteTokenTargetIdInvalid', { id: 'x' }, 'invalid-input', 'target'],
  [400, 'malformedData', undefined, 'bad-response'],
  [400, 'missingRequiredValue', { key: 'name' }, 'invalid-input', 'name'],
  [400, 'missingAtLeastOneValue', { keys: ['name', 'revoked'] }, 'invalid-input'],
  [400, 'badData', { key: 'type' }, 'invalid-input', 'type'],
  [400, 'badValueString', { key: 'name' }, 'invalid-input', 'name'],
  [400, 'badValueBoolean', { key: 'revoked' }, 'invalid-input', 'revoked'],
  [400, 'badValueInteger', { key: 'usageLimit' }, 'invalid-input', 'usageLimit'],
  [400, 'badValueJSON', { key: 'customMetadata' }, 'invalid-input', 'customMetadata'],
  [400, 'badValueName', { key: 'name' }, 'invalid-input', 'name'],
  [400, 'badValueTokenType', { key: 'type' }, 'invalid-input', 'type'],
  [400, 'badValueInviteType', { key: 'inviteType' }, 'invalid-input', 'type'],
  [400, 'badValueIPv4Address', { key: 'peerIp' }, 'invalid-input'],
  [400, 'badValueTooLow', { key: 'usageLimit', limit: 1 }, 'invalid-input', 'usageLimit'],
  [
    400,
    'badValueListNotAllowed',
    { key: 'privileges', allowed: ['space_view'] },
    'invalid-input',
    'privileges',
  ],
  [400, 'badValueToken', { key: 'token', tokenError: error('badToken').error }, 'invalid-input', 'secret'],
  [400, 'badValueCaveat', { caveat: { type: 'ip' } }, 'invalid-input', 'caveats'],
  [400, 'badValueIdentifierOccupied', { key: 'name' }, 'conflict', 'name'],
  [400, 'limitReached', { limit: 100, resourceDescription: 'tokens' }, 'limit-reached'],
]

test.each(rows)('%i %s', (status, id, details, code, field) => {
  const found = explain(status, error(id, details))
  expect(found.code).toBe(code)
  expect(found.field).toBe(field)
  expect(found.message).toMatch(new RegExp(`(${host}|token).*\\.$`, 's'))
  expect(found.message).not.toContain(marker)
})

// What stands in `authError` of a 401, or alone when a pasted token is looked at.
const tokenRows: [id: string, details: unknown, words: RegExp][] = [
  ['badToken', undefined, /cannot be read/],
  ['tokenInvalid', undefined, /not made there, or it was deleted/],
  ['tokenRevoked', undefined, /revoked/],
  ['tokenTooLarge', { limit: 1_048_576 }, /too large/],
  ['notAnAccessToken', { received: { identityToken: {} } }, /an identity token, and not an access token/],
  ['notAnIdentityToken', { received: { accessToken: {} } }, /an access token, and not/],
  [
    'notAnInviteToken',
    { expectedInviteType: 'any', received: { accessToken: {} } },
    /not the invite token that is wanted/,
  ],
  ['tokenCaveatUnknown', { caveat: { type: 'moon' } }, /does not know \(“moon”\)/],
  ['tokenCaveatUnverified', { caveat: { type: 'ip', whitelist: ['1.2.3.4'] } }, /other addresses/],
  ['tokenCaveatUnverified', { caveat: { type: 'data.readonly' } }, /reading data only/],
  ['tokenSubjectInvalid', undefined, /is gone/],
  ['tokenServiceForbidden', { service: 'x' }, /service/],
  ['tokenSessionInvalid', undefined, /session/],
  [
    'badConsumerToken',
    { tokenError: error('tokenRevoked').error },
    /who uses it is not valid: it is revoked/,
  ],
  ['badServiceToken', { tokenError: error('tokenInvalid').error }, /the service/],
  ['inviteTokenSubjectNotAuthorized', undefined, /no longer invite/],
  ['inviteTokenUsageLimitReached', undefined, /as often as it may be/],
  ['inviteTokenConsumerInvalid', { consumer: {} }, /sort that is invited/],
  ['inviteTokenTargetIdInvalid', { id: 'x' }, /does not exist/],
  ['badBasicCredentials', undefined, /user name or password/],
  ['basicAuthNotSupported', undefined, /switched off/],
  ['basicAuthDisabled', undefined, /may not sign in with a password/],
  ['badIdpAccessToken', { idp: 'x' }, /identity provider/],
  ['userBlocked', undefined, /blocked/],
  ['somethingOf26', undefined, /not accepted/],
]

describe.each(tokenRows)('%s %o', (id, details, words) => {
  test('in a refused credential', () => {
    const found = explain(401, badAuth(id, details))
    expect(found.code).toBe('rejected')
    expect(found.message).toMatch(words)
    expect(found.message).toMatch(/^onezone\.example\.org does not accept the credential: .+\. [A-Z].+\.$/)
    expect(found.message).not.toContain(marker)
  })

  test.runIf(id !== 'somethingOf26')('in a pasted token', () => {
    for (const body of [error(id, details), error('badValueToken', { tokenError: { id, details } })]) {
      const found = explain(400, body, 'pasted')
      expect(found.message).toMatch(id === 'badToken' ? /read/ : words)
      expect(found.message).not.toContain('credential')
    }
  })
})

test('a time that has passed is expired, alone and inside a refusal', () => {
  const caveat = { caveat: { type: 'time', validUntil: 1735689600 } }
  expect(explain(401, badAuth('tokenCaveatUnverified', caveat))).toMatchObject({
    code: 'expired',
    message: expect.stringContaining('it has expired'),
  })
  expect(explain(400, error('tokenCaveatUnverified', caveat), 'pasted').code).toBe('expired')
})

test.each([
  [400, 'invalid-input'],
  [401, 'rejected'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [409, 'conflict'],
  [418, 'bad-response'],
  [429, 'rate-limited'],
  [500, 'bad-response'],
  [501, 'unsupported'],
  [503, 'bad-response'],
])('an id that is not known counts by its status: %i', (status, code) => {
  expect(explain(status, error('brandNewOf26')).code).toBe(code)
})

test('an answer that is no error of Onezone’s does not count as something that is gone', () => {
  for (const body of [undefined, '', {}, { error: 'x' }, { message: 'not found' }, []]) {
    expect(explain(404, body).code).toBe('not-an-api')
  }
})

test('other members, and ids that every object has, do no harm', () => {
  expect(explain(403, { error: { id: 'forbidden', ctx: { a: 1 }, details: null }, more: 1 }).code).toBe(
    'forbidden',
  )
  for (const id of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    expect(explain(400, error(id, { key: id, caveat: { type: id } })).message).not.toContain('undefined')
    expect(explain(401, badAuth(id, { caveat: { type: id } })).message).toContain('not accepted')
    expect(explain(401, badAuth('tokenCaveatUnverified', { caveat: { type: id } })).code).toBe('rejected')
  }
})

test('whatever comes, there is a code and one line without control characters', () => {
  const details = fc.dictionary(
    fc.constantFrom('key', 'caveat', 'allowed', 'limit', 'maxTtl', 'received', 'tokenError', 'authError'),
    fc.jsonValue(),
  )
  const ids = fc.oneof(
    fc.constantFrom(...rows.map(([, id]) => id), ...tokenRows.map(([id]) => id)),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.integer({ min: 400, max: 599 }), ids, details, (status, id, given) => {
      const found = explain(status, { error: { id, details: given, description: marker } })
      expect(Object.keys(errorGroups)).toContain(found.code)
      expect(found.message).not.toMatch(/[\p{Cc}\p{Cf}]|undefined/u)
      expect(found.message).not.toContain(marker)
    }),
  )
})

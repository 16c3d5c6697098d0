import { describe, expect, test } from 'vitest'
import type { KindOptions } from '../../src/main/practice/practice.ts'
import type { KindId } from '../../src/shared/model/kind.ts'
import { facts } from './kind-facts.ts'
import { failure, openPractice, required } from './practice-session.ts'

// The same life of a token on every variant of a server that the facts leave open.

const netbird: Record<string, NonNullable<KindOptions['netbird']>> = {
  'v0.77.1': {},
  'v0.40.0': { version: '0.40.0' },
  'v0.41.1': { version: '0.41.1' },
  'v0.59.12': { version: '0.59.12' },
  'v0.62.0': { version: '0.62.0' },
  'v0.64.2': { version: '0.64.2' },
  'unknown tokens are 401': { unknownToken: '401' },
  'unknown tokens are 404': { unknownToken: '404' },
  'empty lists are []': { emptyList: 'array' },
  'times in another zone': { timeZone: 'Asia/Kolkata' },
  'billing admin denied': { billingAdmin: 'denied' },
  'blocked in plain words': { blockedMessage: 'plain' },
}

const qumulo: Record<string, NonNullable<KindOptions['qumulo']>> = {
  '7.7.2': {},
  '7.2.0': { version: '7.2.0' },
  '5.3.3': { version: '5.3.3' },
  '5.3.2': { version: '5.3.2' },
  '5.3.0': { version: '5.3.0' },
  'pages of one': { pageSize: 1 },
  'no paging member': { paging: 'none' },
  'last page empty': { lastPage: 'empty' },
  'last page missing': { lastPage: 'missing' },
  'never is null': { never: 'null' },
  'never is missing': { never: 'missing' },
  'limit in the description': { tooManyIn: 'description' },
  'no self service': { selfService: 'no' },
  'unknown user is 400': { unknownUserStatus: 400 },
  'past expiry refused': { pastExpiry: 'refuse' },
  '401 without a body': { unauthorizedBody: 'empty' },
  'stack is a text': { stack: 'text' },
  'user list for everybody': { userList: 'open' },
}

const astra: Record<string, NonNullable<KindOptions['astra']>> = {
  '24.02.0': {},
  '21.04.0': { version: '21.04.0' },
  '21.12.0': { version: '21.12.0' },
  '22.08.0': { version: '22.08.0' },
  'pages of three': { pageSize: 3, people: 8 },
  'owners only': { othersTokens: 'owners' },
  'nobody sees others’ tokens': { othersTokens: 'nobody' },
  'viewers read only': { viewers: 'read-only' },
  'names are unique': { duplicateNames: 'refuse' },
  'unknown tokens are problem 166': { invalidToken: 166 },
  'unknown users are problem 13': { unknownUser: 13 },
  'tokens not found are problem 1': { unknownToken: 1 },
  'Location is a whole URL': { location: 'absolute' },
  'lists are bare': { envelope: 'bare' },
}

const onezone: Record<string, NonNullable<KindOptions['onezone']>> = {
  '21.02.7': {},
  '20.02.0': { version: '20.02.0' },
  '21.02.3': { version: '21.02.3' },
  '25.0.0': { version: '25.0.0' },
  'unfitting caveats are found at use': { unsupportedCaveat: 'at-use' },
  'dead temporary tokens are refused': { pastExpiry: 'refuse' },
  'invitations are checked at once': { inviteChecks: 'at-verify' },
  'bad credentials do not matter where none is needed': { badCredentialOnPublic: 'ignore' },
  'the other subject is not found': { otherSubject: 'notFound' },
  'api caveats refuse with 400': { apiRefusal: 400 },
  'names are refused without a key': { nameErrorKey: 'missing' },
  'faults have no body': { serverErrorBody: 'empty' },
  'media types do not matter': { contentType: 'ignored' },
  'a slash at the end does not matter': { trailingSlash: 'ignore' },
  'no passwords': { basicAuth: false },
}

const variants: [KindId, string, KindOptions][] = [
  ...Object.entries(netbird).map(([name, options]): [KindId, string, KindOptions] => [
    'netbird',
    name,
    { netbird: options },
  ]),
  ...Object.entries(qumulo).map(([name, options]): [KindId, string, KindOptions] => [
    'qumulo',
    name,
    { qumulo: options },
  ]),
  ...Object.entries(astra).map(([name, options]): [KindId, string, KindOptions] => [
    'astra',
    name,
    { astra: options },
  ]),
  ...Object.entries(onezone).map(([name, options]): [KindId, string, KindOptions] => [
    'onezone',
    name,
    { onezone: options },
  ]),
]

describe.each(variants)('%s, %s', (kind, _name, options) => {
  test('the administrator can do everything this version can', async () => {
    const { server, session } = await openPractice(kind, { perKind: options })
    const found = await session.diagnose()
    expect(found.checks.filter((line) => !line.ok)).toEqual([])
    const can = (id: string): boolean =>
      found.capabilities.some((entry) => entry.id === id && entry.available)

    const { owners, tokens, failures } = await session.list()
    expect(failures).toEqual([])
    const ids = new Set(tokens.map((row) => row.remoteId))
    for (const row of tokens) expect(server.control.issued().has(row.remoteId)).toBe(true)
    if (kind === 'qumulo') expect(ids.size).toBe(server.control.issued().size)

    const ownerId = required(server.accounts['administrator']).owner
    expect(owners.some((owner) => owner.id === ownerId && owner.manageable)).toBe(true)
    const isPossible = ([name]: [string, string]): boolean =>
      name !== 'expiration_time' || can('tokens.expiry')
    const fields = Object.fromEntries(Object.entries(required(facts[kind]).createFields).filter(isPossible))
    const { token, secret } = await required(session.createToken)(ownerId, fields)
    expect(await session.verifySecret(secret, { ownerId, remoteId: token.remoteId })).toMatchObject({
      ok: true,
    })
    if (can('tokens.extend')) {
      const changed = await required(session.updateToken)(ownerId, token.remoteId, {
        expiration_time: '2032-01-01T00:00:00Z',
      })
      expect(changed.expiresAt).toContain('2032-01-01')
    }
    if (can('tokens.disable')) {
      expect((await required(session.setTokenEnabled)(ownerId, token.remoteId, false)).enabled).toBe(false)
      expect((await session.verifySecret(secret, null)).ok).toBe(false)
    }
    await session.deleteToken(ownerId, token.remoteId)
    expect(await failure(session.getToken(ownerId, token.remoteId))).toMatchObject({ code: 'not-found' })
    expect((await session.verifySecret(secret, null)).ok).toBe(false)
  })

  test('every account is diagnosed, and sees what it may', async () => {
    const { server, as } = await openPractice(kind, { perKind: options })
    for (const account of Object.values(server.accounts)) {
      const session = as(account.secret)
      const found = await session.diagnose()
      if (found.error !== null) {
        expect(['rejected', 'expired', 'forbidden']).toContain(Reflect.get(found.error as object, 'code'))
        continue
      }
      expect(found.identity?.ownerId).toBe(required(facts[kind]).knowsSelf ? account.owner : null)
      const listing = await session.list()
      expect(listing.failures).toEqual([])
      const isListed = listing.tokens.some((row) => row.remoteId === account.tokenId)
      expect(isListed).toBe(account.tokenId !== '')
    }
  })

  test('a deleted credential is rejected', async () => {
    const { server, as } = await openPractice(kind, { perKind: options })
    const { id, secret } = server.control.addTokenOutside()
    const session = as(secret)
    const found = await session.diagnose()
    expect(found.error).toBeNull()
    server.control.removeTokenOutside(required(server.accounts['administrator']).owner, id)
    expect(await failure(session.list())).toMatchObject({ code: 'rejected' })
    expect((await session.diagnose()).error).toMatchObject({ code: 'rejected' })
  })
})

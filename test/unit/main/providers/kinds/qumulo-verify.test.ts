import { describe, expect, test } from 'vitest'
import { failure, startStub, table } from '../stub-server.ts'
import { asked, bytes, open, problem, svcBackup, whoAmI } from './qumulo-fixtures.ts'

const who = 'GET /v1/session/who-am-i'

describe('verifying a secret', () => {
  const pasted = 'access-v1:cGFzdGVk=='
  const expected = { ownerId: '1002', remoteId: '77' }
  const self = (more: object) => ({ ...whoAmI([]), ...svcBackup, id: '1002', ...more })

  test.each<[string, object, boolean, string | null, string]>([
    ['the very token', self({ access_token_id: '77' }), true, '77', ''],
    ['another token of the owner', self({ access_token_id: '78' }), false, '78', 'another token'],
    [
      'a token of another owner',
      self({ id: '500', name: 'admin', access_token_id: '77' }),
      false,
      '77',
      'belongs to admin',
    ],
    ['a token of an old server', self({}), true, null, ''],
  ])('that is %s', async (_name, answer, ok, remoteId, words) => {
    const stub = await startStub(table({ [who]: [200, answer] }))
    const found = await open(stub).verifySecret(bytes(pasted), expected)
    expect(found).toMatchObject({ ok, remoteId })
    expect(found.reason ?? '').toContain(words)
    expect(found.reason === null).toBe(ok)
    expect(stub.requests.map((request) => request.headers.authorization)).toEqual([`Bearer ${pasted}`])
  })

  test('that is the session of a login is not a token', async () => {
    const stub = await startStub(table({ [who]: [200, self({})] }))
    const session = open(stub)
    expect(await session.verifySecret(bytes('session-v1:x=='), expected)).toMatchObject({ ok: false })
    expect(await session.verifySecret(bytes('session-v1:x=='), null)).toMatchObject({ ok: true })
  })

  test('whose it is, without an expectation', async () => {
    const stub = await startStub(table({ [who]: [200, self({ access_token_id: '77' })] }))
    expect(await open(stub).verifySecret(bytes(pasted), null)).toEqual({
      ok: true,
      owner: { id: '1002', name: 'svc-backup' },
      remoteId: '77',
      reason: null,
    })
  })

  test.each([401, 403])('that is refused with %i', async (status) => {
    const stub = await startStub(table({ [who]: [status, problem('http_unauthorized_error')] }))
    const found = await open(stub).verifySecret(bytes(pasted), expected)
    expect(found).toMatchObject({ ok: false, owner: null, remoteId: null })
    expect(found.reason).not.toContain(pasted)
  })

  test('in trouble with the server throws', async () => {
    const stub = await startStub(table({ [who]: [500, ''] }))
    expect(await failure(open(stub).verifySecret(bytes(pasted), expected))).toMatchObject({
      code: 'bad-response',
    })
  })

  test('with a password as credential does not sign in', async () => {
    const stub = await startStub(table({ [who]: [200, self({ access_token_id: '77' })] }))
    await open(stub, { username: 'admin', secret: 'pw' }).verifySecret(bytes(pasted), null)
    expect(asked(stub)).toEqual([who])
  })
})

import { describe, expect, test } from 'vitest'
import { failure, json, printed, type Recorded, type Stub, startStub } from '../stub-server.ts'
import {
  asked,
  collection,
  documentedToken,
  expectedToken,
  open,
  page,
  problem,
  whoAmI,
  write,
} from './qumulo-fixtures.ts'

const password = 'planted pässword'
const login = 'POST /v1/session/login'
const list = `GET ${collection}?user=auth_id%3A1002`

interface Cluster {
  readonly stub: Stub
  /** Sessions that are accepted. */
  readonly valid: Set<string>
}

/** A cluster that gives out `session-v1:1`, `session-v1:2`, … and knows which of them are still valid. */
async function cluster(answer?: (request: Recorded) => [number, unknown] | undefined): Promise<Cluster> {
  const valid = new Set<string>()
  let count = 0
  const behave = (request: Recorded): readonly [number, unknown] => {
    if (`${request.method} ${request.path}` === login) {
      count += 1
      valid.add(`session-v1:${count}`)
      return [200, { bearer_token: `session-v1:${count}` }]
    }
    const bearer = request.headers.authorization?.replace('Bearer ', '') ?? ''
    if (!valid.has(bearer)) return [401, problem('http_unauthorized_error')]
    if (request.path.endsWith('who-am-i')) return [200, whoAmI([write])]
    if (request.path.includes('?')) return [200, page([documentedToken])]
    if (request.method === 'POST') return [200, { id: documentedToken.id, bearer_token: 'access-v1:x' }]
    return [200, documentedToken]
  }
  const stub = await startStub((request, response) => {
    const [status, body] = answer?.(request) ?? behave(request)
    json(response, status, body)
  })
  return { stub, valid }
}

const signIn = (stub: Stub) => open(stub, { secret: password, username: 'AD\\jane' })

describe('a password', () => {
  test('is sent once, to the login only', async () => {
    const { stub } = await cluster()
    const session = signIn(stub)
    expect(await session.listOwnerTokens('1002')).toEqual([expectedToken])
    expect(await session.listOwnerTokens('1002')).toEqual([expectedToken])
    expect(asked(stub)).toEqual([login, list, list])
    expect(stub.requests[0]?.body).toBe('{"username":"AD\\\\jane","password":"planted pässword"}')
    expect(stub.requests[0]?.headers.authorization).toBeUndefined()
    expect(stub.requests[1]?.headers.authorization).toBe('Bearer session-v1:1')
  })

  test('is not sent before there is something to do', async () => {
    const { stub } = await cluster()
    signIn(stub)
    expect(stub.requests).toHaveLength(0)
  })

  test('is used by calls at the same time in one login', async () => {
    const { stub } = await cluster()
    const session = signIn(stub)
    await Promise.all([
      session.listOwnerTokens('1002'),
      session.listOwnerTokens('1002'),
      session.listOwnerTokens('1002'),
    ])
    expect(asked(stub).filter((line) => line === login)).toHaveLength(1)
  })

  test('that is wrong is rejected, and tried again only when asked to', async () => {
    const { stub } = await cluster((request) =>
      request.path.endsWith('login')
        ? [401, problem('auth_invalid_credentials_error', `echo ${password}`)]
        : undefined,
    )
    const session = signIn(stub)
    const error = await failure(session.listOwnerTokens('1002'))
    expect(error).toMatchObject({ code: 'rejected', outcome: 'not-sent' })
    expect(error.message).toContain('password')
    expect(printed(error)).not.toContain('planted')
    expect(asked(stub)).toEqual([login])
    await failure(session.listOwnerTokens('1002'))
    expect(asked(stub)).toEqual([login, login])
  })
})

describe('a session that ran out', () => {
  const calls: [string, (session: ReturnType<typeof open>) => Promise<unknown>][] = [
    ['a list', (session) => session.listOwnerTokens('1002')],
    [
      'a change',
      (session) => session.setTokenEnabled?.('1002', documentedToken.id, false) ?? Promise.resolve(),
    ],
    ['a deletion', (session) => session.deleteToken('1002', documentedToken.id)],
  ]

  test.each(calls)('is replaced once for %s', async (_name, call) => {
    const { stub, valid } = await cluster()
    const session = signIn(stub)
    await session.listOwnerTokens('1002')
    valid.clear()
    await call(session)
    expect(asked(stub).filter((line) => line === login)).toHaveLength(2)
    expect(stub.requests.at(-1)?.headers.authorization).toBe('Bearer session-v1:2')
  })

  test('is replaced for a create too, because a refused create was not done', async () => {
    const { stub, valid } = await cluster()
    const session = signIn(stub)
    await session.createToken?.('1002', {})
    valid.clear()
    await session.createToken?.('1002', {})
    const posts = stub.requests.filter((request) => request.method === 'POST' && request.path === collection)
    expect(posts.map((request) => request.headers.authorization)).toEqual([
      'Bearer session-v1:1',
      'Bearer session-v1:1',
      'Bearer session-v1:2',
    ])
  })

  test('is replaced by one login for calls at the same time', async () => {
    const { stub, valid } = await cluster()
    const session = signIn(stub)
    await session.listOwnerTokens('1002')
    valid.clear()
    await Promise.all([
      session.listOwnerTokens('1002'),
      session.listOwnerTokens('1002'),
      session.listOwnerTokens('1002'),
    ])
    expect(asked(stub).filter((line) => line === login)).toHaveLength(2)
  })

  test('is not replaced over and over', async () => {
    const { stub } = await cluster((request) =>
      request.path.endsWith('login') ? undefined : [401, problem('http_unauthorized_error')],
    )
    const session = signIn(stub)
    expect(await failure(session.listOwnerTokens('1002'))).toMatchObject({ code: 'rejected' })
    expect(asked(stub)).toEqual([login, list])
    expect(await failure(session.listOwnerTokens('1002'))).toMatchObject({ code: 'rejected' })
    expect(asked(stub)).toHaveLength(4)
  })

  test('does not matter to an access token, which is refused at once', async () => {
    const { stub } = await cluster()
    expect(await failure(open(stub).listOwnerTokens('1002'))).toMatchObject({
      code: 'rejected',
      outcome: 'refused',
    })
    expect(stub.requests).toHaveLength(1)
  })
})

describe('a login that fails', () => {
  test.each<[string, [number, unknown], string]>([
    ['a fault', [500, ''], 'bad-response'],
    ['nonsense', [200, {}], 'bad-response'],
    ['too many requests', [429, ''], 'rate-limited'],
    ['no permission', [403, ''], 'forbidden'],
  ])('by %s: the call itself was not sent', async (_name, answer, code) => {
    const { stub } = await cluster((request) => (request.path.endsWith('login') ? answer : undefined))
    const error = await failure(signIn(stub).deleteToken('1002', '1'))
    expect(error).toMatchObject({ code, outcome: 'not-sent' })
    expect(asked(stub)).toEqual([login])
  })

  test('because one caller gave up does not end it for another', async () => {
    const { stub } = await cluster()
    const session = signIn(stub)
    const controller = new AbortController()
    const first = failure(session.listOwnerTokens('1002', controller.signal))
    const second = session.listOwnerTokens('1002')
    controller.abort()
    expect(await first).toMatchObject({ code: 'cancelled', outcome: 'not-sent' })
    expect(await second).toEqual([expectedToken])
  })
})

test('closing forgets password and session', async () => {
  const { stub } = await cluster()
  const session = signIn(stub)
  await session.listOwnerTokens('1002')
  await session.close()
  expect(await failure(session.listOwnerTokens('1002'))).toMatchObject({
    code: 'cancelled',
    outcome: 'not-sent',
  })
  expect(stub.requests).toHaveLength(2)
})

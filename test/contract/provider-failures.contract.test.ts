import { describe, expect, test } from 'vitest'
import type { Session } from '../../src/main/providers/provider.ts'
import { capabilityIds, type KindId } from '../../src/shared/model/kind.ts'
import {
  contractKinds,
  facts,
  failure,
  openPractice,
  printed,
  required,
  startTrap,
} from './practice-session.ts'

type Rule = Parameters<Awaited<ReturnType<typeof openPractice>>['server']['control']['next']>[0]

const bytes = (value: string): Uint8Array => new TextEncoder().encode(value)

/** Every call of a session, on a token that need not be there. */
function everyCall(
  session: Session,
  ownerId: string,
  createFields: Readonly<Record<string, string>>,
  signal?: AbortSignal,
) {
  const change = { expiration_time: '2033-01-01T00:00:00Z' }
  const calls: [string, Promise<unknown> | undefined][] = [
    ['list', session.list(signal)],
    ['listOwners', session.listOwners(signal)],
    ['listOwnerTokens', session.listOwnerTokens(ownerId, signal)],
    ['getToken', session.getToken(ownerId, '12345', signal)],
    ['createToken', session.createToken?.(ownerId, createFields, signal)],
    ['updateToken', session.updateToken?.(ownerId, '12345', change, signal)],
    ['setTokenEnabled', session.setTokenEnabled?.(ownerId, '12345', false, signal)],
    ['deleteToken', session.deleteToken(ownerId, '12345', signal)],
    ['verifySecret', session.verifySecret(bytes('some-secret'), null, signal)],
  ]
  return calls.flatMap(([name, promise]) => {
    if (promise === undefined) return []
    const error = failure(promise)
    // They are awaited one after the other; one that comes early is not lost because nobody waits for it yet.
    error.catch(() => undefined)
    return [[name, error] as const]
  })
}

describe.each([...contractKinds])('%s', (kind: KindId) => {
  const fact = facts[kind]
  const ownerOf = (accounts: Awaited<ReturnType<typeof openPractice>>['server']['accounts']) =>
    required(accounts['administrator']).owner

  describe('every call fails with the right code', () => {
    test('when nothing answers', async () => {
      const { server, session, stop } = await openPractice(kind)
      await stop()
      for (const [, error] of everyCall(session, ownerOf(server.accounts), fact.createFields)) {
        expect(await error).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
      }
      expect((await session.diagnose()).error).toMatchObject({ code: 'unreachable' })
    })

    test('when it is cancelled before it begins', async () => {
      const { server, session } = await openPractice(kind)
      for (const [, error] of everyCall(
        session,
        ownerOf(server.accounts),
        fact.createFields,
        AbortSignal.abort(),
      )) {
        expect(await error).toMatchObject({ code: 'cancelled', outcome: 'not-sent' })
      }
      expect(await failure(session.diagnose(AbortSignal.abort()))).toMatchObject({ code: 'cancelled' })
      expect(server.requests()).toEqual([])
    })

    test('when it is cancelled under way', async () => {
      const { server, session } = await openPractice(kind)
      const controller = new AbortController()
      server.control.next({ do: 'hang', times: Number.POSITIVE_INFINITY })
      const seen = server.control.seen({})
      const errors = everyCall(session, ownerOf(server.accounts), fact.createFields, controller.signal)
      await seen
      controller.abort()
      for (const [name, error] of errors) {
        // A create that is under way is waited for: only its answer holds the secret.
        if (name === 'createToken') void error.catch(() => undefined)
        else expect(await error).toMatchObject({ code: 'cancelled' })
      }
    })

    test('when the credential has run out', async () => {
      const { server, session } = await openPractice(kind)
      server.control.expireCredential()
      for (const [name, error] of everyCall(session, ownerOf(server.accounts), fact.createFields)) {
        if (name !== 'verifySecret') expect(await error).toMatchObject({ code: 'rejected' })
        else await error.catch(() => undefined)
      }
      const found = await session.diagnose()
      expect(found).toMatchObject({ identity: null, error: { code: 'rejected' } })
      expect(found.checks.at(-1)).toMatchObject({ check: 'credential', ok: false })
    })

    test.each<[string, Rule, string, string]>([
      ['500', { do: 'status', status: 500 }, 'bad-response', 'unknown'],
      [
        '502 with a page of the proxy',
        { do: 'status', status: 502, body: '<html>bad gateway' },
        'bad-response',
        'unknown',
      ],
      ['429', { do: 'status', status: 429, headers: { 'retry-after': '9' } }, 'rate-limited', 'refused'],
      ['a web page', { do: 'html' }, 'not-an-api', 'unknown'],
      ['a broken connection', { do: 'drop-before-work' }, 'unreachable', 'unknown'],
    ])('when the answer is %s', async (_name, rule, code, outcome) => {
      const { server, session } = await openPractice(kind)
      server.control.next({ ...rule, times: Number.POSITIVE_INFINITY })
      for (const [name, error] of everyCall(session, ownerOf(server.accounts), fact.createFields)) {
        const thrown = await error
        expect(thrown.code).toBe(code)
        // A kind may ask something before it creates; when that fails, the create was not sent.
        expect(name === 'createToken' ? ['not-sent', outcome] : [outcome]).toContain(thrown.outcome)
        if (rule.status === 429) expect(thrown.toData().retryAfterMs).toBe(9_000)
        expect(printed(thrown)).not.toContain(server.secret)
      }
    })

    test.each<[string, Rule]>([
      ['broken JSON', { do: 'garbage' }],
      ['nothing', { do: 'empty' }],
      ['far too much', { do: 'huge', bytes: 20 * 1024 * 1024 }],
    ])('when a good answer turns into %s', async (_name, rule) => {
      const { server, session } = await openPractice(kind)
      const ownerId = ownerOf(server.accounts)
      const [row] = await session.listOwnerTokens(ownerId)
      const { remoteId } = required(row)
      server.control.next({ ...rule, times: Number.POSITIVE_INFINITY })
      const errors = await Promise.all(
        [
          session.list(),
          session.listOwners(),
          session.listOwnerTokens(ownerId),
          session.getToken(ownerId, remoteId),
          session.verifySecret(bytes(server.secret), null),
        ].map(failure),
      )
      for (const error of errors) expect(error).toMatchObject({ code: 'bad-response' })
    })

    test('when the answer is a redirect, which is not followed', async () => {
      const { server, session } = await openPractice(kind)
      const trap = await startTrap()
      server.control.next({
        do: 'redirect',
        location: `${trap.url}/login?x=1`,
        times: Number.POSITIVE_INFINITY,
      })
      for (const [, error] of everyCall(session, ownerOf(server.accounts), fact.createFields)) {
        const thrown = await error
        expect(thrown.code).toBe('redirected')
        expect(thrown.message).toContain(trap.url)
        expect(thrown.message).not.toContain('login')
      }
      expect(trap.hits).toEqual([])
    })

    test('when the rights are missing', async () => {
      const { server, session } = await openPractice(kind)
      const stranger = required(
        (await session.list()).owners.find((owner) => owner.manageable && !owner.isSelf),
      ).id
      server.control.setRole(fact.noRights)
      const calls = [
        session.listOwnerTokens(stranger),
        required(session.createToken)(stranger, fact.createFields),
      ]
      for (const error of await Promise.all(calls.map(failure))) {
        expect(error.code).toBe('forbidden')
        expect(error.message).toMatch(/role|right/)
      }
    })
  })

  test.each(Object.entries(fact.accounts))('the diagnosis of account %s ends with %s', async (name, code) => {
    const { server, as } = await openPractice(kind)
    const account = required(server.accounts[name])
    const session = as(account.secret)
    const found = await session.diagnose()
    expect(found.capabilities.map((entry) => entry.id)).toEqual([...capabilityIds])
    for (const line of found.checks) {
      expect(line.message).toMatch(/\.$/)
      expect(line.message).not.toContain(account.secret)
    }
    if (code !== null) {
      expect(found).toMatchObject({ identity: null, error: { code } })
      expect(found.checks.filter((line) => !line.ok)).toHaveLength(1)
      return
    }
    expect(found.error).toBeNull()
    expect(found.checks.every((line) => line.ok)).toBe(true)
    expect(found.identity).toMatchObject({ ownerId: account.owner, name: account.name })
    expect([null, account.tokenId]).toContain(found.identity?.tokenId)
    expect(found.version).toContain('.')

    // What the list says of each owner is what the server does.
    const { owners, complete, failures } = await session.list()
    expect(failures).toEqual([])
    for (const owner of owners) {
      const readable = complete === 'all' || complete.includes(owner.id)
      const outcome = await session.listOwnerTokens(owner.id).then(
        () => 'readable',
        (error: unknown) => Reflect.get(error as object, 'code'),
      )
      expect([owner.name, outcome]).toEqual([owner.name, readable ? 'readable' : 'forbidden'])
      if (owner.manageable) expect(readable).toBe(true)
    }
    const mayCreate = found.capabilities.some((entry) => entry.id === 'tokens.create' && entry.available)
    const made = await required(session.createToken)(account.owner, fact.createFields).then(
      () => 'made',
      (error: unknown) => Reflect.get(error as object, 'code'),
    )
    expect(mayCreate ? ['made', 'limit-reached'] : ['forbidden']).toContain(made)
  })

  test('the credential is in the header it belongs to and nowhere else', async () => {
    const { server, session, as } = await openPractice(kind)
    const signIn = required(server.accounts['administrator']).signIn
    const sessions: [string, Session][] = [[server.secret, session]]
    if (signIn !== null)
      sessions.push([signIn.password, as(signIn.password, { fields: { username: signIn.username } })])
    for (const [secret, current] of sessions) {
      await current.diagnose()
      await current.list()
      const { token, secret: made } = await required(current.createToken)(
        ownerOf(server.accounts),
        fact.createFields,
      )
      await current.verifySecret(made, { ownerId: token.owner.id, remoteId: token.remoteId })
      const plain = new TextDecoder().decode(made)
      await current.deleteToken(token.owner.id, token.remoteId)
      const errors = await Promise.all(
        everyCall(current, 'nobody', fact.createFields).map(([, error]) =>
          error.catch((reason: unknown) => reason),
        ),
      )
      for (const error of errors) expect(printed(error)).not.toContain(secret)
      for (const request of server.requests()) {
        const { authorization = '', ...headers } = request.headers
        const isLogin = request.path === '/v1/session/login'
        for (const hidden of [secret, plain]) {
          expect(request.path).not.toContain(hidden)
          expect(JSON.stringify(headers)).not.toContain(hidden)
          if (!isLogin) expect(request.body).not.toContain(hidden)
        }
        if (authorization.includes(plain)) expect(request.method).toBe('GET')
      }
    }
    const anonymous = server.requests().filter((request) => request.headers['authorization'] === undefined)
    expect(anonymous.length).toBeGreaterThan(0)
  })
})

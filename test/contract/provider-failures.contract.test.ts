import { describe, expect, test } from 'vitest'
import type { Session } from '../../src/main/providers/provider.ts'
import { capabilityIds, type KindId, kindIds } from '../../src/shared/model/kind.ts'
import { facts, type KindFacts } from './kind-facts.ts'
import { failure, openPractice, printed, required, roomyOwner, startTrap } from './practice-session.ts'
import { bytes } from './token-exercises.ts'

type Rule = Parameters<Awaited<ReturnType<typeof openPractice>>['server']['control']['next']>[0]

/**
 * Every call of a session, on a token that need not be there. The deleting of owners is not among them: who may be
 * deleted at all is decided by reading first, and has a test of its own.
 */
function everyCall(session: Session, ownerId: string, fact: KindFacts, signal?: AbortSignal) {
  const { nothing } = fact
  const secret = bytes('some-secret')
  const calls: [string, Promise<unknown> | undefined][] = [
    ['list', session.list(signal)],
    ['listOwners', session.listOwners(signal)],
    ['listOwnerTokens', session.listOwnerTokens(ownerId, signal)],
    ['getToken', session.getToken(ownerId, nothing, signal)],
    ['createToken', session.createToken?.(ownerId, fact.createFields, signal)],
    ['updateToken', session.updateToken?.(ownerId, nothing, fact.change ?? {}, signal)],
    ['setTokenEnabled', session.setTokenEnabled?.(ownerId, nothing, false, signal)],
    ['deleteToken', session.deleteToken(ownerId, nothing, signal)],
    ['verifySecret', session.verifySecret(secret, null, signal)],
    ['readSecret', session.readSecret?.(ownerId, nothing, signal)],
    ['deleteAllTokens', session.deleteAllTokens?.(ownerId, signal)],
    ['revokeTemporary', session.revokeTemporary?.(ownerId, signal)],
    ['examine', session.examine?.(secret, signal)],
    ['confine', fact.confine && session.confine?.(secret, fact.confine.fields, signal)],
    ['scope', session.scope?.(secret, signal)],
    ['listEvents', session.listEvents?.(ownerId, nothing, signal)],
    ['createOwner', fact.owner && session.createOwner?.(fact.owner, signal)],
    ['choices', fact.choices && session.choices?.(fact.choices.field, fact.choices.fields, signal)],
  ]
  return calls.flatMap(([name, promise]) => {
    if (promise === undefined) return []
    const error = failure(promise)
    // They are awaited one after the other; one that comes early is not lost because nobody waits for it yet.
    error.catch(() => undefined)
    return [[name, error] as const]
  })
}

/** Calls that change something: what they read before may fail, and then nothing was sent. */
const changing: readonly string[] = [
  'createToken',
  'updateToken',
  'setTokenEnabled',
  'deleteToken',
  'deleteAllTokens',
  'revokeTemporary',
  'createOwner',
]
/** Calls about a text, which may need no credential of ours. */
const aboutText: readonly string[] = ['verifySecret', 'examine', 'confine', 'scope']
/** Calls whose answer is worth waiting for, because it cannot be had again. */
const waitedFor: readonly string[] = ['createToken', 'createOwner']

describe.each([...kindIds])('%s', (kind: KindId) => {
  const fact = required(facts[kind])
  const ownerOf = (accounts: Awaited<ReturnType<typeof openPractice>>['server']['accounts']) =>
    required(accounts['administrator']).owner

  describe('every call fails with the right code', () => {
    test('when nothing answers', async () => {
      const { server, session, stop } = await openPractice(kind)
      await stop()
      for (const [, error] of everyCall(session, ownerOf(server.accounts), fact)) {
        expect(await error).toMatchObject({ code: 'unreachable', outcome: 'not-sent' })
      }
      expect((await session.diagnose()).error).toMatchObject({ code: 'unreachable' })
    })

    test('when it is cancelled before it begins', async () => {
      const { server, session } = await openPractice(kind)
      for (const [, error] of everyCall(session, ownerOf(server.accounts), fact, AbortSignal.abort())) {
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
      const errors = everyCall(session, ownerOf(server.accounts), fact, controller.signal)
      await seen
      controller.abort()
      for (const [name, error] of errors) {
        if (waitedFor.includes(name)) void error.catch(() => undefined)
        else expect(await error).toMatchObject({ code: 'cancelled' })
      }
    })

    test('when the credential has run out', async () => {
      const { server, session } = await openPractice(kind)
      server.control.expireCredential()
      const code = fact.accounts['expired'] ?? 'rejected'
      for (const [name, error] of everyCall(session, ownerOf(server.accounts), fact)) {
        if (!aboutText.includes(name)) expect(await error).toMatchObject({ code })
        else await error.catch(() => undefined)
      }
      const found = await session.diagnose()
      expect(found).toMatchObject({ identity: null, error: { code } })
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
      for (const [name, error] of everyCall(session, ownerOf(server.accounts), fact)) {
        const thrown = await error
        expect(thrown.code).toBe(code)
        expect(changing.includes(name) ? ['not-sent', outcome] : [outcome]).toContain(thrown.outcome)
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
      for (const [, error] of everyCall(session, ownerOf(server.accounts), fact)) {
        const thrown = await error
        expect(thrown.code).toBe('redirected')
        expect(thrown.message).toContain(trap.url)
        expect(thrown.message).not.toContain('login')
      }
      expect(trap.hits).toEqual([])
    })

    test('when the rights are missing', async () => {
      const opened = await openPractice(kind)
      const { server, session } = opened
      const stranger = await roomyOwner(opened)
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
    if (fact.knowsSelf) expect(found.identity).toMatchObject({ ownerId: account.owner, name: account.name })
    else expect(found.identity).toMatchObject({ ownerId: null, role: null })
    expect(found.identity?.name).not.toBe('')
    expect([null, account.tokenId]).toContain(found.identity?.tokenId)
    if (fact.knowsVersion) expect(found.version).toContain('.')
    else expect(found.version).toBeNull()

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
        everyCall(current, fact.nobody, fact).map(([, error]) => error.catch((reason: unknown) => reason)),
      )
      for (const error of errors) expect(printed(error)).not.toContain(secret)
      for (const request of server.requests()) {
        const { authorization = '', 'x-auth-token': token = '', ...headers } = request.headers
        const mayHoldText = fact.textInBody?.test(request.path) === true
        for (const hidden of [secret, plain]) {
          expect(request.path).not.toContain(hidden)
          expect(JSON.stringify(headers)).not.toContain(hidden)
          if (!mayHoldText) expect(request.body).not.toContain(hidden)
        }
        if (authorization.includes(plain) || token === plain) expect(request.method).toBe('GET')
      }
    }
    const anonymous = server
      .requests()
      .filter(({ headers }) => !('authorization' in headers) && !('x-auth-token' in headers))
    expect(anonymous.length).toBeGreaterThan(0)
  })
})

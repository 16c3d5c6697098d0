import { describe, expect, test } from 'vitest'
import { kindIds } from '../../src/shared/model/kind.ts'
import { astraErrors } from './error-tables/astra.ts'
import type { ErrorRow } from './error-tables/error-row.ts'
import { netbirdErrors } from './error-tables/netbird.ts'
import { onezoneErrors } from './error-tables/onezone.ts'
import { qumuloErrors } from './error-tables/qumulo.ts'
import { facts, type KindFacts } from './kind-facts.ts'
import { failure, type Opened, openPractice, printed, required } from './practice-session.ts'
import { bytes } from './token-exercises.ts'

const tables: Readonly<Record<string, readonly ErrorRow[]>> = {
  netbird: netbirdErrors,
  qumulo: qumuloErrors,
  onezone: onezoneErrors,
  astra: astraErrors,
}

/** The call of a row; the first request that it is about meets the refusal. */
function callOf(opened: Opened, fact: KindFacts, { call }: ErrorRow): Promise<unknown> {
  const { session, server, as } = opened
  const { owner, signIn } = required(server.accounts['administrator'])
  switch (call) {
    case 'get':
      return session.getToken(owner, fact.nothing)
    case 'list':
      return session.listOwnerTokens(owner)
    case 'create':
      return required(session.createToken)(owner, fact.createFields)
    case 'delete':
      return session.deleteToken(owner, fact.nothing)
    case 'verify':
      return session.verifySecret(bytes('some-secret'), null)
    case 'examine':
      return required(session.examine)(bytes('some-secret'))
    case 'owner':
      return required(session.createOwner)(required(fact.owner))
    case 'login': {
      const { username, password } = required(signIn ?? undefined)
      return as(password, { fields: { username } }).listOwnerTokens(owner)
    }
    default:
      return call satisfies never
  }
}

/** Which requests meet the refusal: a create may ask something before, which is answered as ever. */
function matchOf(fact: KindFacts, { call }: ErrorRow) {
  if (call === 'create') return fact.create
  return call === 'owner' ? { method: 'POST' } : {}
}

describe.each([...kindIds])(
  'every error in the documents of %s is told with its code and a sentence',
  (kind) => {
    const fact = required(facts[kind])

    test.each(required(tables[kind]).map((row) => [`${row.status} ${row.what}`, row] as const))(
      '%s',
      async (_name, row) => {
        const opened = await openPractice(kind)
        const { server } = opened
        const body =
          row.body === null ? '' : typeof row.body === 'string' ? row.body : JSON.stringify(row.body)
        const type =
          typeof row.body === 'object' && row.body !== null ? 'application/problem+json' : 'text/plain'
        server.control.next({
          ...matchOf(fact, row),
          do: 'status',
          status: row.status,
          body,
          headers: { 'Content-Type': type },
          times: Number.POSITIVE_INFINITY,
        })
        const error = await failure(callOf(opened, fact, row))
        expect([error.code, error.field]).toEqual([row.code, row.field])
        // The call behind a login that is refused was not sent.
        const outcome = row.status < 500 ? 'refused' : 'unknown'
        expect(error.outcome).toBe(row.call === 'login' ? 'not-sent' : outcome)
        expect(error.message).toMatch(row.says)
        // A sentence of ours: whole, with the host in it, and nothing in the server's own words.
        expect(error.message).toMatch(/^\p{Lu}|^\d/u)
        expect(error.message).toMatch(/\.$/)
        expect(error.message.length).toBeLessThan(400)
        expect(error.message).not.toMatch(/of the server$|Title of|Detail of|Text of the server|c2hhMjU2/)
        expect(printed(error)).not.toContain(server.secret)
      },
    )
  },
)

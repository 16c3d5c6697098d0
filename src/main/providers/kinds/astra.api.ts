import type { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import type { HttpClient, JsonAnswer, JsonRequest } from '../http.ts'
import { createListBound, type ListBound } from '../list-bound.ts'
import { type EncodedPath, pathOf } from '../path.ts'
import { type AstraTopic, explainAstra, problemNumber } from './astra.explain.ts'
import {
  type AstraAccount,
  type AstraRoleBinding,
  type AstraToken,
  type AstraUser,
  astraAccount,
  astraCreated,
  astraPage,
  astraRoleBinding,
  astraToken,
  astraTokenType,
  astraUser,
} from './astra.schema.ts'

/** A label of a token. */
export interface AstraLabel {
  readonly name: string
  readonly value: string
}

/** What a token is made from, or changed to; a member left out stays. */
export interface AstraTokenBody {
  readonly name: string
  readonly labels?: readonly AstraLabel[]
}

/** A token's place: its user's id and its own. */
export interface AstraTokenPlace {
  readonly userId: string
  readonly tokenId: string
}

/** Astra Control's calls that are used, one function each, under the API token given when it was made. */
export interface AstraApi {
  readonly http: HttpClient
  /**
   * Asks without a credential, to be refused: who answers, by the way that is done. `elsewhere` = Astra Control, but
   * not at this address.
   */
  knock(signal?: AbortSignal): Promise<'here' | 'elsewhere' | 'something else'>
  account(signal?: AbortSignal): Promise<AstraAccount>
  /** One user at most, the cheapest call there is. `problem` is that of a refusal. */
  probeUsers(signal?: AbortSignal): Promise<ProbeAnswer>
  /** All users of the account. `bound` is that of a listing it is part of; left out = it has its own. */
  users(signal?: AbortSignal, bound?: ListBound): Promise<readonly AstraUser[]>
  /** The role bindings that fit a filter; null = all of them. */
  roleBindings(
    filter: string | null,
    signal?: AbortSignal,
    bound?: ListBound,
  ): Promise<readonly AstraRoleBinding[]>
  /** All tokens of one user, in the order of their names. */
  tokens(userId: string, signal?: AbortSignal, bound?: ListBound): Promise<readonly AstraToken[]>
  /** Whether a user's tokens may be seen: reads one at most. Throws `forbidden` when not. */
  probeTokens(userId: string, signal?: AbortSignal): Promise<void>
  token(place: AstraTokenPlace, signal?: AbortSignal): Promise<AstraToken>
  createToken(
    userId: string,
    body: AstraTokenBody,
    signal?: AbortSignal,
  ): Promise<JsonAnswer<typeof astraCreated>['body']>
  /** Answers nothing: what the token is then has to be read. */
  changeToken(place: AstraTokenPlace, body: AstraTokenBody, signal?: AbortSignal): Promise<void>
  deleteToken(place: AstraTokenPlace, signal?: AbortSignal): Promise<void>
}

/** How {@link AstraApi.probeUsers} ended; refusals other than 401 and 403 are thrown. */
export type ProbeAnswer =
  | { readonly isRefused: false; readonly dateMs: number | null }
  | { readonly isRefused: true; readonly problem: number | null; readonly error: AppError }

/** Where the calls go: the account, and the group through which the tokens are reached, if any. */
export interface AstraPlace {
  readonly accountId: string
  readonly groupId: string | null
}

/** Entries asked for at once. The server may give fewer. */
const pageSize = 100
/** Far more pages than any account has entries; a list that goes on is a loop. */
const maxPages = 10_000

/** Problems that say that nothing is at an address: resource, collection, method. */
const noSuchPlace: readonly number[] = [1, 2, 69]

const tokenMedia = 'application/astra-token+json'
const problemMedia = 'application/problem+json'

/** @param token gives the API token for each request. */
export function createAstraApi(http: HttpClient, token: () => string, place: AstraPlace): AstraApi {
  const { accountId, groupId } = place
  const accountPath = pathOf`/accounts/${accountId}`
  const usersPath = pathOf`/accounts/${accountId}/core/v1/users`
  const tokensPath = (userId: string): EncodedPath =>
    groupId === null
      ? pathOf`/accounts/${accountId}/core/v1/users/${userId}/tokens`
      : pathOf`/accounts/${accountId}/core/v1/groups/${groupId}/users/${userId}/tokens`
  const tokenPath = ({ userId, tokenId }: AstraTokenPlace): EncodedPath =>
    groupId === null
      ? pathOf`/accounts/${accountId}/core/v1/users/${userId}/tokens/${tokenId}`
      : pathOf`/accounts/${accountId}/core/v1/groups/${groupId}/users/${userId}/tokens/${tokenId}`

  const common = (topic: AstraTopic, signal: AbortSignal | undefined) => ({
    headers: { authorization: `Bearer ${token()}`, accept: `application/json, ${problemMedia}` },
    explain: explainAstra(http.host, topic),
    signal,
  })
  // An unfitting type is refused as not acceptable, so these two are exactly what the API documents.
  const asToken = (signal: AbortSignal | undefined, hasBody: boolean) => {
    const request = common('token', signal)
    return {
      ...request,
      headers: {
        ...request.headers,
        accept: `${tokenMedia}, ${problemMedia}`,
        ...(hasBody ? { 'content-type': tokenMedia } : {}),
      },
    }
  }

  async function allPages<S extends z.ZodType<object>>(
    request: Pick<JsonRequest<S>, 'path' | 'schema'> & { topic: AstraTopic; query: Record<string, string> },
    signal: AbortSignal | undefined,
    bound = createListBound(http.host),
  ): Promise<z.output<S>[]> {
    const entries: z.output<S>[] = []
    const seen = new Set<string>()
    let cursor: string | null = null
    while (seen.size < maxPages) {
      const query: Record<string, string> = { ...request.query, limit: String(pageSize) }
      if (cursor !== null) query['continue'] = cursor
      bound.check()
      const { body, bytes } = await http.requestJson({
        ...common(request.topic, signal),
        method: 'GET',
        path: request.path,
        query,
        schema: astraPage(request.schema),
      })
      bound.add(bytes, body.items.length)
      entries.push(...body.items)
      const next = body.metadata?.continue ?? ''
      if (next === '') return entries
      if (seen.has(next)) break
      seen.add(next)
      cursor = next
    }
    throw new AppError(
      'bad-response',
      `The list of ${http.host} does not come to an end, so it could not be read. Try again later.`,
    )
  }

  return {
    http,
    async knock(signal) {
      const { explain, problem } = noting(explainAstra(http.host, 'users'))
      const request = {
        method: 'GET',
        path: usersPath,
        query: { limit: '1' },
        headers: { accept: `application/json, ${problemMedia}` },
        schema: astraPage(astraUser),
        explain,
        signal,
      } as const
      try {
        await http.requestJson(request)
        return 'here'
      } catch (error) {
        const number = problem()
        // Whoever is missing a credential is told so before anything else, where there is something at all.
        if (number !== null) return noSuchPlace.includes(number) ? 'elsewhere' : 'here'
        // Another product that asks for its own credential.
        const isOther = error instanceof AppError && (error.code === 'rejected' || error.code === 'forbidden')
        if (isOther) return 'something else'
        throw error
      }
    },
    async account(signal) {
      const request = { ...common('account', signal), method: 'GET', path: accountPath } as const
      return (await http.requestJson({ ...request, schema: astraAccount })).body
    },
    async probeUsers(signal) {
      const { explain, problem } = noting(explainAstra(http.host, 'users'))
      try {
        const { dateMs } = await http.requestJson({
          ...common('users', signal),
          explain,
          method: 'GET',
          path: usersPath,
          query: { limit: '1' },
          schema: astraPage(astraUser),
        })
        return { isRefused: false, dateMs }
      } catch (error) {
        if (!(error instanceof AppError) || (error.code !== 'rejected' && error.code !== 'forbidden'))
          throw error
        return { isRefused: true, problem: problem(), error }
      }
    },
    users: async (signal, bound) =>
      uniqueById(
        await allPages(
          { topic: 'users', path: usersPath, query: { orderBy: 'id' }, schema: astraUser },
          signal,
          bound,
        ),
      ),
    roleBindings: (filter, signal, bound) =>
      allPages(
        {
          topic: 'users',
          path: pathOf`/accounts/${accountId}/core/v1/roleBindings`,
          query: filter === null ? {} : { filter },
          schema: astraRoleBinding,
        },
        signal,
        bound,
      ),
    tokens: async (userId, signal, bound) =>
      uniqueById(
        await allPages(
          { topic: 'tokens', path: tokensPath(userId), query: { orderBy: 'name' }, schema: astraToken },
          signal,
          bound,
        ),
      ),
    async probeTokens(userId, signal) {
      const request = { ...common('tokens', signal), method: 'GET', path: tokensPath(userId) } as const
      await http.requestJson({ ...request, query: { limit: '1' }, schema: astraPage(astraToken) })
    },
    async token(tokenPlace, signal) {
      const request = { ...asToken(signal, false), method: 'GET', path: tokenPath(tokenPlace) } as const
      return (await http.requestJson({ ...request, schema: astraToken })).body
    },
    async createToken(userId, body, signal) {
      const request = {
        ...asToken(signal, true),
        explain: explainAstra(http.host, 'tokens'),
        method: 'POST',
        path: tokensPath(userId),
        json: bodyOf(body),
      } as const
      return (await http.requestJson({ ...request, schema: astraCreated })).body
    },
    async changeToken(tokenPlace, body, signal) {
      const request = { ...asToken(signal, true), method: 'PUT', path: tokenPath(tokenPlace) } as const
      await http.requestJson({ ...request, json: bodyOf(body), schema: 'none' })
    },
    async deleteToken(tokenPlace, signal) {
      const request = { ...common('token', signal), method: 'DELETE', path: tokenPath(tokenPlace) } as const
      await http.requestJson({ ...request, schema: 'none' })
    },
  }
}

type Explain = JsonRequest<'none'>['explain']

/** The same explanation, and the number of the problem when it was asked for. */
function noting(explain: Explain): { readonly explain: Explain; readonly problem: () => number | null } {
  const seen: (number | null)[] = []
  return {
    explain: (refusal) => {
      seen.push(problemNumber(refusal.body))
      return explain(refusal)
    },
    problem: () => seen.at(-1) ?? null,
  }
}

/** Nothing but what the API knows: it refuses any other member. */
function bodyOf({ name, labels }: AstraTokenBody): object {
  return { ...astraTokenType, name, ...(labels === undefined ? {} : { metadata: { labels } }) }
}

/** An entry that moved between two pages while they were read must not appear twice. */
function uniqueById<T extends { readonly id: string }>(entries: readonly T[]): T[] {
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()]
}

import { AppError } from '../../../shared/errors.ts'
import type { HttpClient, JsonAnswer } from '../http.ts'
import { type EncodedPath, nextPageQuery, pathOf, queryOf } from '../path.ts'
import { explainQumulo, type Topic } from './qumulo.explain.ts'
import {
  type QumuloIdentity,
  type QumuloToken,
  type QumuloUser,
  type QumuloWhoAmI,
  qumuloClusterSettings,
  qumuloCreated,
  qumuloExpanded,
  qumuloNodeState,
  qumuloRoles,
  qumuloToken,
  qumuloTokenPage,
  qumuloUsers,
  qumuloVersion,
  qumuloWhoAmI,
} from './qumulo.schema.ts'
import type { QumuloSignIn } from './qumulo.sign-in.ts'

/** What a token may be changed to; a member left out stays. */
export interface QumuloTokenChange {
  readonly expiration_time?: string
  readonly enabled?: boolean
}

/** Qumulo's calls that are used, one function each. Times are in the server's own text. */
export interface QumuloApi {
  readonly http: HttpClient
  /** These three carry no credential, because they need none. */
  version(signal?: AbortSignal): Promise<JsonAnswer<typeof qumuloVersion>>
  nodeState(signal?: AbortSignal): Promise<JsonAnswer<typeof qumuloNodeState>['body']>
  clusterName(signal?: AbortSignal): Promise<string | null>
  whoAmI(signal?: AbortSignal): Promise<QumuloWhoAmI>
  roles(signal?: AbortSignal): Promise<readonly string[]>
  /** Local users. */
  users(signal?: AbortSignal): Promise<readonly QumuloUser[]>
  /** Type of an identity: `UNKNOWN|USER|GROUP`; null = not told. Needs PRIVILEGE_IDENTITY_READ. */
  identityType(identity: Partial<QumuloIdentity>, signal?: AbortSignal): Promise<string | null>
  /** All pages. `user` is a filter such as `auth_id:500`; null = all users, which needs PRIVILEGE_ACCESS_TOKENS_READ. */
  tokens(user: string | null, signal?: AbortSignal): Promise<readonly QumuloToken[]>
  /** Whether the filtered list is permitted: reads one entry at most. Throws `forbidden` when not. */
  probeTokens(user: string, signal?: AbortSignal): Promise<void>
  token(
    id: string,
    options: { readonly signal?: AbortSignal | undefined; readonly totalMs?: number },
  ): Promise<QumuloToken>
  createToken(
    body: { readonly user: Partial<QumuloIdentity>; readonly expiration_time?: string },
    signal?: AbortSignal,
  ): Promise<JsonAnswer<typeof qumuloCreated>['body']>
  changeToken(id: string, change: QumuloTokenChange, signal?: AbortSignal): Promise<QumuloToken>
  deleteToken(id: string, signal?: AbortSignal): Promise<void>
}

/** Far more pages than any cluster has users; a list that goes on is a loop. */
const maxPages = 10_000

const collection = pathOf`/v1/auth/access-tokens/`

/** @param baseUrl the client's own base URL, which links to a next page are resolved against. */
export function createQumuloApi(http: HttpClient, baseUrl: string, signIn: QumuloSignIn): QumuloApi {
  const as = (topic: Topic, authorization: string, signal: AbortSignal | undefined) => ({
    headers: { authorization },
    explain: explainQumulo(http.host, topic),
    signal,
  })
  const anonymous = (signal: AbortSignal | undefined) => ({
    method: 'GET' as const,
    explain: explainQumulo(http.host, 'service'),
    signal,
  })
  const page = (query: string, signal: AbortSignal | undefined) =>
    signIn.run(async (authorization) => {
      const request = {
        ...as('token', authorization, signal),
        method: 'GET',
        path: collection,
        query,
      } as const
      return (await http.requestJson({ ...request, schema: qumuloTokenPage })).body
    }, signal)
  const get = <S extends typeof qumuloWhoAmI | typeof qumuloRoles | typeof qumuloUsers>(
    path: EncodedPath,
    schema: S,
    signal: AbortSignal | undefined,
  ) =>
    signIn.run(async (authorization) => {
      return (
        await http.requestJson({ ...as('service', authorization, signal), method: 'GET', path, schema })
      ).body
    }, signal)

  return {
    http,
    version: (signal) =>
      http.requestJson({ ...anonymous(signal), path: pathOf`/v1/version`, schema: qumuloVersion }),
    async nodeState(signal) {
      const path = pathOf`/v1/node/state`
      return (await http.requestJson({ ...anonymous(signal), path, schema: qumuloNodeState })).body
    },
    async clusterName(signal) {
      const path = pathOf`/v1/cluster/settings`
      const answer = await http.requestJson({ ...anonymous(signal), path, schema: qumuloClusterSettings })
      return answer.body.cluster_name ?? null
    },
    whoAmI: (signal) => get(pathOf`/v1/session/who-am-i`, qumuloWhoAmI, signal),
    roles: (signal) => get(pathOf`/v1/session/roles`, qumuloRoles, signal),
    users: (signal) => get(pathOf`/v1/users/`, qumuloUsers, signal),
    identityType: (json, signal) =>
      signIn.run(async (authorization) => {
        const path = pathOf`/v1/identity/expand`
        const request = { ...as('service', authorization, signal), method: 'POST', path, json } as const
        return (await http.requestJson({ ...request, schema: qumuloExpanded })).body.type ?? null
      }, signal),
    tokens: (user, signal) =>
      allPages(http.host, baseUrl, user === null ? '' : queryOf({ user }), (query) => page(query, signal)),
    async probeTokens(user, signal) {
      await page(queryOf({ user, limit: '1' }), signal)
    },
    token: (id, { signal, totalMs }) =>
      signIn.run(async (authorization) => {
        const path = pathOf`/v1/auth/access-tokens/${id}`
        const request = {
          ...as('token', authorization, signal),
          method: 'GET',
          path,
          schema: qumuloToken,
        } as const
        return (await http.requestJson({ ...request, ...(totalMs === undefined ? {} : { totalMs }) })).body
      }, signal),
    createToken: (json, signal) =>
      signIn.run(async (authorization) => {
        const request = {
          ...as('token', authorization, signal),
          method: 'POST',
          path: collection,
          json,
        } as const
        return (await http.requestJson({ ...request, schema: qumuloCreated })).body
      }, signal),
    changeToken: (id, json, signal) =>
      signIn.run(async (authorization) => {
        const path = pathOf`/v1/auth/access-tokens/${id}`
        const request = { ...as('token', authorization, signal), method: 'PATCH', path, json } as const
        return (await http.requestJson({ ...request, schema: qumuloToken })).body
      }, signal),
    deleteToken: (id, signal) =>
      signIn.run(async (authorization) => {
        const path = pathOf`/v1/auth/access-tokens/${id}`
        const request = { ...as('token', authorization, signal), method: 'DELETE', path } as const
        await http.requestJson({ ...request, schema: 'none' })
      }, signal),
  }
}

type Page = JsonAnswer<typeof qumuloTokenPage>['body']

async function allPages(
  host: string,
  baseUrl: string,
  firstQuery: string,
  read: (query: string) => Promise<Page>,
): Promise<readonly QumuloToken[]> {
  // By id: an entry that moved between two pages while they were read must not appear twice.
  const tokens = new Map<string, QumuloToken>()
  const queries = new Set<string>()
  let query = firstQuery
  while (!queries.has(query) && queries.size < maxPages) {
    queries.add(query)
    const { entries, paging } = await read(query)
    for (const entry of entries) tokens.set(entry.id, entry)
    const next = paging?.next ?? ''
    if (next === '') return [...tokens.values()]
    query = nextPageQuery(next, baseUrl, collection)
  }
  throw new AppError(
    'bad-response',
    `The list of ${host} does not come to an end, so it could not be read. Try again later.`,
  )
}

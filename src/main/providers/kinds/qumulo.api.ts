import { AppError } from '../../../shared/errors.ts'
import type { HttpClient, JsonAnswer } from '../http.ts'
import { createListBound } from '../list-bound.ts'
import { type EncodedPath, nextPageQuery, pathOf, queryOf } from '../path.ts'
import { type CredentialSort, explainQumulo, type Topic } from './qumulo.explain.ts'
import {
  type QumuloExpanded,
  type QumuloIdentity,
  type QumuloToken,
  type QumuloUser,
  type QumuloWhoAmI,
  qumuloClusterSettings,
  qumuloCreated,
  qumuloExpanded,
  qumuloIdentity,
  qumuloNodeState,
  qumuloRoles,
  qumuloToken,
  qumuloTokenPage,
  qumuloUser,
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

/** What a new local user is made from. An empty uid = none. */
export interface QumuloNewUser {
  readonly name: string
  readonly primary_group: string
  readonly uid: string
  readonly home_directory?: string
}

/** Qumulo's calls that are used, one function each. Times are in the server's own text. */
export interface QumuloApi {
  readonly http: HttpClient
  readonly sort: CredentialSort
  /** These three carry no credential, because they need none. */
  version(signal?: AbortSignal): Promise<JsonAnswer<typeof qumuloVersion>>
  nodeState(signal?: AbortSignal): Promise<JsonAnswer<typeof qumuloNodeState>['body']>
  clusterName(signal?: AbortSignal): Promise<string | null>
  whoAmI(signal?: AbortSignal): Promise<QumuloWhoAmI>
  roles(signal?: AbortSignal): Promise<readonly string[]>
  /** Local users. */
  users(signal?: AbortSignal): Promise<readonly QumuloUser[]>
  createUser(user: QumuloNewUser, signal?: AbortSignal): Promise<QumuloUser>
  deleteUser(id: string, signal?: AbortSignal): Promise<void>
  /** All members of an identity. Needs PRIVILEGE_IDENTITY_READ. */
  findIdentity(identity: Partial<QumuloIdentity>, signal?: AbortSignal): Promise<QumuloIdentity>
  /** What an identity is. Needs PRIVILEGE_IDENTITY_READ. */
  expandIdentity(identity: Partial<QumuloIdentity>, signal?: AbortSignal): Promise<QumuloExpanded>
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

/** Far more than any cluster has users; a list that goes on is a loop. */
const maxPages = 5_000
/** Pages in a row that bring nothing new; a server may send a few of those. */
const maxIdlePages = 10

const collection = pathOf`/v1/auth/access-tokens/`

/** @param baseUrl the client's own base URL, which links to a next page are resolved against. */
export function createQumuloApi(http: HttpClient, baseUrl: string, signIn: QumuloSignIn): QumuloApi {
  const as = (topic: Topic, authorization: string, signal: AbortSignal | undefined) => ({
    headers: { authorization },
    explain: explainQumulo(http.host, topic, signIn.sort),
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
      return await http.requestJson({ ...request, schema: qumuloTokenPage })
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

  const identityCall = <S extends typeof qumuloIdentity | typeof qumuloExpanded>(
    paths: readonly [EncodedPath, EncodedPath],
    json: unknown,
    schema: S,
    signal: AbortSignal | undefined,
  ) =>
    signIn.run(async (authorization) => {
      const post = async (path: EncodedPath) =>
        (
          await http.requestJson({
            ...as('service', authorization, signal),
            method: 'POST',
            path,
            json,
            schema,
          })
        ).body
      try {
        return await post(paths[0])
      } catch (error) {
        // Older releases know the call under its former address only.
        if (error instanceof AppError && error.code === 'not-an-api') return await post(paths[1])
        throw error
      }
    }, signal)

  return {
    http,
    sort: signIn.sort,
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
    createUser: (json, signal) =>
      signIn.run(async (authorization) => {
        const path = pathOf`/v1/users/`
        const request = { ...as('user', authorization, signal), method: 'POST', path, json } as const
        return (await http.requestJson({ ...request, schema: qumuloUser })).body
      }, signal),
    deleteUser: (id, signal) =>
      signIn.run(async (authorization) => {
        const path = pathOf`/v1/users/${id}`
        const request = { ...as('user', authorization, signal), method: 'DELETE', path } as const
        await http.requestJson({ ...request, schema: 'none' })
      }, signal),
    findIdentity: (json, signal) =>
      identityCall([pathOf`/v1/identity/find`, pathOf`/v1/auth/identity/find`], json, qumuloIdentity, signal),
    expandIdentity: (identity, signal) =>
      identityCall(
        [pathOf`/v1/identity/expand`, pathOf`/v1/auth/identity/expand`],
        // The identity is in the member `id`. Qumulo source: openapi.json.
        { id: identity },
        qumuloExpanded,
        signal,
      ),
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

type Page = JsonAnswer<typeof qumuloTokenPage>

async function allPages(
  host: string,
  baseUrl: string,
  firstQuery: string,
  read: (query: string) => Promise<Page>,
): Promise<readonly QumuloToken[]> {
  // By id: an entry that moved between two pages while they were read must not appear twice.
  const tokens = new Map<string, QumuloToken>()
  const queries = new Set<string>()
  const bound = createListBound(host)
  let query = firstQuery
  let idle = 0
  while (!queries.has(query) && queries.size < maxPages && idle < maxIdlePages) {
    queries.add(query)
    const { body, bytes } = await read(query)
    const { entries, paging } = body
    bound.add(bytes, entries.length)
    const before = tokens.size
    for (const entry of entries) tokens.set(entry.id, entry)
    idle = tokens.size === before ? idle + 1 : 0
    const next = paging?.next ?? ''
    if (next === '') return [...tokens.values()]
    query = nextPageQuery(next, baseUrl, collection)
  }
  throw new AppError(
    'bad-response',
    `The list of ${host} does not come to an end, so it could not be read. Try again later.`,
  )
}

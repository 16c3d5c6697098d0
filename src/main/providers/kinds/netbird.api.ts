import { AppError } from '../../../shared/errors.ts'
import type { HttpClient, JsonAnswer } from '../http.ts'
import { pathOf } from '../path.ts'
import { authorizationOf, type CredentialSort, sortOf } from './netbird.credential.ts'
import { explainNetbird, isForeignRefusal, notAnApi } from './netbird.explain.ts'
import {
  type NetbirdEvent,
  type NetbirdToken,
  type NetbirdUser,
  type NetbirdVersion,
  netbirdAccounts,
  netbirdCreated,
  netbirdEvents,
  netbirdInstance,
  netbirdToken,
  netbirdTokens,
  netbirdUser,
  netbirdUsers,
  netbirdVersion,
} from './netbird.schema.ts'

/** NetBird's calls that are used, one function each, under the credential given when it was made. */
export interface NetbirdApi {
  readonly http: HttpClient
  readonly sort: CredentialSort
  /** The managed account that all calls go to, except those about the caller itself; null = the caller's own. */
  readonly account: string | null
  /** `GET /api/instance`; carries no credential, because it needs none. `unsupported` = a server before v0.62.0. */
  instance(signal?: AbortSignal): Promise<JsonAnswer<typeof netbirdInstance>>
  /** `GET /api/instance/version`. */
  version(signal?: AbortSignal): Promise<NetbirdVersion>
  /** `GET /api/users/current`, in the caller's own account; service users are refused here (`forbidden`). */
  currentUser(signal?: AbortSignal): Promise<JsonAnswer<typeof netbirdUser>>
  /** `GET /api/users` in the caller's own account, where it is marked. */
  usersAtHome(signal?: AbortSignal): Promise<readonly NetbirdUser[]>
  /** `GET /api/users`, people and service users. */
  users(signal?: AbortSignal): Promise<readonly NetbirdUser[]>
  /** `POST /api/users`: a service user. */
  createUser(
    body: {
      readonly role: string
      readonly auto_groups: readonly string[]
      readonly is_service_user: true
      readonly name: string
    },
    signal?: AbortSignal,
  ): Promise<NetbirdUser>
  deleteUser(userId: string, signal?: AbortSignal): Promise<void>
  /** `GET /api/events/audit`, in the server's order. */
  auditEvents(signal?: AbortSignal): Promise<readonly NetbirdEvent[]>
  /** `GET /api/accounts`: the ids. */
  accountIds(signal?: AbortSignal): Promise<readonly string[]>
  tokens(userId: string, signal?: AbortSignal): Promise<readonly NetbirdToken[]>
  token(userId: string, tokenId: string, signal?: AbortSignal): Promise<NetbirdToken>
  createToken(
    userId: string,
    body: { readonly name: string; readonly expires_in: number },
    signal?: AbortSignal,
  ): Promise<JsonAnswer<typeof netbirdCreated>['body']>
  deleteToken(userId: string, tokenId: string, signal?: AbortSignal): Promise<void>
}

/**
 * @param credential gives the credential for each request: a personal access token or a JWT.
 * @param account id of a managed tenant to work in; null = the token's own account.
 */
export function createNetbirdApi(
  http: HttpClient,
  credential: () => string,
  account: string | null,
): NetbirdApi {
  const sort = sortOf(credential())
  const explain = explainNetbird(http.host, sort)
  const atHome = (signal: AbortSignal | undefined) => ({
    headers: { authorization: authorizationOf(credential()) },
    explain,
    signal,
  })
  const common = (signal: AbortSignal | undefined) => ({
    ...atHome(signal),
    query: account === null ? {} : { account },
  })

  return {
    http,
    sort,
    account,
    instance: (signal) =>
      http.requestJson({
        method: 'GET',
        path: pathOf`/api/instance`,
        schema: netbirdInstance,
        // Old servers refuse the unknown address, before or after they look for a credential.
        explain: (refusal) => {
          if (![401, 403, 404, 405].includes(refusal.status)) return explain(refusal)
          return isForeignRefusal(refusal)
            ? notAnApi(http.host)
            : { code: 'unsupported', message: `${http.host} does not tell what it is.` }
        },
        signal,
      }),
    async version(signal) {
      const path = pathOf`/api/instance/version`
      const answer = await http.requestJson({
        ...common(signal),
        method: 'GET',
        path,
        schema: netbirdVersion,
      })
      return answer.body
    },
    async currentUser(signal) {
      const path = pathOf`/api/users/current`
      return http.requestJson({ ...atHome(signal), method: 'GET', path, schema: netbirdUser })
    },
    async usersAtHome(signal) {
      const path = pathOf`/api/users`
      return (await http.requestJson({ ...atHome(signal), method: 'GET', path, schema: netbirdUsers })).body
    },
    async createUser(json, signal) {
      const path = pathOf`/api/users`
      return (await http.requestJson({ ...common(signal), method: 'POST', path, json, schema: netbirdUser }))
        .body
    },
    async deleteUser(userId, signal) {
      const path = pathOf`/api/users/${userId}`
      await http.requestJson({ ...common(signal), method: 'DELETE', path, schema: 'none' })
    },
    async auditEvents(signal) {
      const path = pathOf`/api/events/audit`
      return (await http.requestJson({ ...common(signal), method: 'GET', path, schema: netbirdEvents })).body
    },
    async users(signal) {
      const path = pathOf`/api/users`
      return (await http.requestJson({ ...common(signal), method: 'GET', path, schema: netbirdUsers })).body
    },
    async accountIds(signal) {
      const path = pathOf`/api/accounts`
      const answer = await http.requestJson({
        ...common(signal),
        method: 'GET',
        path,
        schema: netbirdAccounts,
      })
      return answer.body.map((entry) => entry.id)
    },
    async tokens(userId, signal) {
      const path = pathOf`/api/users/${userId}/tokens`
      return (await http.requestJson({ ...common(signal), method: 'GET', path, schema: netbirdTokens })).body
    },
    async token(userId, tokenId, signal) {
      const path = pathOf`/api/users/${userId}/tokens/${tokenId}`
      return (await http.requestJson({ ...common(signal), method: 'GET', path, schema: netbirdToken })).body
    },
    async createToken(userId, json, signal) {
      const path = pathOf`/api/users/${userId}/tokens`
      const request = { ...common(signal), method: 'POST', path, json, schema: netbirdCreated } as const
      return (await http.requestJson(request)).body
    },
    async deleteToken(userId, tokenId, signal) {
      const path = pathOf`/api/users/${userId}/tokens/${tokenId}`
      await http.requestJson({ ...common(signal), method: 'DELETE', path, schema: 'none' })
    },
  }
}

/**
 * Makes sure that the managed account is the one worked in. The server silently ignores an account that is no child of
 * the caller's, and would then show, and change, the caller's own. Throws `forbidden`.
 */
export async function assertAccount(api: NetbirdApi, signal?: AbortSignal): Promise<void> {
  const { account } = api
  if (account === null) return
  const { host } = api.http
  const ids = await api.accountIds(signal).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'forbidden') throw error
    throw new AppError(
      'forbidden',
      `${host} does not let this user read accounts, so it cannot be made sure that the managed account is the one worked in. Nothing was done there.`,
      { outcome: error.outcome },
    )
  })
  if (ids.includes(account)) return
  throw new AppError(
    'forbidden',
    `${host} ignores the managed account: this user has no account of the given id to work in, and would see its own instead. Check the id, or leave it empty.`,
  )
}

import type { HttpClient, JsonAnswer } from '../http.ts'
import { pathOf } from '../path.ts'
import { explainNetbird } from './netbird.explain.ts'
import {
  type NetbirdToken,
  type NetbirdUser,
  netbirdAccounts,
  netbirdCreated,
  netbirdInstance,
  netbirdToken,
  netbirdTokens,
  netbirdUser,
  netbirdUsers,
  netbirdVersion,
} from './netbird.schema.ts'

/** NetBird's calls that are used, one function each, under the personal access token given when it was made. */
export interface NetbirdApi {
  readonly http: HttpClient
  /** `GET /api/instance`; carries no credential, because it needs none. `unsupported` = a server before v0.62.0. */
  instance(signal?: AbortSignal): Promise<JsonAnswer<typeof netbirdInstance>>
  /** `GET /api/instance/version`. */
  version(signal?: AbortSignal): Promise<string>
  /** `GET /api/users/current`; service users are refused here (`forbidden`). */
  currentUser(signal?: AbortSignal): Promise<JsonAnswer<typeof netbirdUser>>
  /** `GET /api/users`, people and service users. */
  users(signal?: AbortSignal): Promise<readonly NetbirdUser[]>
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
 * @param token gives the personal access token for each request.
 * @param account id of a managed tenant to work in; null = the token's own account.
 */
export function createNetbirdApi(http: HttpClient, token: () => string, account: string | null): NetbirdApi {
  const explain = explainNetbird(http.host)
  const common = (signal: AbortSignal | undefined) => ({
    // Exactly one space: the server splits the header there. NetBird source: auth_middleware.go.
    headers: { authorization: `Token ${token()}` },
    query: account === null ? {} : { account },
    explain,
    signal,
  })

  return {
    http,
    instance: (signal) =>
      http.requestJson({
        method: 'GET',
        path: pathOf`/api/instance`,
        schema: netbirdInstance,
        // Old servers refuse the unknown address, before or after they look for a credential.
        explain: (refusal) =>
          [401, 403, 404, 405].includes(refusal.status)
            ? { code: 'unsupported', message: `${http.host} does not tell what it is.` }
            : explain(refusal),
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
      return answer.body.management_current_version
    },
    async currentUser(signal) {
      const path = pathOf`/api/users/current`
      return http.requestJson({ ...common(signal), method: 'GET', path, schema: netbirdUser })
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

import { onezone } from '../../../../../../src/main/providers/kinds/onezone/onezone.ts'
import type { Session } from '../../../../../../src/main/providers/provider.ts'
import { type Answer, client, type Stub, table } from '../../stub-server.ts'

export const nowMs = Date.parse('2025-03-05T00:00:00Z')
export const credential = 'MDAxNmxvY00000testonlyCredential'
/** What the server puts into every reading of a token, and nobody may see. */
export const marker = 'MDAxNmxvYplantedSecretOfAnyToken99'
export const self = 'd4f5876dbe7f1e7e8a511de6dd31144c'
export const other = 'aa5876dbe7f1e7e8a511de6dd3110000'
export const oneprovider = '0921135ee61fe53a3df449365228e9b4'
export const base = '/api/v3/onezone'
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (value: Uint8Array | undefined): string => new TextDecoder().decode(value)

// Typed from the examples of the API's documentation.
export const documentedToken = {
  id: '1b510f18b3b05611871c0acdffa9aed4',
  name: 'backup job',
  subject: { type: 'user', id: self },
  type: { accessToken: {} },
  caveats: [
    { type: 'time', validUntil: 1767225600 },
    { type: 'interface', interface: 'rest' },
    { type: 'ip', whitelist: ['192.0.2.0/24'] },
  ],
  metadata: { creationTime: 1741000000, custom: { ticket: 'OPS-12' } },
  revoked: false,
  token: marker,
}

export const namedToken = (id: string, more: object = {}) => ({
  ...documentedToken,
  id,
  name: `token ${id}`,
  caveats: [],
  ...more,
})

export const ofSubject = (id: string, type = 'user') => ({ subject: { type, id } })

export const error = (id: string, details?: unknown) => ({
  error: { id, description: `The text of ${id} with ${marker} in it.`, ...(details ? { details } : {}) },
})
export const badAuth = (id: string, details?: unknown) =>
  error('unauthorized', { authError: { id, ...(details ? { details } : {}), description: `${marker}` } })

export type Routes = Readonly<Record<string, readonly [number, unknown] | Answer>>

/** The answers that begin every session of a user. */
export const asUser = (privileges: readonly string[] = []): Routes => ({
  [`GET ${base}/user`]: [200, { userId: self, fullName: 'Jane Doe', username: 'jane', emails: [] }],
  [`GET ${base}/user/effective_privileges`]: [200, { privileges }],
})
export const asProvider: Routes = {
  [`GET ${base}/user`]: [403, error('forbidden')],
  [`GET ${base}/provider`]: [200, { providerId: oneprovider, name: 'Provider of Kraków' }],
}
export const admin = ['oz_tokens_manage', 'oz_users_list', 'oz_users_view', 'oz_providers_list']

/** A table of answers; what is not in it is a 404 of Onezone. */
export function zone(routes: Routes): Answer {
  const known = table(routes)
  const unknown = table({})
  return (request, response) => {
    const isKnown = Object.hasOwn(routes, `${request.method} ${request.path}`)
    if (isKnown) known(request, response)
    else if (request.path.startsWith(base)) {
      response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify(error('notFound')))
    } else unknown(request, response)
  }
}

export function open(
  stub: Pick<Stub, 'url'>,
  options: { secret?: string; fields?: Record<string, string>; totalMs?: number } = {},
): Session {
  const config = onezone.parse({ url: stub.url, fields: options.fields ?? {} })
  const http = client(config.url, { limits: { totalMs: options.totalMs ?? 5_000 } })
  return onezone.open(config, bytes(options.secret ?? credential), { http, now: () => nowMs })
}

export const asked = (stub: Stub) =>
  stub.requests.map((request) => `${request.method} ${request.path.replace(base, '')}`)

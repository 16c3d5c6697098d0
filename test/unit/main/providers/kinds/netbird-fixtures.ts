import { netbird } from '../../../../../src/main/providers/kinds/netbird.ts'
import type { Session } from '../../../../../src/main/providers/provider.ts'
import { client, type Stub } from '../stub-server.ts'

export const nowMs = Date.parse('2025-03-05T00:00:00Z')
export const pat = 'nbp_0000000000000000000000000000002C8GjS'
/** Made up; it says that it ends an hour after {@link nowMs}. */
export const jwt = [
  { alg: 'none' },
  { sub: 'google-oauth2|277474792786460067937', exp: nowMs / 1000 + 3_600 },
  'planted',
]
  .map((part) => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url'))
  .join('.')
export const self = 'google-oauth2|277474792786460067937'
export const selfPath = '/api/users/google-oauth2%7C277474792786460067937/tokens'
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const person = (id: string, more: object = {}) => ({
  id,
  email: `${id}@example.org`,
  name: `Name of ${id}`,
  role: 'user',
  status: 'active',
  auto_groups: [],
  is_blocked: false,
  pending_approval: false,
  is_service_user: false,
  last_login: '2025-03-03T10:15:42.118Z',
  issued: 'api',
  ...more,
})
export const service = (id: string, more: object = {}) =>
  person(id, { is_service_user: true, email: '', last_login: '0001-01-01T00:00:00Z', ...more })

// Typed from the examples of the API's documentation.
export const documentedToken = {
  id: 'ch8i54g6lnn4g9hqv7n0',
  name: 'ci-runner',
  expiration_date: '2025-06-01T10:15:42.118Z',
  created_by: self,
  created_at: '2025-03-03T10:15:42.118Z',
  last_used: '2025-03-04T07:00:11Z',
}
export const token = (id: string, more: object = {}) => ({
  ...documentedToken,
  id,
  name: `token ${id}`,
  ...more,
})

export function open(
  stub: Pick<Stub, 'url'>,
  options: { secret?: string; fields?: Record<string, string>; totalMs?: number } = {},
): Session {
  const config = netbird.parse({ url: stub.url, fields: options.fields ?? {} })
  const http = client(config.url, { limits: { totalMs: options.totalMs ?? 5_000 } })
  return netbird.open(config, bytes(options.secret ?? pat), {
    http,
    now: () => nowMs,
  })
}

export const asked = (stub: Stub) => stub.requests.map((request) => `${request.method} ${request.path}`)

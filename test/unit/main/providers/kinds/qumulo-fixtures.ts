import { qumulo } from '../../../../../src/main/providers/kinds/qumulo.ts'
import type { Session } from '../../../../../src/main/providers/provider.ts'
import { client, type Stub } from '../stub-server.ts'

export const nowMs = Date.parse('2025-03-05T00:00:00Z')
export const accessToken = 'access-v1:b3duLWNyZWRlbnRpYWw=='
export const collection = '/v1/auth/access-tokens/'
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

// Typed from the examples of the API's documentation.
export const admin = {
  domain: 'LOCAL',
  auth_id: '500',
  uid: null,
  gid: null,
  sid: 'S-1-5-21-111-222-333-500',
  name: 'admin',
}
export const svcBackup = {
  domain: 'LOCAL',
  auth_id: '1002',
  uid: null,
  gid: null,
  sid: 'S-1-5-21-111-222-333-1002',
  name: 'svc-backup',
}
export const documentedToken = {
  id: '1234567890123456789012',
  user: svcBackup,
  creator: admin,
  creation_time: '2025-03-03T10:15:42.118500214Z',
  expiration_time: '2026-01-01T00:00:00Z',
  enabled: true,
}
export const expectedToken = {
  remoteId: '1234567890123456789012',
  owner: { id: '1002', name: 'svc-backup' },
  creator: { id: '500', name: 'admin' },
  name: null,
  createdAt: '2025-03-03T10:15:42.118500214Z',
  expiresAt: '2026-01-01T00:00:00Z',
  lastUsedAt: null,
  enabled: true,
  labels: null,
  details: documentedToken,
}
export const token = (id: string, more: object = {}): object => ({ ...documentedToken, id, ...more })
export const page = (entries: readonly object[], next?: string | null): object => ({
  entries,
  ...(next === undefined ? {} : { paging: { next } }),
})

export const read = 'PRIVILEGE_ACCESS_TOKENS_READ'
export const write = 'PRIVILEGE_ACCESS_TOKENS_WRITE'
export const userWrite = 'PRIVILEGE_LOCAL_USER_WRITE'
export const identityRead = 'PRIVILEGE_IDENTITY_READ'

export const whoAmI = (privileges: readonly string[] | undefined, more: object = {}): object => ({
  id: '500',
  name: 'admin',
  primary_group: '513',
  sid: 'S-1-5-21-111-222-333-500',
  uid: '500',
  home_directory: null,
  can_change_password: true,
  ...(privileges === undefined ? {} : { privileges }),
  ...more,
})

export const problem = (errorClass: string, description = '…'): object => ({
  module: 'rest',
  error_class: errorClass,
  description,
  stack: [],
  user_visible: true,
})

export function open(
  stub: Pick<Stub, 'url'>,
  options: { secret?: string; username?: string; totalMs?: number } = {},
): Session {
  const fields: Record<string, string> = options.username === undefined ? {} : { username: options.username }
  const config = qumulo.parse({ url: stub.url, fields })
  const http = client(config.url, { limits: { totalMs: options.totalMs ?? 5_000 } })
  return qumulo.open(config, bytes(options.secret ?? accessToken), { http, now: () => nowMs })
}

export const asked = (stub: Stub): string[] =>
  stub.requests.map((request) => `${request.method} ${request.path}`)

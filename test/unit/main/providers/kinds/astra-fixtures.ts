import { astra } from '../../../../../src/main/providers/kinds/astra.ts'
import type { Session } from '../../../../../src/main/providers/provider.ts'
import { client, json, type Recorded, type Stub } from '../stub-server.ts'

export const nowMs = Date.parse('2025-03-05T00:00:00Z')
export const apiToken = 'bXktZmlyc3QtdG9rZW4='
export const account = '0b3c9a52-5f0e-4d0c-8c0e-2a64c6b1f6d1'
export const group = '1c3c9a52-5f0e-4d0c-8c0e-2a64c6b1f6d2'
export const jane = '09f8933c-ad74-4f4e-8ef5-1ffaa0fb8e9b'
export const tokenId = '6d1f1d0a-6a53-5a0e-9a3e-0f6a0f9b7a11'
export const base = `/accounts/${account}/core/v1`
export const tokensPath = `${base}/users/${jane}/tokens`
export const listQuery = '?orderBy=name&limit=100'
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (secret: Uint8Array): string => new TextDecoder().decode(secret)

// Typed from the examples of the API's documentation.
export const documentedToken = {
  type: 'application/astra-token',
  version: '1.0',
  id: tokenId,
  name: 'nightly-backup',
  userID: jane,
  metadata: {
    labels: [{ name: 'team', value: 'storage' }],
    creationTimestamp: '2024-02-11T09:14:03.120455Z',
    modificationTimestamp: '2024-02-11T09:14:03.120455Z',
    createdBy: jane,
  },
}
export const expectedToken = {
  remoteId: tokenId,
  owner: { id: jane, name: null },
  creator: { id: jane, name: null },
  name: 'nightly-backup',
  createdAt: '2024-02-11T09:14:03.120455Z',
  expiresAt: null,
  lastUsedAt: null,
  enabled: true,
  labels: [{ name: 'team', value: 'storage' }],
  details: documentedToken,
}
export const token = (id: string, more: object = {}) => ({
  ...documentedToken,
  id,
  name: `token ${id}`,
  ...more,
})

export const user = (id: string, more: object = {}) => ({
  type: 'application/astra-user',
  version: '1.2',
  id,
  state: 'active',
  isEnabled: 'true',
  authProvider: 'local',
  firstName: 'Name of',
  lastName: id,
  email: `${id}@example.org`,
  ...more,
})

export const page = (items: readonly unknown[], next?: string) => ({
  items,
  metadata: { labels: [], ...(next === undefined ? {} : { continue: next }) },
})

export const problem = (number: number, status: number, more: object = {}) => ({
  type: `https://astra.netapp.io/problems/${number}`,
  title: 'A title',
  detail: 'A text of the server that nobody is to see.',
  status: String(status),
  ...more,
})

/** Answers with a problem, in the type that problems have. */
export function refuse(
  response: Parameters<typeof json>[0],
  number: number,
  status: number,
  more: object = {},
): void {
  json(response, status, problem(number, status, more), { 'content-type': 'application/problem+json' })
}

export function open(
  stub: Pick<Stub, 'url'>,
  options: { secret?: string; groupId?: string; totalMs?: number } = {},
): Session {
  const groupField = options.groupId === undefined ? {} : { group_id: options.groupId }
  const config = astra.parse({ url: stub.url, fields: { account_id: account, ...groupField } })
  const http = client(config.url, { limits: { totalMs: options.totalMs ?? 5_000 } })
  return astra.open(config, bytes(options.secret ?? apiToken), { http, now: () => nowMs })
}

export const asked = (stub: Stub): string[] =>
  stub.requests.map(({ method, path }) => `${method} ${path.replace(base, '')}`)

export const bodyOf = (request: Recorded | undefined): unknown => JSON.parse(request?.body ?? 'null')

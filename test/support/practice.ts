import { onTestFinished } from 'vitest'
import { type Practice, type PracticeOptions, startPractice } from '../../src/main/practice/practice.ts'
import { kindIds } from '../../src/shared/model/kind.ts'
import type { Token } from '../../src/shared/model/token.ts'
import { startEngine, type TestEngine, value } from './engine.ts'
import { bytes, password } from './ports.ts'

/** Practice servers that are closed when the test ends. */
export async function practiceServers(options: Partial<PracticeOptions> = {}): Promise<Practice> {
  const practice = await startPractice({ now: () => Date.now(), ...options })
  onTestFinished(() => practice.close())
  return practice
}

export interface Setting extends TestEngine {
  readonly practice: Practice
  server(kind: string): Practice['servers'][string]
}

/** An unlocked vault with one server per kind, named after its kind, already refreshed. */
export async function unlockedSetting(
  ports: Parameters<typeof startEngine>[0] = {},
  options: Partial<PracticeOptions> = {},
): Promise<Setting> {
  const practice = await practiceServers(options)
  const started = startEngine(ports)
  await value(started.client.call('vault.create', { password: bytes(password) }))
  for (const kind of kindIds) {
    const server = practice.servers[kind]
    if (!server) throw new Error(`no practice server for ${kind}`)
    await value(
      started.client.call('servers.add', {
        kind,
        name: kind,
        url: server.url,
        fields: { ...server.fields },
        secret: bytes(server.secret),
      }),
    )
  }
  return {
    ...started,
    practice,
    server: (kind) => {
      const server = practice.servers[kind]
      if (!server) throw new Error(`no practice server for ${kind}`)
      return server
    },
  }
}

/** All rows of a query, a page at a time. */
export async function allTokens(
  { client }: Pick<TestEngine, 'client'>,
  query: { server?: string; owner?: string; text?: string } = {},
): Promise<Token[]> {
  const rows: Token[] = []
  for (;;) {
    const page = await value(client.call('tokens.query', { ...query, offset: rows.length }))
    rows.push(...page.rows)
    if (rows.length >= page.total) return rows
  }
}

/** Fields that make a valid token of a kind. */
export const createFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  netbird: { name: 'made by a test', expires_in: '30' },
  qumulo: { expiration_time: '2099-01-02T03:04:05.678901234Z' },
  astra: { name: 'made by a test', labels: '[{"name":"team","value":"storage"}]' },
  onezone: { name: 'made by a test', caveats: '[{"type":"time","validUntil":4070908800}]' },
}

/** An owner of each kind who may get another token. */
export const freeOwner = async (setting: Setting, kind: string): Promise<string> => {
  const owners = await value(setting.client.call('owners.list', { server: kind }))
  const tokens = await allTokens(setting, { server: kind })
  const kinds = await value(setting.client.call('servers.kinds'))
  const limit = kinds.find((candidate) => candidate.id === kind)?.tokensPerOwner ?? null
  const free = owners.find((owner) => {
    const has = tokens.filter((token) => token.owner.id === owner.id).length
    return owner.manageable && has > 0 && (limit === null || has < limit)
  })
  if (!free) throw new Error(`no free owner on ${kind}`)
  return free.id
}

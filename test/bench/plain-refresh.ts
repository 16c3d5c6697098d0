import Database from 'better-sqlite3-multiple-ciphers'
import { Agent } from 'undici'
import type { FleetServer, SentRequest } from './practice-fleet.ts'

// What somebody would write who only wants the rows: no vault, no checks, no error handling.

/** Servers at once, and requests to each of them at once: as the engine has them. */
const serversAtOnce = 12
const requestsAtOnce = 4

/** How the script speaks HTTP: with Node's own `fetch`, or with the bare library under it, which is quicker. */
export type PlainHttp = 'fetch' | 'undici'

/**
 * Sends the given requests to each server, parses the answers and inserts a row per token into a new plain SQLite
 * file, one transaction per server. Returns the number of rows.
 */
export async function plainRefresh(
  path: string,
  http: PlainHttp,
  fleet: readonly FleetServer[],
  requests: readonly (readonly SentRequest[])[],
): Promise<number> {
  const db = new Database(path)
  db.pragma('journal_mode=WAL')
  db.pragma('synchronous=FULL')
  db.exec(`CREATE TABLE token (server TEXT, owner TEXT, id TEXT, name TEXT, created TEXT, expires TEXT,
    used TEXT, record TEXT, PRIMARY KEY (server, id))`)
  const insert = db.prepare('INSERT OR REPLACE INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  await atMost(serversAtOnce, fleet, async (server, index) => {
    const agent = new Agent({ connections: requestsAtOnce })
    const found: { path: string; body: unknown }[] = []
    await atMost(requestsAtOnce, requests[index] ?? [], async (request) => {
      const text = http === 'fetch' ? await fetched(server, request) : await asked(agent, server, request)
      found.push({ path: request.path, body: text === '' ? null : JSON.parse(text) })
    })
    await agent.close()
    db.transaction(() => {
      for (const { path: asked, body } of found) {
        for (const token of tokensIn(asked, body)) insert.run(...rowOf(server.url, asked, token))
      }
    })()
  })
  const rows = db.prepare('SELECT count(*) FROM token').pluck().get() as number
  db.close()
  return rows
}

async function fetched({ url }: FleetServer, { method, path, headers, body }: SentRequest): Promise<string> {
  const own = ownHeaders(headers)
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: own,
    ...(body === '' ? {} : { body }),
  })
  return await answer.text()
}

async function asked(
  agent: Agent,
  { url }: FleetServer,
  { method, path, headers, body }: SentRequest,
): Promise<string> {
  const answer = await agent.request({
    origin: url,
    path,
    method: method as 'GET',
    headers: ownHeaders(headers),
    ...(body === '' ? {} : { body }),
  })
  return await answer.body.text()
}

/** Without those that the connection has its own of. */
function ownHeaders({
  host: _host,
  connection: _connection,
  'content-length': _length,
  ...own
}: SentRequest['headers']): Record<string, string> {
  return own
}

type Json = Readonly<Record<string, unknown>>

/** The tokens in an answer; what is no list or record of tokens has none. */
function tokensIn(path: string, body: unknown): readonly Json[] {
  if (!/token/.test(path) || typeof body !== 'object' || body === null) return []
  if (Array.isArray(body)) return body.filter((item): item is Json => typeof item === 'object')
  const { entries, items, id } = body as Json
  if (Array.isArray(entries)) return entries as Json[]
  if (Array.isArray(items)) return items as Json[]
  return typeof id === 'string' ? [body as Json] : []
}

function rowOf(server: string, path: string, token: Json): unknown[] {
  const { token: _secret, ...record } = token
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return [
    server,
    path,
    text(token['id']),
    text(token['name']),
    text(token['created_at'] ?? token['creation_time']),
    text(token['expiration_date'] ?? token['expiration_time']),
    text(token['last_used']),
    JSON.stringify(record),
  ]
}

async function atMost<T>(
  limit: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
) {
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) await work(item, index)
  }
  await Promise.all(Array.from({ length: limit }, worker))
}

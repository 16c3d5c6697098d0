import type { Server } from '../../../shared/model/server.ts'

/** Servers that are the same endpoint, used with different credentials. */
export interface ServerGroup {
  readonly key: string
  /** Host and port, for the heading; null = one server, which needs none. */
  readonly heading: string | null
  readonly servers: readonly Server[]
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** In the order of their names; several identities on one endpoint stand together under its host. */
export function groupServers(servers: readonly Server[]): ServerGroup[] {
  const sorted = [...servers].sort((left, right) => byName.compare(left.name, right.name))
  const endpoints = new Map<string, Server[]>()
  for (const server of sorted) {
    const key = `${server.kind} ${plainUrl(server.url)}`
    const same = endpoints.get(key)
    if (same) same.push(server)
    else endpoints.set(key, [server])
  }
  return [...endpoints].map(([key, same]) => {
    const [first] = same
    return { key, heading: first && same.length > 1 ? hostOf(first.url) : null, servers: same }
  })
}

/** Whether two URLs lead to the same system. */
export function isSameEndpoint(left: string, right: string): boolean {
  return plainUrl(left) === plainUrl(right)
}

/** Host, and port when it is given; the text itself when it is not a URL. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

function plainUrl(url: string): string {
  const trimmed = url.trim()
  const parsed = URL.canParse(trimmed) ? new URL(trimmed) : null
  return (parsed ? parsed.origin + parsed.pathname : trimmed).toLowerCase().replace(/\/+$/, '')
}

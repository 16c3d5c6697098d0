/** What the environment says about proxies, as written there; null = nothing. It may hold a password. */
export interface ProxyEnvironment {
  /** For servers with https. */
  readonly https: string | null
  /** For servers with plain http. */
  readonly http: string | null
  /** Hosts to reach without a proxy. */
  readonly no: string | null
}

/** Reads the usual variables; the names in lower case go first, as with other programs. */
export function readProxyEnvironment(env: Readonly<Record<string, string | undefined>>): ProxyEnvironment {
  const read = (name: string) => env[name] || env[name.toUpperCase()] || null
  return { https: read('https_proxy'), http: read('http_proxy'), no: read('no_proxy') }
}

/** A proxy as a person types it, taken apart. */
export interface TypedProxy {
  /** `http://host:port` or `https://host:port` in lower case, without user information. */
  readonly proxy: string
  /** `user:password`, decoded; null = none was given. */
  readonly credential: string | null
}

const address = /^(https?):\/\/(?:([^\s/?#]*)@)?(\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+)(?::(\d{1,5}))?\/?$/i

/**
 * Takes a proxy's address apart, so that the password never stands beside settings that are shown. null = not the
 * address of an http or https proxy.
 */
export function splitProxyUrl(text: string): TypedProxy | null {
  const [, scheme, user, host, port] = address.exec(text.trim()) ?? []
  if (scheme === undefined || host === undefined || Number(port ?? 1) > 65_535) return null
  const proxy = `${scheme}://${host}${port === undefined ? '' : `:${port}`}`.toLowerCase()
  if (user === undefined || user === '') return { proxy, credential: null }
  try {
    const decoded = decodeURIComponent(user)
    return { proxy, credential: decoded.includes(':') ? decoded : `${decoded}:` }
  } catch {
    // A percent sign that encodes nothing.
    return null
  }
}

/** What a NetBird credential is: a personal access token, or a JWT that its identity provider gave. */
export type CredentialSort = 'pat' | 'jwt'

/** By form: three parts of base64url, the first a JSON object. Everything else is taken for a personal access token. */
export function sortOf(credential: string): CredentialSort {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(credential) ? 'jwt' : 'pat'
}

/** The header that carries it, with exactly one space: the server splits there. NetBird source: auth_middleware.go. */
export function authorizationOf(credential: string): string {
  return sortOf(credential) === 'jwt' ? `Bearer ${credential}` : `Token ${credential}`
}

/** When a JWT says that it ends, epoch milliseconds; null = it does not say. It is read, not checked. */
export function jwtEndsAtMs(jwt: string): number | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const seconds: unknown =
      typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : null
    // Up to the year 9999, beyond which there is no text for it.
    return typeof seconds === 'number' && seconds > 0 && seconds < 253_402_300_800 ? seconds * 1000 : null
  } catch {
    return null
  }
}

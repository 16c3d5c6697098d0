/** Runs that may be a secret: long, without spaces, mixing letters and digits. UUIDs are ids, not secrets. */
const candidate = /[A-Za-z0-9+_=:~-]{20,}/g
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Replaces everything in a text that looks like a token, key or password hash. The second net: nothing secret
 * should be given to the log in the first place. Applying it twice changes nothing more.
 */
export function redact(text: string): string {
  return text.replace(candidate, (run) =>
    uuid.test(run) || !/[0-9]/.test(run) || !/[A-Za-z]/.test(run) ? run : '[redacted]',
  )
}

import { invalidField } from './fields.ts'

/**
 * The base URL of a server in its one form: absolute http or https, without user information, query, fragment
 * and trailing slash. Throws `invalid-input` with field `url`.
 */
export function parseServerUrl(text: string, example: string): string {
  const trimmed = text.trim()
  const url = /^https?:\/\//i.test(trimmed) && URL.canParse(trimmed) ? new URL(trimmed) : null
  if (url === null || url.hostname === '') {
    throw invalidField('url', `The URL must be a full address such as ${example}.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw invalidField(
      'url',
      'The URL must not hold a user name or password. Give the credential in its own field.',
    )
  }
  if (url.search !== '' || url.hash !== '') {
    throw invalidField('url', `The URL must end before “?” or “#”, like ${example}.`)
  }
  return url.origin + url.pathname.replace(/\/+$/, '')
}

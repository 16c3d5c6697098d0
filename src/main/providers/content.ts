import { AppError, type Outcome } from '../../shared/errors.ts'
import type { ExchangeAnswer } from './exchange.ts'
import { decodeUtf8, parseJson } from './json.ts'

/** Whether an answer is a web page, by its type or by how its text begins. */
export function isHtml(answer: ExchangeAnswer): boolean {
  const type = mediaType(answer)
  if (type === 'text/html' || type === 'application/xhtml+xml') return true
  if (isJsonType(type) || isEncoded(answer)) return false
  return /^\s*<(!doctype html|html|head|body)\b/i.test(answer.body.subarray(0, 512).toString('latin1'))
}

/** The error for a web page where an API was expected. */
export function htmlError(host: string, outcome: Outcome): AppError {
  return new AppError(
    'not-an-api',
    `${host} answers with a web page instead of data. Check host, port and path of the URL; a login portal may be in between.`,
    { outcome },
  )
}

/** Why the body of a successful answer cannot be read as JSON, as the end of a sentence; null = it can be tried. */
export function contentProblem(answer: ExchangeAnswer): string | null {
  if (isEncoded(answer)) return 'is compressed although that was not asked for'
  if (answer.body.length === 0) return 'is empty'
  if (!isJsonType(mediaType(answer))) return 'is not JSON'
  return isUtf8(answer) ? null : 'is in another character set than UTF-8'
}

/** The body of a refusal: whatever of it can be read, without insisting on anything. */
export function lenientBody(answer: ExchangeAnswer): { readonly body: unknown; readonly text: string } {
  if (isEncoded(answer)) return { body: undefined, text: '' }
  const json = parseJson(answer.body)
  return { body: json.ok ? json.value : undefined, text: decodeUtf8(answer.body) ?? '' }
}

function mediaType(answer: ExchangeAnswer): string {
  return (answer.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function isJsonType(type: string): boolean {
  return type === 'application/json' || /^application\/[\w.-]+\+json$/.test(type)
}

function isUtf8(answer: ExchangeAnswer): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(answer.headers['content-type'] ?? '')?.[1]
  return charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset)
}

function isEncoded(answer: ExchangeAnswer): boolean {
  const encoding = (answer.headers['content-encoding'] ?? '').trim().toLowerCase()
  return encoding !== '' && encoding !== 'identity'
}

import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { contentProblem, htmlError, isHtml } from './content.ts'
import type { ExchangeAnswer } from './exchange.ts'
import { parseJson } from './json.ts'

// What an answer means that is no refusal of the server's own.

/** The parsed body of an answer; null with schema `none`. */
export type AnswerBody<S extends z.ZodType | 'none'> = S extends z.ZodType ? z.output<S> : null

/** What a web application answers when it has done what was asked, and shows the outcome elsewhere. RFC 9110, 15.4. */
const mayBeDone: readonly number[] = [301, 302, 303]

/**
 * The error for a redirect. It names the origin at most: the rest of the address may hold anything.
 * @param isChange whether the request was to change something
 */
export function redirected(answer: ExchangeAnswer, base: URL, isChange: boolean): AppError {
  const location = answer.headers.location ?? ''
  const target = URL.canParse(location, base) ? new URL(location, base) : null
  const isWeb = target?.protocol === 'https:' || target?.protocol === 'http:'
  const place = location === '' || !isWeb ? 'without saying where' : `to ${target?.origin}`
  return new AppError(
    'redirected',
    `${base.host} redirects ${place}. It was not followed. Enter the final address as URL if you trust it.`,
    { outcome: isChange && mayBeDone.includes(answer.status) ? 'unknown' : 'refused' },
  )
}

/**
 * The body of a successful answer, checked in every way. Throws `not-an-api` for a web page and `bad-response`, without
 * quoting anything.
 */
export function bodyOf<S extends z.ZodType | 'none'>(
  answer: ExchangeAnswer,
  schema: S,
  host: string,
): AnswerBody<S> {
  const bad = (problem: string): AppError =>
    new AppError(
      'bad-response',
      `The answer of ${host} ${problem}. Check the URL and the version of the server.`,
      {
        outcome: 'unknown',
      },
    )
  // What was asked may have been done although the answer is unusable, hence `unknown` here.
  if (isHtml(answer)) throw htmlError(host, 'unknown')
  // The conditional type of the result cannot be narrowed by a value; both branches give what it says.
  if (schema === 'none') return null as AnswerBody<S>
  const problem = contentProblem(answer)
  if (problem !== null) throw bad(problem)
  const json = parseJson(answer.body)
  if (!json.ok) throw bad(json.problem)
  const parsed = schema.safeParse(json.value)
  if (!parsed.success) throw bad('does not have the expected form')
  // As above.
  return parsed.data as AnswerBody<S>
}

/** The server's clock from the `Date` header, epoch milliseconds; null = not told. */
export function dateOf(headers: IncomingHttpHeaders): number | null {
  const ms = Date.parse(headers.date ?? '')
  return Number.isNaN(ms) ? null : ms
}

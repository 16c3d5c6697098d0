import { AppError } from '../../shared/errors.ts'

declare const encoded: unique symbol

/** A path made by {@link pathOf}: every value in it is percent-encoded, so it names exactly what was meant. */
export type EncodedPath = string & { readonly [encoded]: true }

/**
 * Builds a path from a template: the literal parts stay, each value becomes one encoded segment.
 * Throws `invalid-input` for a value that cannot be a segment: empty, `.`, `..`, or with an unpaired surrogate.
 */
export function pathOf(literals: TemplateStringsArray, ...values: readonly string[]): EncodedPath {
  const text = literals.reduce((path, literal, index) => {
    const value = values[index - 1]
    return path + (value === undefined ? '' : segmentOf(value)) + literal
  })
  // The brand is given here and nowhere else: this is the one place that encodes.
  return text as EncodedPath
}

function segmentOf(value: string): string {
  // A URL parser takes dots as "here" and "up" even when they are percent-encoded.
  if (value === '' || value === '.' || value === '..' || !value.isWellFormed()) {
    throw new AppError('invalid-input', 'This id cannot be part of an address.', { outcome: 'not-sent' })
  }
  return encodeURIComponent(value)
}

/** A query as text, `?` included, every name and value encoded; empty without members. */
export function queryOf(members: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(members).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/**
 * The query of a "next page" link that a server gave, to be used verbatim with `path`. Throws `bad-response` when
 * the link leads to another origin or to another path: a credential is not carried where a server points.
 */
export function nextPageQuery(link: string, baseUrl: string, path: EncodedPath): string {
  const base = new URL(baseUrl + path)
  const target = URL.canParse(link, base) ? new URL(link, base) : null
  if (target?.origin !== base.origin || !target.pathname.endsWith(path)) {
    throw new AppError(
      'bad-response',
      `${base.host} continues its list at another address. It was not followed, so the list could not be read.`,
    )
  }
  return target.search
}

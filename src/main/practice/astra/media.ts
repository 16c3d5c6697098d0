import { createHash } from 'node:crypto'
import type { Answer, Received } from '../kind.ts'
import { problem, type Wrong } from './problems.ts'
import type { AstraState } from './state.ts'

const JSON_TYPE = 'application/json'

/**
 * The type to answer with: `own` when it is asked for, plain JSON when that, anything or nothing is. `null`: the caller
 * takes neither. Astra source: astra.json, rest-core page.
 */
export function chooseType(request: Received, own: string | null): string | null {
  const wanted = request.headers['accept']
  if (wanted === undefined || wanted.trim() === '') return JSON_TYPE
  for (const range of wanted.split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) continue
    if (name === own?.toLowerCase()) return own
    if (name === JSON_TYPE || name === 'application/*' || name === '*/*') return JSON_TYPE
  }
  return null
}

/** The answer to a body of any other type than exactly this one; `null`: it is of this type. */
export function refuseBodyType(state: AstraState, request: Received, type: string): Answer | null {
  const given = (request.headers['content-type'] ?? '').replace(/;\s*charset="?utf-8"?\s*$/i, '').trim()
  return given.toLowerCase() === type.toLowerCase() ? null : problem(state, 32)
}

/** The tag of a resource: MD5 of how it reads, in hex. */
export function tagOf(shown: unknown): string {
  return createHash('md5').update(JSON.stringify(shown)).digest('hex')
}

/**
 * The answer when a conditional header does not fit the resource; `null`: all fit, or there is none. A failed one is 412
 * with every method. Astra source: rest-core page, problem 38.
 */
export function refuseByCondition(
  state: AstraState,
  request: Received,
  resource: { readonly tag: string; readonly modifiedMs: number },
): Answer | null {
  const { headers } = request
  const match = headers['if-match']
  if (match !== undefined && !tags(match).some((tag) => tag === '*' || tag === resource.tag)) {
    return problem(state, 38)
  }
  const wrong: Wrong[] = []
  const readTime = (name: string): number | null => {
    const text = headers[name]
    if (text === undefined) return null
    const ms = Date.parse(text)
    if (Number.isNaN(ms)) wrong.push({ name, reason: 'Not a date' })
    return ms
  }
  // HTTP dates have whole seconds.
  const modified = Math.floor(resource.modifiedMs / 1000) * 1000
  const unmodifiedSince = readTime('if-unmodified-since')
  const modifiedSince = readTime('if-modified-since')
  if (wrong.length > 0) return problem(state, 12, { invalidParams: wrong })
  const changed = unmodifiedSince !== null && modified > unmodifiedSince
  const same = modifiedSince !== null && request.method === 'GET' && modified <= modifiedSince
  return changed || same ? problem(state, 38) : null
}

function tags(header: string): string[] {
  return header.split(',').map((tag) => tag.trim().replace(/^"(.*)"$/, '$1'))
}

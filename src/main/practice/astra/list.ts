import { formatInstant } from '../instant.ts'
import type { Answer, Received } from '../kind.ts'
import { type Condition, meets, parseFilter, parsePath, valuesAt } from './filter.ts'
import { chooseType } from './media.ts'
import { type Problem, problem, problems, type Wrong } from './problems.ts'
import type { AstraState } from './state.ts'

type Shown = Readonly<Record<string, unknown>>

/** How a collection answers. */
export interface ListShape {
  /** What the list calls itself: `application/astra-tokens`. */
  readonly type: string
  readonly version: string
  /** The members that can be asked for, filtered and ordered by. */
  readonly fields: readonly string[]
}

const PARAMETERS = ['include', 'limit', 'continue', 'skip', 'count', 'filter', 'orderBy']

interface ListQuery {
  readonly include: readonly string[] | null
  readonly limit: number
  readonly start: number
  readonly count: boolean
  readonly conditions: readonly Condition[]
  readonly order: { readonly path: readonly string[]; readonly descending: boolean } | null
}

/** One page of a collection as its query wants it. Astra source: astra.json (list parameters), rest-core page. */
export function answerList(
  state: AstraState,
  request: Received,
  shape: ListShape,
  items: readonly Shown[],
): Answer {
  if (chooseType(request, null) === null) return problem(state, 32)
  const query = readQuery(request.query, shape.fields)
  if (Array.isArray(query)) {
    const [first, ...others] = query as Problem[]
    return first === undefined ? problem(state, 5) : problems(state, [first, ...others])
  }
  const fitting = items.filter((item) => query.conditions.every((condition) => meets(item, condition)))
  const ordered = query.order === null ? fitting : sort(fitting, query.order)
  const end = query.start + Math.min(query.limit, state.settings.pageSize)
  const page = ordered.slice(query.start, end)
  const { include } = query
  const since = formatInstant(state.account.enabledAt)
  const body = {
    ...(state.settings.envelope === 'full' ? { type: shape.type, version: shape.version } : {}),
    items: include === null ? page : page.map((item) => include.map((field) => pick(item, field))),
    metadata: {
      ...(end < ordered.length ? { continue: Buffer.from(String(end)).toString('base64') } : {}),
      ...(query.count ? { count: ordered.length } : {}),
      labels: [],
      creationTimestamp: since,
      modificationTimestamp: since,
      createdBy: state.account.id,
    },
  }
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
}

/** The answer to a query where none is understood; `null`: there is none. */
export function refuseQuery(state: AstraState, request: Received): Answer | null {
  const names = [...new Set(request.query.keys())]
  if (names.length === 0) return null
  return problem(state, 6, { invalidParams: names.map((name) => ({ name, reason: 'Not supported' })) })
}

function readQuery(query: URLSearchParams, fields: readonly string[]): ListQuery | Problem[] {
  const wrong: Wrong[] = []
  const one = (name: string, fits: (text: string) => boolean, reason: string): string | null => {
    const given = query.getAll(name)
    const [text] = given
    if (text === undefined) return null
    if (given.length === 1 && fits(text)) return text
    wrong.push({ name, reason: given.length > 1 ? 'Given more than once' : reason })
    return null
  }
  const isKnown = (field: string): boolean => fields.includes(parsePath(field)[0] ?? '')
  const isWhole = (text: string): boolean => /^[1-9]\d{0,8}$/.test(text)

  const include = one('include', (text) => text.split(',').every(isKnown), 'Not a list of fields')
  const limit = one('limit', isWhole, 'Not a whole number above zero')
  const skip = one('skip', isWhole, 'Not a whole number above zero')
  const cursor = one('continue', (text) => readCursor(text) !== null, 'Not a cursor of this list')
  const count = one('count', (text) => text === 'true', 'Not true')
  const order = one(
    'orderBy',
    (text) => /^\S+( desc)?$/.test(text) && isKnown(text.split(' ')[0] ?? ''),
    'Not one field',
  )
  const conditions: Condition[] = []
  for (const text of query.getAll('filter')) {
    const parsed = parseFilter(text)
    if (parsed?.every(({ path }) => fields.includes(path[0] ?? '')) === true) conditions.push(...parsed)
    else wrong.push({ name: 'filter', reason: 'Not a filter on the fields of this collection' })
  }
  const strangers = [...new Set(query.keys())].filter((name) => !PARAMETERS.includes(name))
  const found: Problem[] = []
  if (wrong.length > 0) found.push({ number: 5, invalidParams: wrong })
  if (strangers.length > 0) {
    found.push({ number: 6, invalidParams: strangers.map((name) => ({ name, reason: 'Not supported' })) })
  }
  if (found.length > 0) return found
  const [field = '', direction] = order?.split(' ') ?? []
  return {
    include: include === null ? null : include.split(','),
    limit: limit === null ? Number.POSITIVE_INFINITY : Number(limit),
    start: cursor === null ? Number(skip ?? '0') : (readCursor(cursor) ?? 0),
    count: count !== null,
    conditions,
    order: order === null ? null : { path: parsePath(field), descending: direction === 'desc' },
  }
}

/** The position in a cursor, which is base64 of a number; `null`: it is not. */
function readCursor(text: string): number | null {
  const plain = Buffer.from(text, 'base64').toString('latin1')
  if (!/^\d{1,9}$/.test(plain) || Buffer.from(plain).toString('base64') !== text) return null
  return Number(plain)
}

function sort(items: readonly Shown[], order: NonNullable<ListQuery['order']>): Shown[] {
  const key = (item: Shown): string => {
    const [value] = valuesAt(item, order.path)
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  }
  const sign = order.descending ? -1 : 1
  return items.toSorted((left, right) => {
    const [a, b] = [key(left), key(right)]
    return a === b ? 0 : a < b ? -sign : sign
  })
}

function pick(item: Shown, field: string): unknown {
  const path = parsePath(field)
  const values = valuesAt(item, path)
  return path.includes('*') ? values : (values[0] ?? null)
}

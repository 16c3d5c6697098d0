import { parseInstant } from '../instant.ts'
import type { Answer, Received } from '../kind.ts'
import { refuseBodyType } from './media.ts'
import { type Problem, problem, problems, type Wrong } from './problems.ts'
import { refuseName } from './screening.ts'
import type { AstraState, Label } from './state.ts'
import { isUuid } from './uuid.ts'

/** What a token body says; `null`: that member is missing. */
export interface TokenBody {
  readonly name: string | null
  readonly labels: readonly Label[] | null
  readonly id: string | null
  readonly userId: string | null
}

type Members = Readonly<Record<string, unknown>>
type Check = (value: unknown, path: string) => string[]

const LARGEST = 256 * 1024
const TYPE = 'application/astra-token'
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/

const text: Check = (value, path) => (typeof value === 'string' ? [] : [`${path}: must be a string`])
const uuid: Check = (value, path) =>
  typeof value === 'string' && isUuid(value) ? [] : [`${path}: must be a UUID`]
const instant: Check = (value, path) =>
  typeof value === 'string' && TIMESTAMP.test(value) && parseInstant(value) !== null
    ? []
    : [`${path}: must be a timestamp`]
const only =
  (wanted: string): Check =>
  (value, path) =>
    value === wanted ? [] : [`${path}: must be ${wanted}`]

/** An object with these members and no others. */
const closed =
  (members: Readonly<Record<string, Check>>, required: readonly string[]): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return [`${path === '' ? 'body' : path}: must be an object`]
    }
    const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
    const given = value as Members
    return [
      ...required.filter((name) => !Object.hasOwn(given, name)).map((name) => `${at(name)}: is required`),
      ...Object.entries(given).flatMap(([name, member]) => {
        const check = Object.hasOwn(members, name) ? members[name] : undefined
        return check === undefined ? [`${at(name)}: is not allowed`] : check(member, at(name))
      }),
    ]
  }

const label = closed({ name: text, value: text }, ['name', 'value'])
const labels: Check = (value, path) => {
  if (!Array.isArray(value)) return [`${path}: must be an array`]
  const wrong = value.flatMap((item, index) => label(item, `${path}[${index}]`))
  if (wrong.length > 0) return wrong
  const keys = (value as Label[]).map((item) => JSON.stringify([item.name, item.value]))
  return new Set(keys).size === keys.length ? [] : [`${path}: must not have equal items`]
}
const metadata = closed(
  {
    labels,
    creationTimestamp: instant,
    modificationTimestamp: instant,
    createdBy: uuid,
    modifiedBy: uuid,
  },
  [],
)
const create = closed({ type: only(TYPE), version: only('1.0'), name: text, metadata }, [
  'type',
  'version',
  'name',
])
const change = closed(
  { type: only(TYPE), version: only('1.0'), id: uuid, name: text, userID: uuid, metadata },
  ['type', 'version'],
)

/** The token body of a request, or the answer that refuses it. Astra source: astra.json (token schemas). */
export function readTokenBody(
  state: AstraState,
  request: Received,
  what: 'create' | 'change',
): { readonly token: TokenBody } | Answer {
  const refused = refuseBodyType(state, request, `${TYPE}+json`)
  if (refused !== null) return refused
  if (Buffer.byteLength(request.body) > LARGEST) return problem(state, 85)
  let value: unknown
  try {
    value = JSON.parse(request.body)
  } catch {
    return problem(state, 7)
  }
  const misfits = (what === 'create' ? create : change)(value, '')
  const members: Members = typeof value === 'object' && value !== null ? (value as Members) : {}
  const name = typeof members['name'] === 'string' ? members['name'] : null
  const reason = name === null ? null : refuseName(name)
  const found: Problem[] = []
  if (misfits.length > 0) found.push({ number: 8, schemaValidationFailure: misfits.join('; ') })
  if (reason !== null) found.push({ number: 9, invalidFields: [{ name: 'name', reason } satisfies Wrong] })
  const [first, ...others] = found
  if (first !== undefined) return problems(state, [first, ...others])
  // The checks above have made sure of these types.
  const given = members['metadata'] as { readonly labels?: readonly Label[] } | undefined
  return {
    token: {
      name,
      labels: given?.labels?.map((item) => ({ name: item.name, value: item.value })) ?? null,
      id: (members['id'] as string | undefined) ?? null,
      userId: (members['userID'] as string | undefined) ?? null,
    },
  }
}
